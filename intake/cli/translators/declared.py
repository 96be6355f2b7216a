"""Extract the sentences of Python: those that ``N_`` marks, and those that declarations hold.

What a question, a page of questions, a phrase of a rule, a refusal, a table of labels or a labelled
code says is for translators by its place, so that nobody forgets to mark it.
"""

import ast
import tomllib
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

from babel.messages.extract import extract_python

from intake.words import table_beside

SENTENCES: Mapping[str, Collection[int | str | None]] = table_beside(__file__)
"""The arguments that are sentences of what is declared: places, and names."""


def extract(
    file: BinaryIO, keywords: Mapping[str, Any], tags: Collection[str], options: Any
) -> Iterator[tuple[Any, ...]]:
    """Yield line, function, sentence and comments, in the order of the file, as Babel asks."""
    found: list[tuple[Any, ...]] = list(extract_python(file, keywords, tags, options))
    file.seek(0)
    found += [
        (text.lineno, "N_", text.value, [])
        for text in declared_in(ast.parse(file.read()))
        if isinstance(text, ast.Constant) and text.value
    ]
    yield from sorted(found, key=lambda one: one[0] or 0)


def extract_table(file: BinaryIO, *_marks: Any, **_options: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the sentences of a table beside a module, which has nothing else, as Babel asks."""
    yield from ((1, "N_", text, []) for text in _texts(tomllib.load(file)))


def _texts(table: Any) -> Iterator[str]:
    """Yield the sentences of a table, but for those that staff alone read."""
    if isinstance(table, str):
        yield table
        return
    if isinstance(table, dict):
        table = [part for key, part in table.items() if key != "staff"]
    yield from chain.from_iterable(map(_texts, table))


def declared_in(module: ast.Module) -> Iterator[ast.expr]:
    """Yield what declarations of a module have in the place of a sentence."""
    for node in ast.walk(module):
        for value in _said_by(node):
            yield from value.elts if isinstance(value, ast.Tuple) else [value]


def _said_by(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the sentences of one declaration, or tuples of them."""
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in SENTENCES:
            places = SENTENCES[name]
            yield from (value for place, value in enumerate(node.args) if place in places)
            yield from (one.value for one in node.keywords if one.arg in places)
        case ast.AnnAssign(value=ast.Dict(values=values)):
            is_labels = ast.unparse(node.annotation).startswith(("Labels[", "Pairs["))
            yield from values if is_labels else ()
        case ast.AnnAssign(annotation=ast.Name(id="Sentences"), value=ast.Tuple() as value):
            yield value
        case ast.Assign(targets=[ast.Name(id="says")], value=ast.Constant() as value):
            yield value
        case ast.ClassDef(bases=[ast.Name(id="Labelled")]):
            members = (part.value for part in node.body if isinstance(part, ast.Assign))
            yield from (value.elts[1] for value in members if isinstance(value, ast.Tuple))
