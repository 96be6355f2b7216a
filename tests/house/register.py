"""Measure how the source reads: ``python -m tests.house.register``.

``make checks`` prints the table. A bound is the value reached so far, lowered after each
rewriting; the aim is the final bound. Exceeding a bound fails.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from intake.questionnaire.asylum import ASYLUM
from tests.house.source import ROOT, Module, modules, suppressions

RELATIVE = re.compile(
    r"(What|Whether|Who|Whom|Whose|How|Of|Let|That|Where|When|Which|Why|"
    r"(By|To|In|From|With|For|On|At|Under) (what|whom|which|whose))\b"
)
"""Openings of docstrings that are neither imperative sentences nor noun phrases."""

VAGUE_NAMES = frozenset(
    {
        *("one", "other", "found", "kept", "said", "told", "wanted"),
        *("given", "way", "made", "left", "gone", "somebody"),
    }
)
"""Names that do not say which kind of value they hold."""

SOURCE = ("intake", "migrations", "tests", "bench", "docs")
NOT_IDS = frozenset({"income", "changed", "note", "device", "phone", "email", "needs"})
"""Question ids that are also ordinary words, which are not counted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One measure of the source: its value, its bound, and the aim."""

    name: str
    value: float
    bound: float
    aim: float
    unit: str = ""
    places: tuple[str, ...] = ()

    @property
    def is_met(self) -> bool:
        """Return true where the value is within the bound."""
        return self.value <= self.bound

    def __str__(self) -> str:
        mark = "" if self.is_met else ", exceeded"
        return (
            f"{self.name:<46}{self.value:>7.4g}{self.unit}"
            f" (bound {self.bound:g}, aim {self.aim:g}{mark})"
        )


def figures() -> tuple[Figure, ...]:
    """Return every measure."""
    sources = tuple(chain.from_iterable(modules(folder) for folder in SOURCE))
    return (
        _share("docstrings that open with a relative clause", _docstrings(sources), 1),
        _share("vague names among bound names", _bound_names(sources), 1),
        _largest_folder(sources),
        _raw_question_ids(),
        Figure(name="suppressions", value=len(suppressions()), bound=10, aim=10),
        _length_of_functions(),
    )


def _share(name: str, places: Iterator[tuple[str, bool]], bound: float) -> Figure:
    """Return the percentage of marked places as a figure."""
    listed = list(places)
    marked = tuple(place for place, is_marked in listed if is_marked)
    value = 100 * len(marked) / len(listed)
    return Figure(name=name, value=value, bound=bound, aim=1, unit=" %", places=marked)


def _docstrings(sources: tuple[Module, ...]) -> Iterator[tuple[str, bool]]:
    for place, text in docstrings(sources):
        yield place, bool(RELATIVE.match(text))


def docstrings(sources: Iterable[Module]) -> Iterator[tuple[str, str]]:
    """Yield the place and the text of each docstring."""
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for module in sources:
        for node in module.nodes:
            if isinstance(node, documented) and (text := ast.get_docstring(node)):
                yield f"{module}:{getattr(node, 'lineno', 1)}", text


def _bound_names(sources: tuple[Module, ...]) -> Iterator[tuple[str, bool]]:
    for module in sources:
        for node in module.nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield f"{module}:{node.lineno} {node.id}", node.id in VAGUE_NAMES
            elif isinstance(node, ast.arg):
                yield f"{module}:{node.lineno} {node.arg}", node.arg in VAGUE_NAMES


def _largest_folder(sources: tuple[Module, ...]) -> Figure:
    folders: dict[Path, int] = {}
    for module in sources:
        if module.path.parent != ROOT / "migrations" / "versions":
            folders[module.path.parent] = folders.get(module.path.parent, 0) + 1
    crowded = tuple(
        f"{folder.relative_to(ROOT)}: {count}" for folder, count in folders.items() if count > 25
    )
    return Figure(
        name="modules in one folder", value=max(folders.values()), bound=25, aim=25, places=crowded
    )


def _raw_question_ids() -> Figure:
    """Count the string literals outside the questionnaire that are ids of questions."""
    ids = set(ASYLUM.questions) - NOT_IDS
    places = tuple(
        f"{module}:{node.lineno} {node.value}"
        for module in modules("intake")
        if module.package != "questionnaire"
        for node in module.nodes
        if isinstance(node, ast.Constant) and node.value in ids
    )
    return Figure(
        name="raw question ids outside the questionnaire",
        value=len(places),
        bound=40,
        aim=40,
        places=places,
    )


def _length_of_functions() -> Figure:
    lengths = sorted(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for module in modules("intake")
        for node in module.nodes
        if isinstance(node, ast.FunctionDef)
    )
    ninetieth = lengths[int(len(lengths) * 0.9)]
    return Figure(name="lines of a function, 90th percentile", value=ninetieth, bound=16, aim=16)


def main() -> int:
    """Print the table, then each place that exceeds a bound; return 1 if there is one."""
    measured = figures()
    for figure in measured:
        sys.stdout.write(f"{figure}\n")
    exceeded = [figure for figure in measured if not figure.is_met]
    for figure in exceeded:
        sys.stdout.writelines(f"  {place}\n" for place in figure.places)
    return 1 if exceeded else 0


if __name__ == "__main__":
    sys.exit(main())
