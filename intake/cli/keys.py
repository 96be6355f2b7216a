"""``flask keys``: create, show, verify, renew and recover the keys of an installation."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import AppGroup

from intake import clock
from intake.actions.conflicts.wall_case import open_wall
from intake.actions.keys.grant_access import signers_of, vouches_of
from intake.actions.keys.init_keys import KeysExist, KeysInUse, Started, discard_keys, init_keys
from intake.actions.keys.recover import (
    NobodyHolds,
    SheetsOpenNothing,
    accept_epochs,
    is_newest_sheet,
    recover,
    renew_sheets,
    rotate,
)
from intake.actions.keys.reseal_cases import progress
from intake.cases.store import NoSuchCase
from intake.cli import app_context
from intake.cli.renewing import secret_warning
from intake.extensions import db, saving
from intake.keys import store
from intake.keys.models import Team
from intake.keys.seen_epochs import SeenEpochsUnreadable, epoch_fingerprint, seen_epochs
from intake.sealing.sheets import (
    PAIRS,
    MistypedSheet,
    OneSheetTwice,
    Sheet,
    read_sheet,
    sheet_words,
)
from intake.sealing.teams import SignedEpoch, fingerprint
from intake.staff import store as staff
from intake.staff.store import Act, may

SEEN_UNREADABLE = (
    "NOT VERIFIED: seen_epochs.json in VAR cannot be read or is damaged. Give the file to the user "
    "of this process, or run flask keys accept-epoch with two recovery sheets."
)


def show_team(team: Team, pin: str) -> bool:
    """Print the keys of a team; return true if applicants' requests are sealed to them."""
    members = len(store.members_with_keys(team.id))
    try:
        newest = store.signed_epochs(team.id, pin)[-1]
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
        store.recipient_of(team.id, pin)
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
    yield f"administrators with the signing key: {len(signers_of(team.id))}."
    if unvouched := len(store.members_with_unvouched_key(team.id)):
        yield (
            f"members whose new key nobody has compared yet: {unvouched}. They lose case access "
            "with the team's next keys: a colleague compares it under Team."
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
        store.recovery_recipient(pin)
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
        epoch = store.recipient_of(team.id, pin).epoch
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
        vouches.hold_for(grant, members[grant.member_id])
        for grant in store.grants_in(team.id, epoch)
        if grant.member_id in members
    )
    yield are_vouched, "the key of each member with case access was vouched for."
    are_administrators = all(
        vouches.hold_for(grant, member) and may(member.roles, Act.MANAGE_TEAM)
        for grant in store.signing_grants_in(team.id, epoch)
        if (member := members.get(grant.member_id))
    )
    yield are_administrators, "only administrators hold the key that signs the next epoch."
    yield progress(team.id).is_idle, "no cases and no grants of older epochs."


command = AppGroup("keys", help="Recovery sheets, team keys, and the pin.")

TEAM = "Intake"
OF_TEAM = click.option(
    "--team", "team_name", default="", help="Team name, if there is more than one."
)
EPOCHS_NOT_SAVED = (
    "seen_epochs.json in VAR cannot be written, so this node still refuses older keys. Run"
    " flask keys accept-epoch again when it can be."
)


class InvitationNotWritten(Exception):
    """The first invitation is written only on a person's own computer, and never over another."""


@command.command("init")
@click.option("--team", default=TEAM, show_default=True, help="The first team's name.")
@click.option(
    "--in-terminal",
    is_flag=True,
    help="Print the three recovery sheets here, and not in the first member's browser.",
)
@click.option(
    "--again",
    is_flag=True,
    help="Replace keys whose invitation was lost. Only while there is no member and no case.",
)
def init(team: str, *, in_terminal: bool, again: bool) -> None:
    """Make all keys once; print the pin and the first member's invitation.

    The browser of the first member shows the three recovery sheets. Nothing that opens a key is
    stored on this server in clear.
    """
    with app_context.failures_as_sentences(FAILURES), saving():
        if again:
            drafts = discard_keys()
            click.echo(
                f"The earlier keys are deleted. Drafts of applicants deleted with them: {drafts}."
            )
        started = start(team, in_terminal=in_terminal)
        click.echo(first_words(started, in_terminal=in_terminal))
    click.echo("Keys saved. The text above will not be shown again.")


