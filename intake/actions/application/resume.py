"""Resume a request with its return code, on any device: a new session replaces the old one."""

from __future__ import annotations

import hmac
import json
import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from intake.actions.application.make_return_code import try_halves
from intake.actions.application.repair_sent_flag import repair_sent_flag
from intake.actions.application.start_request import SHORT_MINUTES
from intake.actions.opening.open_draft import context_of
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import applicant_access as own_case
from intake.cases.models import Case
from intake.requests import store
from intake.requests.models import Request
from intake.sealing import return_code
from intake.sealing.opening import SealBroken, SealDamaged, open_under
from intake.sealing.return_code import CodeHalves, ReturnCode
from intake.sealing.seal import seal_under
from intake.sealing.stretching import UnknownCost
from intake.sealing.tokens import token_hash

logger = logging.getLogger(__name__)


class NoSuchRequest(Exception):
    """The code is wrong, unknown, erased or expired. The applicant is not told which."""


class CodeDamaged(SealBroken):
    """The code is right, but the wrap that it must open was swapped, damaged or lost."""

    code: ClassVar[str] = "return_code_damaged"


class CodeRolledBack(CodeDamaged):
    """The row holds a code again that was ended: it was put back."""

    code: ClassVar[str] = "return_code_rolled_back"


@dataclass(frozen=True, kw_only=True, slots=True)
class TriedCode:
    """A code that was typed, stretched with the salt of its row."""

    code: ReturnCode
    halves: CodeHalves


def try_code(typed: str, network: str) -> TriedCode:
    """Stretch the code that was typed in *network*, outside any transaction.

    An unknown locator takes as long as a known one. Raise ``MistypedCode`` before any look-up if
    the digits cannot be a code, and ``TooManyWaiting``.
    """
    code = return_code.read(typed)
    row = store.find_by_locator(code.locator)
    salt = row.code_salt if row and row.code_salt else return_code.new_code_salt()
    try:
        return TriedCode(code=code, halves=try_halves(code, salt, network))
    except UnknownCost:  # a damaged salt is treated like an unknown locator
        salt = return_code.new_code_salt()
        return TriedCode(code=code, halves=try_halves(code, salt, network))


def resume(
    tried: TriedCode, token: bytes, *, today: date, now: datetime, installation: str
) -> Request:
    """Open the request in a new session. Raise :class:`NoSuchRequest`.

    Raise :class:`CodeDamaged` after logging an alarm, which the caller commits. The applicant then
    reads the same as for a wrong code.
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
    if (case is None and request.sent) or (case and case.code_is_over(today=today)):
        raise NoSuchRequest
    if case and not request.sent:
        repair_sent_flag(request, case.id, today=today)
    request.token_hash = token_hash(token)
    request.session_minutes = SHORT_MINUTES
    request.session_until = now + timedelta(minutes=SHORT_MINUTES)

    def under_token(kind: str, content: bytes) -> bytes:
        context = context_of(request, kind, installation=installation)
        return seal_under(token, content, context=context)

    request.key_under_token = under_token("wrap:token", key)
    request.code_under_token = under_token("code", tried.code.digits.encode())
    request.receipt = under_token("receipt", _receipt(case)) if case else None
    request.typed_form = None
    return request


def shown_code(request: Request, token: bytes, *, installation: str) -> str | None:
    """Return the code in six groups, for the session that made it or resumed with it."""
    if request.code_under_token is None:
        return None
    context = context_of(request, "code", installation=installation)
    digits = open_under(token, request.code_under_token, context=context).decode()
    return return_code.read(digits).text


def _key(request: Request, halves: CodeHalves, *, installation: str) -> bytes:
    """Return the case key. Raise :class:`CodeDamaged` or :class:`CodeRolledBack`."""
    wrap = request.key_under_code or b""
    context = context_of(request, "wrap:code", installation=installation)
    try:
        key = open_under(halves.wrap, wrap, context=context)
    except SealDamaged:
        raise CodeDamaged from None
    if log.has_ended(wrap):
        raise CodeRolledBack
    return key


def _raise_alarm(request: Request, failure: CodeDamaged, *, today: date) -> None:
    """Log which case it is, if one exists: its applicant's own code opens nothing now."""
    case = own_case.find(request.id)
    case_id = case.id if case else None
    fields = {"case_id": case_id, "code": failure.code}
    logger.error("return code opens nothing", extra=fields, exc_info=failure)
    log.record(AuditAct.SEAL_BROKEN, on=today, case_id=case_id)
    if isinstance(failure, CodeRolledBack):
        log.record(AuditAct.CODE_PUT_BACK, on=today, case_id=case_id)


def _receipt(case: Case) -> bytes:
    content = {
        "reference": case.reference,
        "look_by": case.look_by.isoformat(),
        "erase_on": case.erase_on.isoformat(),
    }
    return json.dumps(content).encode()
