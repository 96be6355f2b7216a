"""Recovery codes for a lost phone: ten at a time, each replaces the authenticator once."""

import re
import secrets
from hashlib import sha256

from sqlalchemy import bindparam, false, func, select

from intake.extensions import all_rows, change_rows, db, delete_rows, fetch, first_row
from intake.questionnaire.tidy import digits_of_any_script
from intake.staff.models import RecoveryCode
from intake.staff.second_factor import WrongCode

COUNT = 10
FEW = 3
"""With fewer left the desk says that new ones should be made."""
DIGITS = 20
GROUP = 4
LABEL = b"intake recovery code"
CODES = RecoveryCode.__table__.c
COUNTS = select(func.count(), func.count().filter(CODES.kept == false())).where(
    CODES.member_id == bindparam("member_id")
)
"""The number of codes and of those not saved yet; built once, as each page of the queue asks."""


def new_code() -> str:
    """Return twenty random digits, which every phone keyboard shows first."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def grouped(code: str) -> str:
    """Return a code as it is shown: five groups of four."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def is_one(typed: str) -> bool:
    """Return true if this has the shape of a recovery code, not of an authenticator's code."""
    return re.fullmatch(f"[0-9]{{{DIGITS}}}", _plain(typed)) is not None


def renew(member_id: str) -> tuple[str, ...]:
    """Replace all codes of a member by ten new ones, which are returned only here."""
    discard_of(member_id)
    codes = tuple(new_code() for _ in range(COUNT))
    db.session.add_all(
        RecoveryCode(member_id=member_id, code_hash=hashed(member_id, code)) for code in codes
    )
    return codes


def keep(member_id: str) -> None:
    """Record that the member saved the codes."""
    change_rows(RecoveryCode, RecoveryCode.member_id == member_id, kept=True)


def use(member_id: str, typed: str) -> RecoveryCode:
    """Use a code up; :class:`intake.staff.second_factor.WrongCode` where it is none, or was used.

    Its row is deleted in one statement, so that of two requests with one code only one gets in.
    """
    which = (
        RecoveryCode.member_id == member_id,
        RecoveryCode.code_hash == hashed(member_id, typed),
    )
    code_row = first_row(RecoveryCode, *which)
    if code_row is None or delete_rows(RecoveryCode, *which) != 1:
        raise WrongCode
    return code_row


def of(member_id: str) -> list[RecoveryCode]:
    """Return the rows of a member's codes."""
    return all_rows(RecoveryCode, RecoveryCode.member_id == member_id)


def hashed(member_id: str, typed: str) -> bytes:
    """Return the stored hash of a code; the same however its digits were typed."""
    return sha256(b" ".join((LABEL, member_id.encode(), _plain(typed).encode()))).digest()


def left(member_id: str) -> int:
    """Return how many codes are unused."""
    count, _ = fetch(COUNTS, member_id=member_id).one()
    return count


def are_kept(member_id: str) -> bool:
    """Return true if the member has codes and confirmed having them."""
    count, unsaved = fetch(COUNTS, member_id=member_id).one()
    return count > 0 and unsaved == 0


def discard_of(member_id: str) -> None:
    """Delete all codes of this member."""
    delete_rows(RecoveryCode, RecoveryCode.member_id == member_id)


def _plain(typed: str) -> str:
    """Return the typed digits without spaces and dashes, as ASCII digits."""
    return digits_of_any_script("".join(typed.split()).replace("-", ""))