@command.command("status")
def status() -> None:
    """Show the state of the keys; exits with 1 if applicants cannot submit requests."""
    recovery_key = store.first_recovery_key()
    if recovery_key is None:
        raise click.ClickException("No keys exist yet: run flask keys init.")
    pin = fingerprint(recovery_key.sign_public)
    click.echo(f"Recovery key {pin}, created on {recovery_key.made_on}.")
    if pin != _pin():
        click.echo("It does not match the pinned fingerprint.")
    pinned = _pin()
    are_trusted = [show_team(team, pinned) for team in store.teams()]
    if store.first_invitation_waits(clock.now()):
        click.echo("The first member's invitation has not been used yet.")
    if warning := secret_warning():
        click.echo(warning)
    if not all(are_trusted):
        raise click.ClickException(
            "Requests are refused: RECOVERY_FINGERPRINT is for a different key, a row was changed, "
            "or a line above says more. Compare the fingerprint with a recovery sheet, then run "
            "flask keys verify."
        )


@command.command("verify")
def verify() -> None:
    """Verify every signature on keys; exits with 1 if one is not valid."""
    if store.recovery_key() is None:
        raise click.ClickException("No keys exist yet: run flask keys init.")
    results = list(findings(_pin()))
    for is_sound, sentence in results:
        click.echo(f"{'yes' if is_sound else 'NO ':3}  {sentence}")
    if not all(is_sound for is_sound, _ in results):
        raise click.ClickException("Checks marked NO failed.")


@command.command("recover")
@OF_TEAM
def recover_(team_name: str) -> None:
    """Type two of the three recovery sheets; print a one-time link with the team's keys."""
    team, sheets = app_context.chosen_team(team_name), typed_sheets()
    with saving():
        with app_context.failures_as_sentences(FAILURES):
            token = recover(*sheets, app_context.moment(), team_id=team.id)
        click.echo("Any earlier link like this no longer works.")
        click.echo("Open this one-time link within 72 hours, then give the others access again:")
        click.echo(app_context.invitation_link(token))


@command.command("open-wall")
@click.argument("reference")
@OF_TEAM
def open_wall_(reference: str, team_name: str) -> None:
    """Type two of the three recovery sheets; give the walled case REFERENCE back to its team.

    For a case whose named members have all left or lost their keys.
    """
    team, sheets = app_context.chosen_team(team_name), typed_sheets()
    with saving(), app_context.failures_as_sentences(FAILURES):
        open_wall(
            *sheets,
            reference,
            team_id=team.id,
            installation=_pin(),
            today=app_context.today(),
        )
    click.echo("The wall is down: every member with case access can open this case.")


@command.command("renew-sheets")
def renew_sheets_() -> None:
    """Type two of the three sheets; print three new ones. The old sheets then open nothing."""
    installation = _pin()
    sheets = typed_sheets()
    with saving():
        with app_context.failures_as_sentences(FAILURES):
            new_sheets = renew_sheets(*sheets, app_context.moment())
        for sheet in new_sheets:
            click.echo(
                sheet_words(sheet, fingerprint=installation, made_on=app_context.today()) + "\n"
            )
    click.echo("Print these. RECOVERY_FINGERPRINT stays as it is.")
    click.echo(
        "Every backup made until now opens with the old sheets, and only with those. Make a new "
        "one now, copy it away, and only then destroy the old sheets."
    )


@command.command("prove-sheet")
def prove_sheet() -> None:
    """Type one sheet; say whether it is one of the newest. Opens nothing."""
    sheet = click.prompt("Characters on the sheet", value_proc=_sheet)
    with app_context.failures_as_sentences(FAILURES):
        is_newest = is_newest_sheet(sheet, _pin())
    if not is_newest:
        raise click.ClickException(
            f"Sheet {sheet.name} belongs to other keys or was replaced. Look for the newer one."
        )
    click.echo(f"Sheet {sheet.name} is one of the three newest.")


