"""Serve static files under addresses with their hash, cached for ever and compressed once."""

import gzip
import json
import re
from functools import cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from intake.frozen import record
from intake.web.access import anyone
from intake.web.locale import catalogue_of, language
from intake.words import Sentences

blueprint = Blueprint("assets", __name__)


@record
class Asset:
    """One file as it is sent: its address, plain, compressed, and its media type."""

    address: str
    plain: bytes
    compressed: bytes
    kind: str


STATIC = Path(__file__).parents[2] / "static"
KINDS = {".css": "text/css", ".js": "text/javascript"}
COMMENT = {
    ".css": re.compile(rb"^/\*.*?\*/\n", re.MULTILINE),
    ".js": re.compile(rb"^ *//.*\n", re.MULTILINE),
}
"""Lines that only the readers of the source need."""

LOGO = "logo"
"""Name of the operator's own picture among the files."""

LEAVE = "js/leave.js"
"""Name of the script that has sentences: it is sent in the language of its page."""

WORDS: Sentences = (
    "Press Shift 1 more time to leave.",
    "Press Shift 2 more times to leave.",
    "Loading",
)
"""The sentences of that script. A page that had them would send them again each time."""


def set_up(app: Flask, *, logo: Path | None = None) -> None:
    """Read all files, and give templates ``asset('css/base.css')``, the address of a file."""
    files = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*")}
    files[LOGO] = logo or STATIC / "mark.svg"
    files = {name: path for name, path in sorted(files.items()) if path.is_file()}
    assets = {name: _asset(path.read_bytes(), path.suffix) for name, path in files.items()}
    app.extensions["assets"] = {asset.address: asset for asset in assets.values()}
    addresses = {name: f"/static/{asset.address}" for name, asset in assets.items()}
    app.jinja_env.globals["asset"] = lambda name: (
        _translated_address(language()) if name == LEAVE else addresses[name]
    )


@blueprint.get("/static/<name>")
@anyone
def show(name: str) -> ResponseReturnValue:
    """Send one static file."""
    assets = current_app.extensions["assets"]
    if name not in assets:  # another process may have shown the page that names this script
        for tag in current_app.config["SETTINGS"].languages:
            _translated_address(tag)
    asset: Asset = assets.get(name) or abort(404)
    compressed = request.accept_encodings.quality("gzip") > 0
    response = Response(asset.compressed if compressed else asset.plain, mimetype=asset.kind)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if compressed:
        response.headers["Content-Encoding"] = "gzip"
    return response


@cache
def _asset(plain: bytes, ending: str) -> Asset:
    if ending in COMMENT:
        plain = COMMENT[ending].sub(b"", plain)
    address = f"{sha256(plain).hexdigest()[:8]}{ending}"
    kind = KINDS.get(ending) or guess_type(address)[0] or "application/octet-stream"
    return Asset(address, plain, gzip.compress(plain, 9, mtime=0), kind)


def _translated_address(tag: str) -> str:
    """Return the address of the script in this language."""
    asset = _translated(tag)
    current_app.extensions["assets"].setdefault(asset.address, asset)
    return f"/static/{asset.address}"


@cache
def _translated(tag: str) -> Asset:
    """Translate the script, whose file is in English."""
    script, catalogue = (STATIC / LEAVE).read_text("utf-8"), catalogue_of(tag)
    for text in WORDS:
        said = json.dumps(catalogue.ugettext(text), ensure_ascii=False)
        script = script.replace(json.dumps(text), said)
    return _asset(script.encode(), ".js")
