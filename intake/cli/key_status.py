"""The state of a team's keys for ``flask keys status``, and the checks of ``flask keys verify``."""

from __future__ import annotations

from collections.abc import Iterator

import click

from intake.actions.keys.grant_access import volunteers_with_keys
from intake.actions.keys.grant_signing import is_apart, signers_of
from intake.actions.keys.reseal_cases import progress
from intake.actions.keys.vouched_members import vouches_of
from intake.actions.upkeep.end_old_wraps import members_to_move
from intake.cases.store import count_with_clear_days
from intake.keys import store
from intake.keys.models import Team
from intake.keys.seen_epochs import SeenEpochsUnreadable, epoch_fingerprint, seen_epochs
from intake.sealing.recovery import PAIRS
from intake.sealing.teams import SignedEpoch
from intake.staff import store as staff
from intake.staff.roles import Act, may

SEEN_UNREADABLE = (
    "NOT VERIFIED: seen_epochs.json in VAR cannot be read or is damaged. Give the file to the user "
    "of this process, or run flask keys accept-epoch with two recovery sheets."
)


def show_team(team: Team, pin: str) -> bool:
    """Print the keys of a team; return true if applicants' requests are sealed to them."""
    members = len(store.members_with_keys(team.id))
    try:
        newest = store.signed_epochs(team.id, pin=pin)[-1]
    except store.UntrustedTeamKey:
        click.echo(f"Team {team.name}: keys do not chain to the pinned fingerprint.")
        return False
    click.echo(
        f"Team {team.name}: epoch {newest.number}, chained to the pinned fingerprint; "
        f"members with case access: {members}."
    )
    click.echo(f"Team {team.name}: compare on every node: {epoch_fingerprint(newest)}")
    if not _goes_on_from_seen(team, newest, pin):
        return False
    for line in _lines(team):
        click.echo(f"Team {team.name}: {line}")
    return True


def is_unverified(team_id: str, newest: int) -> bool:
    """Return true if only the database tells which of a team's epochs is the newest.

    The first is signed under the pin; of later ones a node knows once it has seen them, and as
    long as it can read which these were.
    """
    try:
        return newest > 1 and not seen_epochs().newest(team_id)[0]
    except SeenEpochsUnreadable:
        return True


def _goes_on_from_seen(team: Team, newest: SignedEpoch, pin: str) -> bool:
    """Print where this node has seen other keys than the database shows; return if it has not."""
    unverified = is_unverified(team.id, newest.number)
    try:
        store.recipient_of(team.id, pin=pin)
    except store.SeenKeysUnreadable:
        click.echo(f"Team {team.name}: {SEEN_UNREADABLE}")
        return False
    except store.UntrustedTeamKey:
        number, seen = seen_epochs().newest(team.id)
        click.echo(
            f"Team {team.name}: this node has seen epoch {number}, {seen}. The database was "
            "rolled back or changed. After restoring a backup, run flask keys accept-epoch."
        )
        return False
    if unverified:
        click.echo(
            f"Team {team.name}: NOT VERIFIED: this node has seen no keys before, and a former "
            "member who could sign may have put others into the database. Compare the fingerprint "
            "above with another node."
        )
    return True


def _lines(team: Team) -> Iterator[str]:
    """Yield what is true of a team's keys, and what somebody should see to."""
    if is_apart(team.id):
        yield f"administrators with the signing key: {len(signers_of(team.id))}."
    else:
        yield (
            "every member with case access can sign its next keys. An administrator makes new ones "
            "under Team on the desk."
        )
    if members := members_to_move(team.id):
        day = store.old_wraps_end_on(team.id)
        yield (
            f"members without a sign-in sheet yet: {len(members)} "
            f"({', '.join(member.email for member in members)}). "
            f"Their keys end on {day or 'a day that flask housekeeping run sets'}."
        )
    if unvouched := len(store.members_with_unvouched_key(team.id)):
        yield (
            f"members whose new key nobody has compared yet: {unvouched}. They lose case access "
            "with the team's next keys: a colleague compares it under Team."
        )
    if volunteers := len(volunteers_with_keys(team.id)):
        yield (
            f"volunteers who still hold the team's keys: {volunteers}. Their grants end when they "
            "sign in, or when an administrator makes new keys under Team."
        )
    if cases := count_with_clear_days(team.id):
        yield (
            f"cases of an older release whose days are in clear: {cases}. They move when a member "
            "opens them or the queue, or recalculates deadlines."
        )
    change = progress(team.id)
    if change.due_since is not None:
        yield f"key renewal due since {change.due_since}."
    elif not change.is_idle:
        yield f"{change.left} of {change.total} cases still need re-encryption."


Finding = tuple[bool, str]
"""The result of one check: whether what should be true is so, and what that is."""


def findings(pin: str) -> Iterator[Finding]:
    """Yield the result of every check that needs no private key."""
    try:
        store.recovery_recipient(pin=pin)
        is_sound = True
    except (store.UntrustedTeamKey, store.NoKeysYet):
        is_sound = False
    yield is_sound, "The recovery key matches the pin and its own signature is valid."
    has_copies = all(store.recovery_sheet(pair) is not None for pair in PAIRS)
    yield has_copies, "Each pair of recovery sheets has its copy of the recovery key."
    for team in store.teams():
        for is_true, sentence in _of_team(team, pin):
            yield is_true, f"Team {team.name}: {sentence}"


def _of_team(team: Team, pin: str) -> Iterator[Finding]:
    unverified = is_unverified(team.id, store.newest_number(team.id))
    try:
        epoch = store.recipient_of(team.id, pin=pin).epoch
    except store.SeenKeysUnreadable:
        yield False, "this node can read the keys that it has seen."
        return
    except store.UntrustedTeamKey:
        yield False, "all epochs chain to the pinned fingerprint."
        return
    yield True, "all epochs chain to the pinned fingerprint."
    yield not unverified, "this node saw its keys before, or the pin signed them itself."
    has_all = len(store.sealed_to_recovery(team.id)) == epoch
    yield has_all, "the recovery sheets open the keys of each epoch."
    members = {member.id: member for member in staff.members_of(team.id)}
    vouches = vouches_of(team.id, epoch, installation=pin)
    are_vouched = all(
        vouches.hold_for_reader(grant, members[grant.member_id])
        for grant in store.grants_in(team.id, epoch)
        if grant.member_id in members
    )
    yield are_vouched, "the key of each member with case access was vouched for."
    are_administrators = is_apart(team.id) and all(
        vouches.hold_for_signer(grant, member) and may(member.roles, Act.MANAGE_TEAM)
        for grant in store.signing_grants_in(team.id, epoch)
        if (member := members.get(grant.member_id))
    )
    yield are_administrators, "only administrators hold the key that signs the next epoch."
    yield progress(team.id).is_idle, "no cases and no grants of older epochs."
