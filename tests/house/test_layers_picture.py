"""The picture of the layers shows the contract that import-linter checks."""

from __future__ import annotations

import re

from docs.layers import FILE, layers, picture
from tests.house.source import ROOT

PAGE = (ROOT / "docs" / "structure.md").read_text("utf-8")


def test_the_picture_is_up_to_date_with_the_contract() -> None:
    assert FILE.read_text("utf-8") == picture(layers()), "python -m docs.layers"


def test_the_picture_contains_every_package_and_module() -> None:
    packages = {
        path.stem for path in (ROOT / "intake").glob("[a-z]*") if path.suffix in ("", ".py")
    }

    shown = {package for layer in layers() for package in layer.packages}
    assert shown == packages - {"translations"}


def test_the_page_shows_it_with_a_text_that_names_every_layer() -> None:
    image = re.search(r"!\[([^\]]+)\]\(layers\.svg\)", PAGE)

    assert image
    assert all(layer.title.split(":")[0].lower() in image[1].lower() for layer in layers())


def test_the_table_of_the_page_names_every_package() -> None:
    table = PAGE[PAGE.index("| layer | packages |") :]

    assert [
        package
        for layer in layers()
        for package in layer.packages
        if not re.search(rf"\b{package}\b", table)
    ] == []
