"""Replace a member's key pair, and seal to the new one what was sealed to the old one.

An older copy of the database opens, with the password of then, the private key of then. That key
opens nothing that is sealed to the member after this: neither what is sealed anew here nor the
team's next keys.
"""

from intake.actions.access.unlock_keys import own_codes, own_key, sealed_grants, verify_login_row
from intake.cases import loans, store, walls
from intake.diary import feeds
from intake.keys import store as keys
from intake.keys.models import Grant
from intake.sealing.opening import Opener
from intake.sealing.seal import Pair, Recipient, SealBroken, seal_to
from intake.sealing.signing import MacProtected, set_row_mac
from intake.sealing.teams import TeamPrivate
from intake.sealing.unlocking import pending_sheets_place, vouch
from intake.sealing.wraps import lent_place, walled_place
from intake.staff import passkeys, recovery_codes
from intake.staff import store as staff
from intake.staff.models import StaffMember


def lock_keys_of(member_id: str) -> None:
    """Lock the keys of a member's team, before the member's row as all changes of keys do."""
    member = staff.find(member_id)
    if member is not None:
        keys.lock_team(member.team_id)


def renew_pair(member: StaffMember, old_private: bytes, new: Pair, installation: str) -> None:
    """Put *new* in place of the member's pair, in the transaction of the caller.

    The member vouches for the new key where they hold the key that vouches. Others, such as
    volunteers, keep what they can open and ask a colleague to compare the new fingerprint, before
    the team's next keys. The caller has locked the team's keys, stores the private half and writes
    the MAC of the row. Raise ``SealBroken`` where something sealed to the member does not open.
    """
    opener, recipient = Opener(old_private), Recipient(whose=member.id, public_key=new.public)
    for grant in keys.grants_of(member.id):
        grant.vouched = None  # a volunteer's: a colleague compares the new key
    for held, place in sealed_grants(member.id, installation):
        opened = opener.open_sealed(held.sealed, place)
        held.sealed = seal_to(recipient, opened, place)
        private = TeamPrivate.from_bytes(opened)
        vouches = private.vouch_private if isinstance(held, Grant) else private.sign_private
        if vouches:
            held.vouched = vouch(vouches, new.public, place)
    if sealed := keys.pending_sheets(member.id):
        place = pending_sheets_place(member.id, installation)
        sheets = opener.open_sealed(sealed, place)
        keys.discard_pending_sheets(member.id)
        keys.add_pending_sheets(member.id, seal_to(recipient, sheets, place))
    reseal_walls(member.team_id, opener, recipient, installation)
    reseal_loans(opener, recipient, installation)
    _bind_factors(member, new)


def _bind_factors(member: StaffMember, new: Pair) -> None:
    """Bind passkeys, recovery codes and the calendar feed to the new key.

    Rows that were refused before are left as they are.
    """
    own_passkeys = [row for row in passkeys.of(member.id) if _is_genuine(row, own_key(member))]
    codes = [row for row in recovery_codes.of(member.id) if _is_genuine(row, *own_codes(member))]
    feed = feeds.of_member(member.id)
    is_feed_genuine = feed is not None and _is_genuine(feed, own_key(member))
    member.public_key = new.public
    if feed and is_feed_genuine:
        set_row_mac(feed, own_key(member))
    for passkey in own_passkeys:
        set_row_mac(passkey, own_key(member))
    for code in codes:
        set_row_mac(code, *own_codes(member))


def _is_genuine(row: MacProtected, *also: str) -> bool:
    try:
        verify_login_row(row, *also)
    except SealBroken:
        return False
    return True


def reseal_walls(team_id: str, opener: Opener, to: Recipient, installation: str) -> None:
    """Seal to *to* what the old key in *opener* opens: a member's, or the recovery key.

    Raise ``SealBroken`` where a wrap does not open.
    """
    for case in walls.all_for_change(team_id):
        wraps = walls.wraps_of(case)
        place = walled_place(case.id, case.request_id, to.whose, installation)
        if sealed := wraps.get(to.whose):
            opened = opener.open_sealed(sealed, place)
            walls.set_wraps(case, wraps | {to.whose: seal_to(to, opened, place)})


def reseal_loans(opener: Opener, to: Recipient, installation: str) -> None:
    """Seal the cases that are lent to a member to their new key. Raise as :func:`reseal_walls`."""
    for loan in loans.of_member(to.whose):
        case = store.find_by_id(loan.case_id)
        if case is not None and loan.sealed:
            place = lent_place(case.id, case.request_id, to.whose, loan.until, installation)
            opened = opener.open_sealed(loan.sealed, place)
            loan.sealed = seal_to(to, opened, place)


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
