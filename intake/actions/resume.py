"""Come back with a return code, on any device: a new session, the old one ended."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.actions.make_code import try_halves
from intake.actions.open_draft import context_of, token_hash
from intake.actions.start_request import SHORT_MINUTES
from intake.cases import own as own_case
from intake.requests import store
from intake.requests.models import Request
from intake.sealing import return_code
from intake.sealing.opening import SealBroken, open_under
from intake.sealing.return_code import CodeHalves, ReturnCode
from intake.sealing.seal import seal_under


class NoSuchRequest(Exception):
    """The code opens nothing: wrong, unknown, erased or expired. Nobody is told which."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TriedCode:
    """A code somebody typed, with the halves that its row's salt gives."""

    code: ReturnCode
    halves: CodeHalves


def try_code(typed: str) -> TriedCode:
    """Stretch what was typed, outside any transaction.

    Raises ``MistypedCode`` before anything is looked up where the digits are none of ours, and
    ``LineTooLong``. An unknown locator costs the same work as a known one.
    """
    code = return_code.read(typed)
    found = store.find_by_locator(code.locator)
    salt = found.code_salt if found and found.code_salt else return_code.new_code_salt()
    return TriedCode(code=code, halves=try_halves(code, salt))


def resume(tried: TriedCode, token: bytes, *, now: datetime, installation: str) -> Request:
    """Open the request for a new session; raises :class:`NoSuchRequest`."""
    request = store.find_by_locator(tried.code.locator, to_change=True)
    if request is None or not hmac.compare_digest(request.code_auth or b"", tried.halves.auth_hash):
        raise NoSuchRequest
    key = _key(request, tried.halves, installation=installation)
    request.token_hash = token_hash(token)
    request.session_minutes = SHORT_MINUTES
    request.session_until = now + timedelta(minutes=SHORT_MINUTES)

    def under_token(kind: str, content: bytes) -> bytes:
        context = context_of(request, kind, installation=installation)
        return seal_under(token, content, context=context)

    request.key_under_token = under_token("wrap:token", key)
    request.code_under_token = under_token("code", tried.code.digits.encode())
    request.receipt = under_token("receipt", _receipt(request)) if request.case_id else None
    return request


def shown_code(request: Request, token: bytes, *, installation: str) -> str | None:
    """The code in six groups, for the session that made it or came back with it."""
    if request.code_under_token is None:
        return None
    context = context_of(request, "code", installation=installation)
    digits = open_under(token, request.code_under_token, context=context).decode()
    return return_code.read(digits).text


def _key(request: Request, halves: CodeHalves, *, installation: str) -> bytes:
    """The case key; a row whose wraps are gone opens no more than one that never was."""
    context = context_of(request, "wrap:code", installation=installation)
    try:
        return open_under(halves.wrap, request.key_under_code or b"", context=context)
    except SealBroken:
        raise NoSuchRequest from None


def _receipt(request: Request) -> bytes:
    case = own_case.find(request.id)
    if case is None:
        raise NoSuchRequest
    kept = {
        "reference": case.reference,
        "look_by": case.look_by.isoformat(),
        "erase_on": case.erase_on.isoformat(),
    }
    return json.dumps(kept).encode()
