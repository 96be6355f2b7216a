"""Headers, the cookie of each door, form tokens, and the hosts that this server answers for."""

import hmac
import io
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, current_app, g, request
from markupsafe import Markup
from werkzeug import Response
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    NotFound,
    TooManyRequests,
    UnsupportedMediaType,
)

from intake import clock
from intake.sealing.tokens import TOKEN_BYTES, new_token, token_hash
from intake.settings import LOOPBACK_HOSTS, Settings
from intake.web import app_context, limits, session_cookie

MASK_BYTES = 12
"""Bytes of the MAC in a form token, and of its mask."""
TIME_BYTES = 4
"""Bytes of the mask that say in which second the form was made; the others are random."""
MOST_BYTES = 256 * 1024
HOSTLESS = ("/healthz", "/readyz")
METRICS = "/metrics"
LEAVING = ("pages.leave", "pages.clear")
"""Views that leave the site. They have no limit, and do not wait for the database."""
COOKIES = {"apply": "s", "desk": "d"}
REFUSED_CODE = "c"
"""The cookie of a return code that was refused, which may be one digit from the right one."""

ENDED = "#ended"
"""Follows the address of the page after a session: its script empties the other tabs, which go on
showing that session."""
FILES = ("text/css", "text/javascript")
"""Media types of files that a browser never shows as a page."""


class MemoryRequest(Request):
    """A request of which no posted file reaches the disk, where it would lie in clear."""

    def _get_file_stream(self, *_args: Any, **_sizes: Any) -> io.BytesIO:
        return io.BytesIO()


class StaleForm(Forbidden):
    """A form without the token of this session: the session changed, or the form is not ours."""


class UnknownHost(BadRequest):
    """The request names a host that this server does not answer for."""


def set_up(app: Flask, settings: Settings) -> None:
    """Check every request before its view, and add headers and cookie to every answer."""
    app.extensions["hosts"] = hosts_of(settings)
    app.extensions["headers"] = {
        "apply": _headers_of(settings),
        "desk": _headers_of(settings, fetched="connect-src 'self';"),
        "file": _headers_of_files(settings),
    }
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES, MAX_FORM_MEMORY_SIZE=MOST_BYTES, MAX_FORM_PARTS=500
    )
    app.request_class = MemoryRequest
    app.before_request(_check_host)
    app.before_request(_check_address)
    app.before_request(_check_token)
    app.after_request(_headers)
    app.jinja_env.globals.update(csrf_field=csrf_field, csrf_token=csrf_token)


def door() -> str:
    """Return the door of this request: ``apply`` or ``desk``."""
    return "desk" if f"{request.path}/".startswith("/desk/") else "apply"


def door_token() -> bytes:
    """Return the random bytes in the cookie of this door, or new ones if there is no cookie."""
    if "token" not in g:
        known = _bytes_of(session_cookie.token_of(request.cookies.get(_cookie(door()), "")))
        g.token, g.token_is_new = known or new_token(), not known
    token: bytes = g.token
    return token


def door_hash() -> bytes:
    """Return the hash by which the rows of this browser's session are found."""
    return token_hash(door_token())


def saves_seen() -> int:
    """Return how often the draft of this session was saved, as far as its browser knows."""
    if "saves_in_cookie" not in g:
        cookie = request.cookies.get(_cookie("apply"), "")
        g.saves_in_cookie = session_cookie.saves_in(cookie, secrets=app_context.secrets())
    saves: int = g.get("saves_seen") or g.saves_in_cookie
    return saves


def note_saves(saves: int) -> None:
    """Write into the cookie of this answer that the draft was saved so often."""
    if saves > saves_seen():
        g.saves_seen = saves


def begin_session(response: Response, for_door: str, token: bytes) -> None:
    """Give the browser a new token. The old one opens nothing any more."""
    saves = g.get("saves_seen", 0) if for_door == "apply" else 0
    response.set_cookie(
        _cookie(for_door),
        session_cookie.cookie_text(token, saves, secret=app_context.settings().secret_key),
        secure=app_context.settings().https,
        httponly=True,
        samesite="Lax",
    )
    g.token, g.token_is_new, g.saves_written = token, False, saves


def end_session(response: Response, for_door: str, *, leaves: bool = True) -> None:
    """Delete the session cookie, and ask the browser to clear what it stored for this site.

    At the desk other cookies stay: they hold the device secrets of members. So they do where
    nobody *leaves* and the next form begins, which a member may fill in for a person.
    """
    delete_cookie(response, COOKIES[for_door])
    cookies = '"cookies", ' if for_door == "apply" and leaves else ""
    response.headers["Clear-Site-Data"] = f'"cache", {cookies}"storage"'
    g.token_is_new, g.saves_seen = False, 0


def delete_cookie(response: Response, short: str) -> None:
    """Take a cookie from the browser, named as in :data:`COOKIES`."""
    name, is_secure = cookie_name(short), app_context.settings().https
    response.delete_cookie(name, secure=is_secure, httponly=True, samesite="Lax")


def cookie_name(short: str) -> str:
    """Return the name of a cookie, which over HTTPS no other site of the domain can set."""
    return f"__Host-{short}" if app_context.settings().https else short


