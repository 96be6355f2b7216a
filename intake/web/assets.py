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


def set_up(app: Flask, folder: Path = STATIC) -> None:
    """Read all files, and give templates ``asset('css/base.css')``, the address of a file."""
    assets, addresses = {}, {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        plain = file.read_bytes()
        name = file.relative_to(folder)
        address = f"{sha256(plain).hexdigest()[:8]}{name.suffix}"
        kind = guess_type(name.name)[0] or "application/octet-stream"
        assets[address] = Asset(plain, gzip.compress(plain, 9, mtime=0), kind)
        addresses[name.as_posix()] = f"/static/{address}"
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
