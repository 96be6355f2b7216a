"""Resume a request with its return code, on any device: a new session replaces the old one.

A code that was refused is kept, sealed, in the browser in which it was typed. It may be one digit
away from the right one, so the server stores none of it. The browser gets it in a cookie, sealed
under the session token and ``SECRET_KEY``: neither opens it alone.
"""

import hmac
import json
import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from intake.actions.application.answer_later import OwnCase, come_back
from intake.actions.application.make_return_code import KeyedCode, Visitor, attach_code, try_halves
from intake.actions.application.repair_sent_flag import log_rolled_back
from intake.actions.application.submit import SHORT_MINUTES, Receipt, save_draft, seal_receipt
from intake.actions.assessment.describe_case import story_of
from intake.actions.opening.open_draft import OpenDraft, context_of
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import applicant_access as own_case
from intake.cases.card import HANDED_OVER
from intake.cases.models import Case
from intake.frozen import frozen
from intake.requests import applicant_access as own_row
from intake.requests.applicant_access import OwnRequest
from intake.sealing.opening import open_under
from intake.sealing.return_code import CodeHalves, read, salt_of
from intake.sealing.seal import Context, SealBroken, SealDamaged, seal_under
from intake.sealing.tokens import session_proof

logger = logging.getLogger(__name__)


class NoSuchRequest(Exception):
    """The code is wrong, unknown, erased or expired. The applicant is not told which."""


class CodeDamaged(SealBroken):
    """The code is right, but the wrap that it must open was swapped, damaged or lost."""

    code: ClassVar[str] = "return_code_damaged"


class CodeRolledBack(CodeDamaged):
    """The row holds a code again that was ended: it was put back."""

    code: ClassVar[str] = "return_code_rolled_back"


def try_code(typed: str, visitor: Visitor, installation: str) -> KeyedCode:
    """Stretch the code that this visitor typed, outside any transaction.

    Raise ``MistypedCode`` if the digits cannot be a code, and ``TooManyWaiting``.
    """
    code = read(typed)
    return KeyedCode(code=code, halves=try_halves(code, salt_of(code, installation), visitor))


def resume(
    tried: KeyedCode, token: bytes, *, today: date, now: datetime, installation: str
) -> OwnRequest:
    """Open the request in a new session. Raise :class:`NoSuchRequest`.

    Raise :class:`CodeDamaged` after logging an alarm, which the caller commits. The applicant then
    reads the same as for a wrong code.
    """
    request = own_row.find_by_proof(tried.halves.auth, to_change=True)
    if request is None:
        raise NoSuchRequest
    try:
        key = _key(request, tried.halves, installation)
    except CodeDamaged as failure:
        damaged = own_case.find(request.proof)
        case_id = damaged.id if damaged else None
        fields = {"case_id": case_id, "code": failure.code}
        logger.error("return code opens nothing", extra=fields, exc_info=failure)
        log.record(AuditAct.SEAL_BROKEN, on=today, case_id=case_id)
        if isinstance(failure, CodeRolledBack):
            log.record(AuditAct.CODE_PUT_BACK, on=today, case_id=case_id)
        raise
    case = _case_to_open(request, today=today)
    if case and not request.sent:
        log_rolled_back(case.id, today=today)
        request.case_id = case.id
    request.session_minutes = SHORT_MINUTES
    request.session_until = now + timedelta(minutes=SHORT_MINUTES)

    def under_token(kind: str, content: bytes) -> bytes:
        context = context_of(request, kind, installation)
        return seal_under(token, content, context)

    request.key_under_token = under_token("wrap:token", key)
    request.code_under_token = under_token("code", tried.code.digits.encode())
    request.receipt = None
    if case:
        receipt = Receipt(reference=case.reference, look_by=case.look_by, erase_on=case.erase_on)
        request.receipt = seal_receipt(receipt, request, token, installation)
    own_row.resume(request, token)
    return replace(request, proof=replace(request.proof, shown=session_proof(token)))


def shown_code(request: OwnRequest, token: bytes, installation: str) -> str | None:
    """Return the code in six groups, for the session that made it or resumed with it."""
    if request.code_under_token is None:
        return None
    context = context_of(request, "code", installation)
    digits = open_under(token, request.code_under_token, context).decode()
    return read(digits).text


def _case_to_open(request: OwnRequest, *, today: date) -> Case | None:
    """Return the case, if the request was sent. Raise :class:`NoSuchRequest` if the code is over.

    One that was closed as junk is put into the queue.
    """
    case = own_case.find(request.proof)
    if case is None:
        if request.sent:
            raise NoSuchRequest
        return None
    if case.code_is_over(today=today) or case.erase_asked_on:
        raise NoSuchRequest
    if case.is_junk:
        come_back(case, request.proof, today=today)
    return case