def csrf_token() -> str:
    """Return the form token of this session, with a new mask so that compression leaks nothing."""
    if "csrf" not in g:
        g.csrf_used = True
        made_at = int(clock.now().timestamp()).to_bytes(TIME_BYTES)
        mask = made_at + secrets.token_bytes(MASK_BYTES - TIME_BYTES)
        mac = _mac(app_context.settings().secret_key, door_token())
        g.csrf = urlsafe_b64encode(mask + _xor(mask, mac)).decode().rstrip("=")
    token: str = g.csrf
    return token


def form_made_at() -> datetime:
    """Return when the page of the posted form was made, as its token says; 1970 without one."""
    seconds = int.from_bytes(_posted_token()[:TIME_BYTES])
    return datetime.fromtimestamp(seconds, UTC)


@contextmanager
def csrf_placeholder(text: str) -> Iterator[None]:
    """Render *text* in place of the form token, for a page that is cached for all sessions."""
    g.csrf = text
    try:
        yield
    finally:
        del g.csrf


def csrf_field() -> Markup:
    """Return the hidden field of every form that is posted."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(csrf_token())


def is_own_origin() -> bool:
    """Return true if a form came from a page of this host, or from one that does not tell."""
    origin = request.headers.get("Origin", "null")
    return origin == "null" or origin.partition("://")[2] == request.host


def _check_host() -> None:
    settings = app_context.settings()
    if request.path in HOSTLESS or settings.accept_any_host:
        return
    if request.path == METRICS and settings.metrics_token:  # a node is asked at its own address
        return
    if request.host not in current_app.extensions["hosts"]:
        raise UnknownHost


def _check_address() -> None:
    """Refuse an address with a NUL, which PostgreSQL cannot store in a text, and compressed forms.

    A small one could expand until the memory is full.
    """
    if "\0" in request.path:
        raise NotFound
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise UnsupportedMediaType


def _check_token() -> None:
    if request.endpoint == "imports.read_names_file":
        request.max_content_length = 960 * 1024  # the proxy lets a megabyte in
    if request.method in ("GET", "HEAD", "OPTIONS") or request.endpoint is None:
        return
    if not is_own_origin():
        raise StaleForm
    sent = _posted_token()
    mac = _xor(sent[:MASK_BYTES], sent[MASK_BYTES:])
    if not any(hmac.compare_digest(mac, _mac(key, door_token())) for key in app_context.secrets()):
        raise StaleForm
    if request.endpoint in LEAVING:
        return
    if not limits.take_in_session(limits.POSTS, door_hash()):
        raise TooManyRequests


def _posted_token() -> bytes:
    return _bytes_of(request.form.get("csrf_token", ""), 2 * MASK_BYTES) or b""


def hosts_of(settings: Settings) -> frozenset[str]:
    """Return the hosts that we answer for: those of our doors; on loopback, all its names."""
    hosts = frozenset(urlsplit(address).netloc for address in settings.served_addresses)
    if not settings.loopback:
        return hosts
    parts = urlsplit(settings.public_url)
    port = f":{parts.port}" if parts.port else ""
    names = [f"[{name}]" if ":" in name else name for name in LOOPBACK_HOSTS]
    return hosts | {f"{name}{port}" for name in names}


def _headers(response: Response) -> Response:
    draft_is_newer = g.get("saves_seen", 0) > g.get("saves_written", 0)
    if (g.get("csrf_used") and g.get("token_is_new")) or draft_is_newer:
        begin_session(response, door(), g.token)
    response.headers.setdefault("Cache-Control", "no-store,no-transform")
    kind = "file" if response.mimetype in FILES else door()
    response.headers.extend(current_app.extensions["headers"][kind])
    if _cookie(door()) not in request.cookies:  # a search engine has none
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _headers_of(settings: Settings, *, fetched: str = "") -> dict[str, str]:
    """Return the headers of every page, without a space that no browser needs.

    *fetched* is the directive of what scripts may fetch; without one it is that of the default,
    nothing. The exit sites are allowed as targets of forms, because leaving is a form whose answer
    redirects there.
    """
    exits = dict.fromkeys((settings.exit_url, *(url for _, url in settings.exit_urls)))
    sites = dict.fromkeys(f"{url.scheme}://{url.netloc}" for url in map(urlsplit, exits))
    headers = {
        "Content-Security-Policy": (
            "default-src 'none';style-src 'self';script-src 'self';img-src 'self' data:;"
            f"{fetched}form-action 'self' {' '.join(sites)};"
            "frame-ancestors 'none';base-uri 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    return headers | _headers_of_files(settings)


def _headers_of_files(settings: Settings) -> dict[str, str]:
    """Return the headers of style sheets and scripts, which run by the policy of their page."""
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if settings.https:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return headers


def _cookie(for_door: str) -> str:
    return cookie_name(COOKIES[for_door])


@cache
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"intake form token", "sha256")


def _mac(secret: str, token: bytes) -> bytes:
    return hmac.digest(_key(secret), sha256(token).digest(), "sha256")[:MASK_BYTES]


def _xor(first: bytes, second: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(first, second, strict=False))


def _bytes_of(text: str, length: int = TOKEN_BYTES) -> bytes | None:
    try:
        token = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    return token if len(token) == length else None


SECRET = frozenset(
    {"password", "password_again", "password_now", "code", "passkey", "device_code", "prf"}
)
"""Fields that are never stored, and that no page repeats."""


def is_secret(name: str) -> bool:
    """Return true for a field that holds a secret, which must be typed again.

    Names that begin with ``check-`` are typed groups of a printed sheet or a fingerprint.
    """
    return name in SECRET or name.startswith("check-")
