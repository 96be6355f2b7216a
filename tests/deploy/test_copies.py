"""Copies of backups at another place: wraps that this machine let go of are removed there too."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.admin.copies import copy_away
from deploy.admin.places import Places
from deploy.admin.shell import Failed
from tests.deploy.server import COPY_TO, log_of, make_server, path_with


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    places = make_server(tmp_path)
    monkeypatch.setenv("PATH", path_with(places))
    return places


def test_wraps_that_this_machine_let_go_of_are_removed_at_the_other_place(places: Places) -> None:
    make_files(places.backups, "monday", "tuesday", "tuesday.wraps")
    other = make_files(places.root / "other", "monday", "monday.wraps")

    copy_away(places.backups, COPY_TO)

    assert names(other) == ["monday", "tuesday", "tuesday.wraps"]


@pytest.mark.parametrize("own", [[], ["of a spare machine", "of a spare machine.wraps"]])
def test_a_spare_machine_removes_no_wraps_of_another_one(places: Places, own: list[str]) -> None:
    make_files(places.backups, *own)
    other = make_files(places.root / "other", "real", "real.wraps")

    copy_away(places.backups, COPY_TO)

    assert names(other) == sorted(["real", "real.wraps", *own])
    assert "--delete" not in " ".join(log_of(places)).split()


def test_old_wraps_are_removed_at_a_full_place_too_and_the_failure_is_told(places: Places) -> None:
    make_files(places.backups, "monday", "tuesday", "tuesday.wraps")
    other = make_files(places.root / "other", "monday", "monday.wraps")
    (places.root / "full").touch()

    with pytest.raises(Failed):
        copy_away(places.backups, COPY_TO)

    assert names(other) == ["monday"]


def test_a_name_with_signs_of_patterns_stands_for_its_own_wraps_alone(places: Places) -> None:
    make_files(places.backups, "*", "[ab]", r"a\b")
    other = make_files(places.root / "other", "*.wraps", "[ab].wraps", r"a\b.wraps", "a.wraps")

    copy_away(places.backups, COPY_TO)

    assert names(other) == ["*", "[ab]", "a.wraps", r"a\b"]


def make_files(folder: Path, *names: str) -> Path:
    """Make files, each with its name in it; return the folder."""
    for name in names:
        (folder / name).write_text(name, "utf-8")
    return folder


def names(folder: Path) -> list[str]:
    """Return the names of the files in a folder, in order."""
    return sorted(file.name for file in folder.iterdir())
