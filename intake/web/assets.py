"""Serve static files under addresses with their hash, cached for ever and compressed once."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from intake.web.access import anyone

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent: plain, compressed, and its media type."""

    plain: bytes
    compressed: bytes
    kind: str


STATIC = Path(__file__).parents[2] / "static"


LOGO = "logo"
"""Name of the operator's own picture among the files."""


def set_up(app: Flask, *, logo: Path | None = None) -> None:
    """Read all files, and give templates ``asset('css/base.css')``, the address of a file."""
    files = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*")}
    files[LOGO] = logo or STATIC / "mark.svg"
    assets, addresses = {}, {}
    for name, file in sorted(files.items()):
        if not file.is_file():
            continue
        plain = file.read_bytes()
        address = f"{sha256(plain).hexdigest()[:8]}{file.suffix}"
        kind = guess_type(file.name)[0] or "application/octet-stream"
        assets[address] = Asset(plain, gzip.compress(plain, 9, mtime=0), kind)
        addresses[name] = f"/static/{address}"
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = addresses.__getitem__


@blueprint.get("/static/<name>")
@anyone
def show(name: str) -> ResponseReturnValue:
    """Send one static file."""
    if (asset := current_app.extensions["assets"].get(name)) is None:
        abort(404)
    compressed = request.accept_encodings.quality("gzip") > 0
    response = Response(asset.compressed if compressed else asset.plain, mimetype=asset.kind)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if compressed:
        response.headers["Content-Encoding"] = "gzip"
    return response
