"""Print the size of each top folder: ``python -m tests.size``.

Counted are the tokens that are neither layout, comment nor docstring; a formatted string is one, on
each version of Python. ``make checks`` prints the table; no bound is held to it.
"""

import ast
import io
import sys
import tokenize
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("intake", "tests", "migrations", "deploy", "bench", "docs")
NOT_COUNTED = frozenset(
    {
        *(tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT),
        *(tokenize.COMMENT, tokenize.ENCODING, tokenize.ENDMARKER),
    }
)
OPENS, CLOSES = (getattr(tokenize, f"FSTRING_{end}", -1) for end in ("START", "END"))
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def main() -> int:
    """Print the table."""
    for folder in FOLDERS:
        files = sorted((ROOT / folder).rglob("*.py"))
        count = sum(tokens(file.read_bytes()) for file in files)
        sys.stdout.write(f"{folder:<12}{count:>9,} tokens {len(files):>6} modules\n")
    return 0


def tokens(source: bytes) -> int:
    """Return the number of tokens of a module, without strings that stand alone."""
    lone_strings = {
        (line.lineno, line.col_offset)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, DOCUMENTED)
        for line in node.body
        if isinstance(line, ast.Expr)
        and isinstance(line.value, ast.Constant)
        and isinstance(line.value.value, str)
    }
    count = inside = 0
    for token in tokenize.tokenize(io.BytesIO(source).readline):
        if not inside and token.type not in NOT_COUNTED and token.start not in lone_strings:
            count += 1
        inside += (token.type == OPENS) - (token.type == CLOSES)
    return count


if __name__ == "__main__":
    sys.exit(main())
