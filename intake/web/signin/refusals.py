"""Log refused passwords and second factors, and give back tries, in transactions of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from intake import clock
from intake.actions.accounts.log_refusal import note_wrong_factor, note_wrong_password
from intake.actions.accounts.sign_in import Account, Unlocked, WrongPassword, unlock
from intake.extensions import db, writing
from intake.staff import login_throttle
from intake.staff.argon2_slots import TooBusy
from intake.staff.second_factor import WrongCode
from intake.web import limits
from intake.web.access import installation
from intake.web.app_context import secrets, today
from intake.web.security import door_token
from intake.web.signin.device_cookies import device_of


def unlock_or_note(account: Account, email: str, password: str) -> Unlocked:
    """Unlock with the device secret of this browser; log a wrong password.

    Give back a try for which the line was too long.
    """
    device, network = device_of(account.member_id), limits.network()
    try:
        return unlock(
            account, password, device=device, network=network, installation=installation()
        )
    except WrongPassword:
        with writing():
            note_wrong_password(
                email, account.member_id, secrets=secrets(), today=today(), now=clock.now()
            )
            db.session.commit()
        raise
    except TooBusy:
        with writing():
            login_throttle.give_back(account.who, "password", network=account.network)
            db.session.commit()
        raise


class SessionEnded(Exception):
    """The fifth wrong second factor ended the session of this browser."""


@contextmanager
def noting_wrong_factors(member_id: str) -> Iterator[None]:
    """Log a wrong second factor of this member; raise :class:`SessionEnded` at the fifth."""
    try:
        yield
    except WrongCode:
        with writing():
            is_over = note_wrong_factor(
                member_id, door_token(), secrets=secrets(), today=today(), now=clock.now()
            )
            db.session.commit()
        if is_over:
            raise SessionEnded from None
        raise
