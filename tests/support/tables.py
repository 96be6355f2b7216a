"""Tables in text files beside the tests, one row a line, for those who know the subject."""

from pathlib import Path


def beside(module: str, section: str = "") -> list[tuple[str, ...]]:
    """Return the rows of the table beside a test: the file of its name that ends in ``.txt``."""
    return rows(Path(module).with_suffix(".txt"), section)


def rows(file: Path, section: str = "") -> list[tuple[str, ...]]:
    """Return the cells of each row of a table, or of that below ``[section]``, as texts.

    Cells are parted by ``|``; what follows ``#`` is a comment.
    """
    text = file.read_text("utf-8")
    if section:
        text = text.partition(f"[{section}]\n")[2].partition("\n[")[0]
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [tuple(cell.strip() for cell in line.split("|")) for line in lines if line]
