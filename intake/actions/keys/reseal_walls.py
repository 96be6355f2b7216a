"""Keep the wraps of walled and lent cases with the keys of those to whom they are sealed."""

from __future__ import annotations

from intake.cases import loans, store, walls
from intake.cases.models import Case
from intake.sealing.contexts import Context
from intake.sealing.opening import Opener
from intake.sealing.seal import Recipient, seal_to
from intake.sealing.wraps import lent_place, walled_place


def reseal_walls(team_id: str, opener: Opener, to: Recipient, *, installation: str) -> None:
    """Seal to *to* what the old key in *opener* opens: a member's, or the recovery key.

    Raise ``SealBroken`` where a wrap does not open.
    """
    for case in walls.all_for_change(team_id):
        wraps, place = walls.wraps_of(case), _place(case, to.whose, installation)
        if sealed := wraps.get(to.whose):
            opened = opener.open_sealed(sealed, context=place)
            walls.set_wraps(case, wraps | {to.whose: seal_to(to, opened, context=place)})


def reseal_loans(opener: Opener, to: Recipient, *, installation: str) -> None:
    """Seal the cases that are lent to a member to their new key. Raise as :func:`reseal_walls`."""
    for loan in loans.of_member(to.whose):
        case = store.find_by_id(loan.case_id)
        if case is not None and loan.sealed:
            place = lent_place(
                case.id, case.request_id, to.whose, loan.until, installation=installation
            )
            opened = opener.open_sealed(loan.sealed, context=place)
            loan.sealed = seal_to(to, opened, context=place)


def holds_last_wrap(team_id: str, member_id: str) -> bool:
    """Return true if a walled case opens with this member's key and with no other member's."""
    return any(walls.holders_of(case) == {member_id} for case in walls.all_for_change(team_id))


def drop_wraps(team_id: str, member_id: str) -> None:
    """End the loans to a member, and delete their wraps of walled cases, except a case's last one.

    The member stays named without a key, until a named member saves the wall again.
    """
    loans.end_all_of_member(member_id)
    for case in walls.all_for_change(team_id):
        holders = walls.holders_of(case)
        if member_id in holders and len(holders) > 1:
            walls.set_wraps(case, walls.wraps_of(case) | {member_id: b""})


def _place(case: Case, whose: str, installation: str) -> Context:
    return walled_place(case.id, case.request_id, whose, installation=installation)
