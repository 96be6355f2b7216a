"""The second factor as it comes from a page: a code, or the answer of a passkey."""

from __future__ import annotations

from flask import request
from flask_babel import gettext

from intake import clock
from intake.actions.accounts.use_second_factor import Factor
from intake.extensions import db, writing
from intake.sealing.tokens import token_hash
from intake.staff import passkeys
from intake.staff.models import Enrolment, StaffMember
from intake.staff.passkeys import PasskeyAnswer, Site, site_of
from intake.staff.second_factor import WrongCode
from intake.web.security import door_token
from intake.web.signin.forms import CodeForm
from intake.web.signin.pages import issuer, settings


def site() -> Site | None:
    """For what passkeys sign here; ``None`` where the server has no name to sign for."""
    return site_of(settings().public_url, name=issuer())


def is_given() -> bool:
    """Whether a code or a passkey came with this form."""
    return "code" in request.form or "passkey" in request.form


def given(form: CodeForm) -> Factor:
    """What came; the question that a passkey answers is used up, before it is known to be right.

    Raises :class:`intake.staff.second_factor.WrongCode` where nothing was asked.
    """
    if "passkey" not in request.form:
        return form.code.data or ""
    with writing():
        asked = passkeys.take_challenge(token_hash(door_token()), now=clock.now())
        db.session.commit()
    if (here := site()) is None:
        raise WrongCode
    return PasskeyAnswer(said=request.form["passkey"], challenge=asked, site=here)


def to_use(member_id: str) -> str:
    """What the browser is told so that a key of this member signs; empty where none can."""
    here = site()
    if here is None or not passkeys.of(member_id):
        return ""
    with writing():
        asked = passkeys.challenge(token_hash(door_token()), now=clock.now())
        db.session.commit()
    return passkeys.to_use(member_id, here, asked)


def to_add(who: StaffMember | Enrolment) -> str:
    """What the browser is told so that it makes a new key; empty where none can sign here."""
    if (here := site()) is None:
        return ""
    with writing():
        asked = passkeys.challenge(token_hash(door_token()), now=clock.now())
        db.session.commit()
    return passkeys.to_add(who, here, asked)


def wrong() -> str:
    """What is said where it was not right."""
    if "passkey" in request.form:
        return gettext("This passkey was not accepted. Try again, or use the code of your app.")
    return gettext("This code is not right. Wait for the next one in your app.")
