"""Read the source of the product, for the tests of its conventions."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no cover|nosec)\b(?P<rest>.*)")


@dataclass(frozen=True)  # no slots: the tree is kept in the dictionary
class Module:
    """A Python file of the repository: its path and its text."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Return the parsed file, parsed at the first use."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Return every node of the tree, visited once for all tests."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def name(self) -> str:
        """Return the path below the root of the repository."""
        return self.path.relative_to(ROOT).as_posix()

    def __str__(self) -> str:
        return self.name

    @property
    def package(self) -> str:
        """Return the folder below ``intake``, such as ``cases``; empty for a single module."""
        parts = self.path.relative_to(ROOT / "intake").parts
        return parts[0] if len(parts) > 1 else ""

    def calls(self) -> Iterator[ast.Call]:
        """Yield every call in the file."""
        return (node for node in self.nodes if isinstance(node, ast.Call))

    def imports(self) -> Iterator[tuple[str, str]]:
        """Yield every import as module and name; the name is empty for a whole module."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((alias.name, "") for alias in node.names)
            if isinstance(node, ast.ImportFrom) and node.module:
                yield from ((node.module, alias.name) for alias in node.names)


@cache
def modules(folder: str = "intake") -> tuple[Module, ...]:
    """Return every Python file below a folder of the repository."""
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files, f"there is nothing in {folder}"
    return tuple(Module(file, file.read_text("utf-8")) for file in files)


@cache
def templates() -> tuple[Path, ...]:
    """Return the path of every template."""
    files = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
    assert files
    return tuple(files)


def name_of(call: ast.Call) -> str:
    """Return the name of the called function: ``commit`` for ``db.session.commit()``."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def suppressions() -> list[tuple[str, str]]:
    """Return each place where a tool is silenced, with the text after it."""
    return [
        (f"{module}:{number}", match["rest"])
        for folder in ("intake", "migrations", "tests")
        for module in modules(folder)
        if module.path.parent != ROOT / "tests" / "house"
        for number, line in enumerate(module.text.splitlines(), start=1)
        if (match := SILENCED.search(line))
    ]
