"""The glossary names things that exist, once each, and the code avoids the terms it retired."""

from __future__ import annotations

import ast
import re
from collections import Counter
from itertools import chain

from tests.house.register import SOURCE
from tests.house.source import ROOT, Module, modules, templates

PAGE = (ROOT / "docs" / "glossary.md").read_text("utf-8")
TERMS, RETIRED = PAGE.split("## Terms that the code does not use")
ROW = re.compile(r"^\| (?!term |not |-)(.+?) \| (.+?) \|$", re.MULTILINE)
WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")
DEFINITIONS = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def test_every_term_has_one_line() -> None:
    terms = [term for row, _ in ROW.findall(TERMS) for term in row.split(", ")]

    assert len(terms) > 100
    assert [term for term, count in Counter(terms).items() if count > 1] == []


def test_every_name_in_it_exists() -> None:
    source = "\n".join(_texts())
    names = sorted({name.split("(")[0].lstrip("@") for name in re.findall(r"`([^`]+)`", PAGE)})

    assert len(names) > 50
    assert [
        name
        for name in names
        if not (ROOT / name).exists() and not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", source)
    ] == []


def test_no_module_class_or_function_has_a_retired_name() -> None:
    retired = {word for row, _ in ROW.findall(RETIRED) for word in row.split(", ")}
    sources = chain.from_iterable(modules(folder) for folder in SOURCE)

    assert len(retired) > 5
    assert [
        f"{module}: {name}"
        for module in sources
        if module.path.parent != ROOT / "migrations" / "versions"  # their names cannot change
        for name in _names(module)
        if retired & {word.lower() for word in WORD.findall(name)}
    ] == []


def _names(module: Module) -> list[str]:
    """Return the name of the module, and those of its classes and functions but tests."""
    definitions = (node for node in module.nodes if isinstance(node, DEFINITIONS))
    names = (node.name for node in definitions)
    return [module.path.stem, *(name for name in names if not name.startswith("test_"))]


def _texts() -> list[str]:
    """Return the source in which names of the glossary may be."""
    python = [module.text for folder in SOURCE for module in modules(folder)]
    pages = [path.read_text("utf-8") for path in templates()]
    return [*python, *pages, (ROOT / "pyproject.toml").read_text("utf-8")]
