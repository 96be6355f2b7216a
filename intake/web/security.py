"""Headers, the one cookie of each door, form tokens, and which host we answer for."""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request
from markupsafe import Markup
from werkzeug import Response
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    NotFound,
    TooManyRequests,
    UnsupportedMediaType,
)

from intake.sealing.tokens import TOKEN_BYTES, new_token, token_hash
from intake.settings import LOOPBACK_HOSTS, Settings
from intake.web import limits, session_cookie

MASK_BYTES = 16
MOST_BYTES = 256 * 1024
HOSTLESS = ("/healthz", "/readyz")
LETS_OUT = ("pages.leave", "pages.clear")
"""Views for whoever leaves: they may be asked for as often as somebody likes."""
COOKIES = {"apply": "s", "desk": "d"}


class StaleForm(Forbidden):
    """A form came without the token of this session: the session changed, or it is not ours."""


class UnknownHost(BadRequest):
    """Somebody asked for a host that this server is not."""


def set_up(app: Flask, settings: Settings) -> None:
    """Check every request before its view, and give every answer its headers and cookie."""
    app.extensions["hosts"] = hosts_of(settings)
    app.extensions["headers"] = {
        "apply": _headers_of(settings, "'none'"),
        "desk": _headers_of(settings, "'self'"),
    }
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES, MAX_FORM_MEMORY_SIZE=MOST_BYTES, MAX_FORM_PARTS=500
    )
    app.before_request(_check_host)
    app.before_request(_check_address)
    app.before_request(_check_packing)
    app.before_request(_check_token)
    app.after_request(_headers)
    app.jinja_env.globals.update(csrf_field=csrf_field, csrf_token=csrf_token)


def door() -> str:
    """Which door this request came to: ``apply`` or ``desk``."""
    return "desk" if f"{request.path}/".startswith("/desk/") else "apply"


def door_token() -> bytes:
    """The random bytes in this door's cookie; made now for somebody who has none yet."""
    if "token" not in g:
        kept = _bytes_of(session_cookie.token_of(request.cookies.get(_cookie(door()), "")))
        g.token, g.token_is_new = kept or new_token(), not kept
    token: bytes = g.token
    return token


def kept_seen() -> int:
    """How often the draft of this session had been kept, as far as its browser knows."""
    cookie = request.cookies.get(_cookie("apply"), "")
    seen: int = g.get("kept_seen") or session_cookie.kept_of(cookie, secrets=_secrets())
    return seen


def see_kept(kept: int) -> None:
    """The browser hears of a draft that was kept so often: its cookie will know."""
    if kept > kept_seen():
        g.kept_seen = kept


def begin_session(response: Response, for_door: str, token: bytes) -> None:
    """Give the browser a new token; the old one is worth nothing to anybody."""
    kept = g.get("kept_seen", 0) if for_door == "apply" else 0
    response.set_cookie(
        _cookie(for_door),
        session_cookie.marked(token, kept, secret=_settings().secret_key),
        secure=_settings().https,
        httponly=True,
        samesite="Lax",
    )
    g.token, g.token_is_new, g.kept_told = token, False, kept


def end_session(response: Response, for_door: str) -> None:
    """Take the cookie back, and ask the browser to forget what it stored of us."""
    response.delete_cookie(
        _cookie(for_door), secure=_settings().https, httponly=True, samesite="Lax"
    )
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    g.token_is_new, g.kept_seen = False, 0


def csrf_token() -> str:
    """The form token of this session, masked anew each time so that compression tells nothing."""
    if "csrf" not in g:
        g.csrf_used = True
        mask = secrets.token_bytes(MASK_BYTES)
        mac = _mac(_settings().secret_key, door_token())
        g.csrf = urlsafe_b64encode(mask + _xor(mask, mac)).decode().rstrip("=")
    token: str = g.csrf
    return token


@contextmanager
def csrf_gap(gap: str) -> Iterator[None]:
    """While a page is rendered that will be kept, this stands where each session's token goes."""
    g.csrf = gap
    try:
        yield
    finally:
        del g.csrf


def csrf_field() -> Markup:
    """The hidden field that every posting form carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(csrf_token())


def is_own_origin() -> bool:
    """Whether a form came from a page of ours, or from one that does not tell."""
    origin = request.headers.get("Origin", "null")
    return origin == "null" or origin.partition("://")[2] == request.host


def _check_host() -> None:
    if request.path in HOSTLESS or _settings().accept_any_host:
        return
    if request.host not in current_app.extensions["hosts"]:
        raise UnknownHost


def _check_address() -> None:
    """No page of ours has a NUL in its address, and PostgreSQL has none in a text."""
    if "\0" in request.path:
        raise NotFound


def _check_packing() -> None:
    """No page of ours sends a packed form; a small one could unpack to fill the memory."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise UnsupportedMediaType


def _check_token() -> None:
    if request.method in ("GET", "HEAD", "OPTIONS") or request.endpoint is None:
        return
    if not is_own_origin():
        raise StaleForm
    sent = _bytes_of(request.form.get("csrf_token", "")) or b""
    mac = _xor(sent[:MASK_BYTES], sent[MASK_BYTES:])
    if not any(hmac.compare_digest(mac, _mac(key, door_token())) for key in _secrets()):
        raise StaleForm
    if request.endpoint in LETS_OUT:
        return
    if not limits.take_in_session(limits.POSTS, token_hash(door_token())):
        raise TooManyRequests


def hosts_of(settings: Settings) -> frozenset[str]:
    """The hosts we answer for: that of ``PUBLIC_URL``, and its names on the same machine."""
    parts = urlsplit(settings.public_url)
    if not settings.loopback:
        return frozenset({parts.netloc})
    port = f":{parts.port}" if parts.port else ""
    names = [f"[{name}]" if ":" in name else name for name in LOOPBACK_HOSTS]
    return frozenset(f"{name}{port}" for name in names)


def _headers(response: Response) -> Response:
    draft_is_newer = g.get("kept_seen", 0) > g.get("kept_told", 0)
    if (g.get("csrf_used") and g.get("token_is_new")) or draft_is_newer:
        begin_session(response, door(), g.token)
    response.headers.setdefault("Cache-Control", "no-store, private, no-transform")
    response.headers.extend(current_app.extensions["headers"][door()])
    return response


def _headers_of(settings: Settings, fetched: str) -> dict[str, str]:
    """What every answer carries; leaving the site is a form whose answer leads elsewhere.

    ``fetched`` is what a script may fetch: at the desk, how long until it is locked.
    """
    exits = dict.fromkeys((settings.exit_url, *(url for _, url in settings.exit_urls)))
    sites = dict.fromkeys(f"{one.scheme}://{one.netloc}" for one in map(urlsplit, exits))
    headers = {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
            f"connect-src {fetched}; "
            f"form-action 'self' {' '.join(sites)}; "
            "frame-ancestors 'none'; base-uri 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    if settings.https:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return headers


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _secrets() -> tuple[str, ...]:
    return (_settings().secret_key, *_settings().secret_key_fallbacks)


def _cookie(for_door: str) -> str:
    return f"__Host-{COOKIES[for_door]}" if _settings().https else COOKIES[for_door]


def _mac(secret: str, token: bytes) -> bytes:
    key = hmac.digest(secret.encode(), b"intake form token", "sha256")
    return hmac.digest(key, sha256(token).digest(), "sha256")[:MASK_BYTES]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))


def _bytes_of(text: str) -> bytes | None:
    try:
        found = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    return found if len(found) == TOKEN_BYTES else None