@command.command("accept-epoch")
def accept_epoch() -> None:
    """Type two of the three sheets; accept older team keys on this node.

    Needed on each node after an older backup was restored: a node refuses keys older than it has
    seen. Compare the fingerprints of flask keys status first.
    """
    sheets = typed_sheets()
    try:
        with app_context.failures_as_sentences(FAILURES):
            accepted = accept_epochs(*sheets, _pin())
    except OSError:
        raise click.ClickException(EPOCHS_NOT_SAVED) from None
    for team, number in accepted.items():
        click.echo(f"Team {team}: this node accepts epoch {number}.")


@command.command("rotate")
@OF_TEAM
def rotate_(team_name: str) -> None:
    """Type two of the three recovery sheets; renew the team's keys."""
    team, sheets = app_context.chosen_team(team_name), typed_sheets()
    with saving(), app_context.failures_as_sentences(FAILURES):
        number = rotate(*sheets, app_context.moment(), team_id=team.id)
    click.echo(f"Team {team.name} now has keys of epoch {number}. Everyone must sign in again.")
    click.echo("A member with case access must re-encrypt cases: see Team on the desk.")


def start(team_name: str = TEAM, *, in_terminal: bool = False) -> Started:
    """Make all keys, in the transaction of the caller, who shows the result and commits."""
    return init_keys(
        team_name=team_name,
        today=app_context.today(),
        now=clock.now(),
        sheets_in_browser=not in_terminal,
    )


def first_words(started: Started, *, in_terminal: bool) -> str:
    """Return what ``init`` prints once: sheets only *in_terminal*, the pin, the invitation."""
    sheets = [
        sheet_words(sheet, fingerprint=started.fingerprint, made_on=started.made_on)
        for sheet in (started.sheets if in_terminal else ())
    ]
    line = f"RECOVERY_FINGERPRINT={started.fingerprint}"
    pin = f"Add this line to the configuration of every process:\n\n{line}"
    address = app_context.invitation_link(started.invitation_token)
    link = f"The first member opens this one-time link within 72 hours:\n\n{address}"
    browser = "Their browser shows the three recovery sheets; have a printer at hand."
    return "\n\n".join((*sheets, pin, link, *([] if in_terminal else [browser]))) + "\n"


def write_invitation(file: Path, started: Started) -> None:
    """Write the first invitation for its owner's eyes only.

    Only for trying the product out: raise :class:`InvitationNotWritten` where it has a public
    address, or where the folder holds another invitation.
    """
    if not app_context.settings().loopback:
        raise InvitationNotWritten("On a server, save the output of flask keys init instead.")
    folder = file.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    try:
        file.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise InvitationNotWritten(
            f"{folder} contains the invitation of other keys. Move it elsewhere first."
        ) from None
    file.write_text(app_context.invitation_link(started.invitation_token) + "\n", "utf-8")


def typed_sheets() -> tuple[Sheet, Sheet]:
    """Prompt for two recovery sheets; ask again until the check digits of each are right."""
    db.session.rollback()  # a transaction that only waits is ended by the server
    first = click.prompt("Characters on the first sheet", value_proc=_sheet)
    second = click.prompt("Characters on the second sheet", value_proc=_sheet)
    return first, second


def _sheet(typed: str) -> Sheet:
    try:
        return read_sheet(typed)
    except MistypedSheet:
        raise click.UsageError("A character is wrong or missing.") from None


SHEET_FAILURES: dict[type[Exception], str] = {
    OneSheetTwice: "You entered the same sheet twice. Two different sheets are needed.",
    store.UntrustedTeamKey: "RECOVERY_FINGERPRINT is for a different key, or a row was changed. "
    "Compare it with a recovery sheet.",
}
FAILURES: dict[type[Exception], str] = {
    NoSuchCase: "This team has no walled case with this reference.",
    SheetsOpenNothing: "These sheets belong to different keys.",
    store.SeenKeysUnreadable: SEEN_UNREADABLE,
    **SHEET_FAILURES,
    NobodyHolds: "No member could use new keys: run flask keys recover.",
    KeysInUse: "There is a member or a case already, which new keys would not open: run flask keys "
    "recover with two sheets.",
    KeysExist: "Keys already exist. A second set would not open anything. If the first invitation "
    "was lost, add --again.",
}
"""Sentences by exception; the first match counts."""


def _pin() -> str:
    return app_context.settings().recovery_fingerprint