def _key(request: OwnRequest, halves: CodeHalves, installation: str) -> bytes:
    """Return the case key. Raise :class:`CodeDamaged` or :class:`CodeRolledBack`."""
    wrap = request.key_under_code or b""
    context = context_of(request, "wrap:code", installation)
    try:
        key = open_under(halves.wrap, wrap, context)
    except SealDamaged:
        raise CodeDamaged from None
    if log.has_ended(wrap):
        raise CodeRolledBack
    return key


def hand_over_draft(
    opened: OpenDraft, token: bytes, new_code: KeyedCode, *, today: date, now: datetime
) -> None:
    """Hand over a draft that was not sent. The log entry does not say whose code ended."""
    draft, old_code = opened.draft.hand_over(), opened.request.key_under_code
    before = opened.request.answers
    handed_over = save_draft(opened, draft, today=today, now=now)
    own_row.save_draft(handed_over.request, instead_of=before)
    attach_code(handed_over, token, new_code)
    if old_code:
        log.record(AuditAct.CODE_RENEWED, on=today, ended=old_code)


def hand_over_case(own: OwnCase, token: bytes, new_code: KeyedCode, *, today: date) -> None:
    """Hand over a case; its card says so, so that the desk knows whose later answers are.

    The codes of requests that were merged with it end as well: a helper may hold each of them.
    """
    draft, old_card = own.draft.hand_over(), own.case.card
    old_code = own.request.key_under_code or b""
    card = own.card()
    chips = dict.fromkeys((*card.chips, HANDED_OVER))
    sealed = OpenDraft(
        request=own.request, key=own.request_key, draft=draft, installation=own.installation
    )
    attach_code(sealed, token, new_code)
    own_case.reseal(
        own.case,
        own.request.proof,
        card=own.sealed(
            "card", replace(card, chips=tuple(chips), revision=own.next_revision).to_json()
        ),
        story=own.sealed(
            "story", story_of(draft, draft.answers, own.changed, revision=own.next_revision)
        ),
    )
    log.record(AuditAct.HANDED_OVER, on=today, case_id=own.case.id, ended=old_card)
    for ended in (old_code, *own_row.end_merged(own.request)):
        log.record(AuditAct.CODE_RENEWED, on=today, case_id=own.case.id, ended=ended)


KEPT_FOR = timedelta(minutes=10)
LONGEST = 100
"""Characters that are kept; a code has 24 digits, and whatever people put between them."""


class Refusal(StrEnum):
    """The reason for which a code was refused."""

    WRONG = "wrong"
    """It opens nothing. The answer is the same for every such code."""
    BUSY = "busy"
    """The server tries too many codes at this moment."""


@frozen
class RefusedCode:
    """A code as it was typed, and why it was refused."""

    typed: str = field(repr=False)
    refusal: Refusal
    turn: str = ""
    """The turn that keeps the place of who found the line full."""


def seal_refused_code(
    code: RefusedCode, token: bytes, *, secret: str, installation: str, now: datetime
) -> str:
    """Return the text of the cookie for the session with this *token*."""
    until = (now + KEPT_FOR).isoformat()
    content = json.dumps([code.typed[:LONGEST], code.refusal, until, code.turn])
    sealed = seal_under(_cookie_key(token, secret), content.encode(), _context(installation))
    return urlsafe_b64encode(sealed).decode()


def open_refused_code(
    text: str, token: bytes, *, secrets: Iterable[str], installation: str, now: datetime
) -> RefusedCode | None:
    """Return the code in the text of a cookie.

    Return ``None`` if its time is over, and for a text that this server did not write for the
    session with this *token*: a browser may send anything.
    """
    opened = (_content(text, token, secret, installation) for secret in secrets)
    content = next(filter(None, opened), None)
    if content is None:
        return None
    typed, refusal, until, turn = json.loads(content)
    if now >= datetime.fromisoformat(until):
        return None
    return RefusedCode(typed=typed, refusal=Refusal(refusal), turn=turn)


def _content(text: str, token: bytes, secret: str, installation: str) -> bytes | None:
    try:
        sealed = urlsafe_b64decode(text)
        return open_under(_cookie_key(token, secret), sealed, _context(installation))
    except (SealBroken, ValueError):
        return None


def _cookie_key(token: bytes, secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"intake refused code" + token, "sha256")


def _context(installation: str) -> Context:
    return Context(installation, "refused-code")
