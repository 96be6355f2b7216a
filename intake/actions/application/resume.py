"""Come back with a return code, on any device: a new session, the old one ended."""

from __future__ import annotations

import hmac
import json
import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intake.actions.application.make_return_code import try_halves
from intake.actions.application.repair_sent_flag import mend_sent
from intake.actions.application.start_request import SHORT_MINUTES
from intake.actions.opening.open_draft import context_of
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import applicant_access as own_case
from intake.cases.models import Case
from intake.requests import store
from intake.requests.models import Request
from intake.sealing import return_code
from intake.sealing.opening import SealBroken, open_under
from intake.sealing.return_code import CodeHalves, ReturnCode
from intake.sealing.seal import seal_under
from intake.sealing.stretching import UnknownCost
from intake.sealing.tokens import token_hash

logger = logging.getLogger(__name__)


class NoSuchRequest(Exception):
    """The code opens nothing: wrong, unknown, erased or expired. Nobody is told which."""


class CodeDamaged(SealBroken):
    """The code is right and opens nothing: what it ought to open was swapped, damaged or lost."""


class CodeRolledBack(CodeDamaged):
    """A code that was ended stands in its row again: somebody who can write there put it back."""


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
    try:
        return TriedCode(code=code, halves=try_halves(code, salt))
    except UnknownCost:  # a salt that was harmed: its code is like one that nobody has
        return TriedCode(code=code, halves=try_halves(code, return_code.new_code_salt()))


def resume(
    tried: TriedCode, token: bytes, *, today: date, now: datetime, installation: str
) -> Request:
    """Open the request for a new session; raises :class:`NoSuchRequest`.

    Raises :class:`CodeDamaged` too, and then has written the alarm, which the door commits: who
    has such a code hears what is said of any wrong one, and the desk hears the truth.
    """
    request = store.find_by_locator(tried.code.locator, to_change=True)
    if request is None or not hmac.compare_digest(request.code_auth or b"", tried.halves.auth_hash):
        raise NoSuchRequest
    try:
        key = _key(request, tried.halves, installation=installation)
    except CodeDamaged as failure:
        _raise_alarm(request, failure, today=today)
        raise
    case = own_case.find(request.id)
    if case is None and request.sent:
        raise NoSuchRequest
    if case and not request.sent:
        mend_sent(request, case.id, today=today)
    request.token_hash = token_hash(token)
    request.session_minutes = SHORT_MINUTES
    request.session_until = now + timedelta(minutes=SHORT_MINUTES)

    def under_token(kind: str, content: bytes) -> bytes:
        context = context_of(request, kind, installation=installation)
        return seal_under(token, content, context=context)

    request.key_under_token = under_token("wrap:token", key)
    request.code_under_token = under_token("code", tried.code.digits.encode())
    request.receipt = under_token("receipt", _receipt(case)) if case else None
    return request


def shown_code(request: Request, token: bytes, *, installation: str) -> str | None:
    """The code in six groups, for the session that made it or came back with it."""
    if request.code_under_token is None:
        return None
    context = context_of(request, "code", installation=installation)
    digits = open_under(token, request.code_under_token, context=context).decode()
    return return_code.read(digits).text


def _key(request: Request, halves: CodeHalves, *, installation: str) -> bytes:
    """The case key; :class:`CodeDamaged`, or :class:`CodeRolledBack` where the code was ended."""
    kept = request.key_under_code or b""
    try:
        key = open_under(
            halves.wrap, kept, context=context_of(request, "wrap:code", installation=installation)
        )
    except SealBroken:
        raise CodeDamaged from None
    if log.has_ended(kept):
        raise CodeRolledBack
    return key


def _raise_alarm(request: Request, failure: CodeDamaged, *, today: date) -> None:
    """The desk is told of which case, if one stands: its person's own code opens nothing now."""
    case = own_case.find(request.id)
    case_id = case.id if case else None
    logger.error("code spoilt", extra={"case_id": case_id, "failure": type(failure).__name__})
    log.record(AuditAct.SEAL_BROKEN, on=today, case_id=case_id)
    if isinstance(failure, CodeRolledBack):
        log.record(AuditAct.CODE_PUT_BACK, on=today, case_id=case_id)


def _receipt(case: Case) -> bytes:
    kept = {
        "reference": case.reference,
        "look_by": case.look_by.isoformat(),
        "erase_on": case.erase_on.isoformat(),
    }
    return json.dumps(kept).encode()
