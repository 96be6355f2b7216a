"""Enter the return code, which opens the mailbox or the answers that were not sent yet."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.application.make_return_code import KeyedCode, Visitor, forgive_try
from intake.actions.application.resume import (
    KEPT_FOR,
    CodeDamaged,
    NoSuchRequest,
    Refusal,
    RefusedCode,
    open_refused_code,
    resume,
    seal_refused_code,
    try_code,
)
from intake.cases.pipeline import looks_like_reference
from intake.extensions import db, writing
from intake.fair_line import TooManyWaiting
from intake.sealing.return_code import LENGTH, MistypedCode, Slip, digits_in, in_groups, read
from intake.sealing.tokens import new_token
from intake.web import limits
from intake.web.access import anyone, installation, see_other
from intake.web.app_context import secrets, settings, today
from intake.web.filters import in_digits
from intake.web.limits import turns
from intake.web.mailbox.thread import NoMailbox
from intake.web.security import (
    REFUSED_CODE,
    begin_session,
    cookie_name,
    delete_cookie,
    door_token,
)
from intake.words import N_

blueprint = Blueprint("come_back", __name__)
SAYS: Mapping[Refusal, str] = {
    Refusal.WRONG: N_("This code did not work. Check each number and try again."),
    Refusal.BUSY: N_(
        "Many people are using this site right now. Press the button again. You keep your place in "
        "the line."
    ),
}
STATUS = {Refusal.WRONG: 422, Refusal.BUSY: 429}
REFERENCE = N_(
    "This looks like your reference number. Your return code is on the same card: 24 numbers and "
    "no letters."
)
# TRANSLATORS: “%(count)s” is a number from 1 to 23: that many numbers of the code were entered.
TOO_FEW = N_("You entered %(count)s of the 24 numbers. Some are missing.")
# TRANSLATORS: “%(count)s” is a number above 24: that many numbers were entered.
TOO_MANY = N_("You entered too many numbers: %(count)s. A return code has 24.")
SLIPS: Mapping[Slip, str] = {
    Slip.NO_DIGITS: N_("Enter the 24 numbers of your return code. It has no letters."),
    Slip.CHECK: N_("One number is wrong, or two changed places. Check each group of four."),
}


@blueprint.get("/<lang>/return")
@anyone
def show() -> ResponseReturnValue:
    """Show the form for the return code, with the one that was refused here before."""
    text = request.cookies.get(cookie_name(REFUSED_CODE), "")
    code = text and open_refused_code(
        text, door_token(), secrets=secrets(), installation=installation(), now=clock.now()
    )
    if not code:
        return _page()
    slip = _slip(code.typed) if code.refusal is Refusal.WRONG else ""
    page = _page(slip or gettext(SAYS[code.refusal]), code.typed, code.turn, is_slip=bool(slip))
    return page, STATUS[code.refusal]


@blueprint.app_errorhandler(NoMailbox)
def ask_code(_failure: NoMailbox) -> ResponseReturnValue:
    """Redirect to the form, from a page of the mailbox that this session may not open."""
    return see_other("come_back.show")


@blueprint.post("/<lang>/return")
@anyone
def open_mailbox() -> ResponseReturnValue:
    """Open the mailbox with a valid code. Any other code gets the same answer."""
    typed = request.form.get("code", "")
    try:
        read(typed)  # what cannot be a code touches no database, nor do its counts
    except MistypedCode:
        return _see_again(Refusal.WRONG)
    wrong_codes = limits.tries(limits.WRONG_CODES, "code")
    turn = turns.try_code_or_wait(door_token(), wrong_codes)
    visitor = Visitor(
        network=limits.known_site(), tries=wrong_codes, waited=turn.age.total_seconds()
    )
    try:
        tried = try_code(typed, visitor, installation())
    except TooManyWaiting:
        place = turns.given_back(turn, door_token())
        if turn.is_used:
            raise turns.WaitToTryCode(place) from None
        return _see_again(Refusal.BUSY, place)
    token = new_token()
    if not _resumed(tried, token):
        limits.use(limits.WRONG_CODES, "code")
        return _see_again(Refusal.WRONG)
    forgive_try(visitor, tried.halves)
    response = see_other("mailbox.show")
    begin_session(response, "apply", token)
    delete_cookie(response, REFUSED_CODE)
    return response


def _resumed(tried: KeyedCode, token: bytes) -> bool:
    db.session.rollback()
    with writing():
        try:
            resume(tried, token, today=today(), now=clock.now(), installation=installation())
        except NoSuchRequest:
            return False
        except CodeDamaged:
            db.session.commit()
            return False
        db.session.commit()
    return True


def _see_again(refusal: Refusal, turn: str = "") -> ResponseReturnValue:
    """Redirect to the form. The code goes back to the browser alone, in a sealed cookie."""
    response = see_other("come_back.show")
    sealed = seal_refused_code(
        RefusedCode(typed=request.form.get("code", ""), refusal=refusal, turn=turn),
        door_token(),
        secret=settings().secret_key,
        installation=installation(),
        now=clock.now(),
    )
    response.set_cookie(
        cookie_name(REFUSED_CODE),
        sealed,
        max_age=KEPT_FOR,
        secure=settings().https,
        httponly=True,
        samesite="Lax",
    )
    return response


def _slip(typed: str) -> str:
    """Return what is wrong with a text that cannot be a code; empty for one that can.

    It follows from the text alone: whether there is such a code makes no difference.
    """
    try:
        read(typed)
    except MistypedCode as failure:
        if looks_like_reference(typed):
            return gettext(REFERENCE)
        if failure.slip in SLIPS:
            return gettext(SLIPS[failure.slip])
        count = len(digits_in(typed))
        says = TOO_FEW if count < LENGTH else TOO_MANY
        return gettext(says, count=in_digits(count))
    return ""


def _page(message: str = "", typed: str = "", turn: str = "", *, is_slip: bool = False) -> str:
    """Render the form. After a slip, digits are shown in groups, to compare with the card."""
    digits = digits_in(typed) if is_slip else ""
    return render_template(
        "mailbox/come_back.html",
        message=message,
        typed=typed,
        groups=in_groups(digits) if digits.isdecimal() else "",
        turn=turn,
        help_phone=settings().help_phone,
    )
