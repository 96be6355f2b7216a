"""Offer the source that this server runs, as section 13 of the AGPL asks.

The server hands out its own files, so that the offer is true of a changed copy too, and so that
nobody who follows the link is seen by another site.
"""

import gzip
import tarfile
from collections.abc import Iterator
from functools import cache, partial
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.version import ROOT, VERSION, revision
from intake.web.access import anyone

blueprint = Blueprint("source", __name__)


@blueprint.get("/source")
@anyone
def show() -> ResponseReturnValue:
    """Show version, revision and licence, and link to the source."""
    return render_template(
        "about/source.html",
        applicants="pages" in current_app.blueprints,
        kilobytes=len(source_archive()) // 1024,
        archive_url=url_for("source.archive", name=archive_name()),
    )


@blueprint.get("/source/<name>")
@anyone
def archive(name: str) -> ResponseReturnValue:
    """Send the source as a compressed archive."""
    if name != archive_name():
        abort(404)
    return Response(
        source_archive(),
        mimetype="application/gzip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


FOLDERS = ("deploy", "intake", "migrations", "requirements", "static", "templates")
FILES = ("LICENSE", "Makefile", "README.md", "pyproject.toml", "requirements.txt", "wsgi.py")
SOURCE = frozenset(
    {
        *(".py", ".html", ".txt", ".css", ".js", ".svg", ".po", ".pot", ".toml", ".in", ".ini"),
        *(".md", ".sql", ".conf", ".service", ".timer", ".json", ".yml", ".mako", ".sh"),
    }
)
"""Endings of source files; a database or key that lies in these folders is never packed."""

WITHOUT_ENDING = frozenset({"Caddyfile", "Containerfile", "intake-admin", "torrc"})
"""Source files without an ending, by name: a secret in a file often has none."""

NEVER = "secrets"
"""Folder of the secrets that ``deploy/container/secrets.sh`` makes."""


def archive_name() -> str:
    """Return the file name, with the version and the revision."""
    return "-".join(filter(None, ("intake-desk", VERSION, revision()))) + ".tar.gz"


@cache
def source_archive(root: Path = ROOT) -> bytes:
    """Return the compressed archive of the source, made once in a process."""
    folder = archive_name().removesuffix(".tar.gz")
    packed = BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for file in source_files(root):
            content = file.read_bytes()
            entry = tarfile.TarInfo(f"{folder}/{file.relative_to(root).as_posix()}")
            entry.size, entry.mode = len(content), 0o755 if file.stat().st_mode & 0o100 else 0o644
            tar.addfile(entry, BytesIO(content))
    return gzip.compress(packed.getvalue(), mtime=0)


def source_files(root: Path) -> Iterator[Path]:
    """Yield the files of the source in order; no hidden one, no secret, and none that is a link."""
    yield from (file for name in FILES if (file := root / name).is_file())
    for folder in FOLDERS:
        yield from filter(partial(_is_source, root), sorted((root / folder).rglob("*")))


def _is_source(root: Path, file: Path) -> bool:
    parts = file.relative_to(root).parts
    hidden = any(part.startswith((".", "__pycache__")) or part == NEVER for part in parts)
    known = file.suffix in SOURCE or file.name in WITHOUT_ENDING
    return known and not hidden and file.is_file() and not file.is_symlink()
