"""``flask keys``: make the keys of an installation, see how they stand, renew, recover them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from intake import clock
from intake.actions.keys.init_keys import KeysExist, Started, init_keys
from intake.actions.keys.open_epoch import NobodyHolds
from intake.actions.keys.recover import SheetsOpenNothing, recover, rotate
from intake.actions.keys.reseal_cases import progress
from intake.cli import app_context
from intake.cli.key_checks import findings
from intake.cli.renewing import what_is_amiss
from intake.extensions import db, writing
from intake.keys import store
from intake.keys.models import Team
from intake.sealing.paper import sheet_page, sheet_words
from intake.sealing.recovery import OneSheetTwice
from intake.sealing.sheets import MistypedSheet, Sheet, read_sheet
from intake.sealing.teams import fingerprint

command = AppGroup("keys", help="Recovery sheets, team keys, and the pin.")

TEAM = "Intake"


class RecoveryFolderRefused(Exception):
    """Sheets go to a folder on somebody's own machine only, never over others; says which."""


@command.command("init")
@click.option("--team", default=TEAM, show_default=True, help="The first team's name.")
def init(team: str) -> None:
    """Make all keys once; print three sheets, the pin, and the first member's invitation."""
    with writing():
        try:
            started = start(team)
        except KeysExist:
            raise click.ClickException(
                "Keys exist already; others beside them would open nothing."
            ) from None
        click.echo(told(started))
        db.session.commit()
    click.echo("The keys are kept now. What stands above is not shown again.")


@command.command("status")
def status() -> None:
    """Say how the keys stand; ends with 1 where nobody could send a request."""
    kept = store.recovery_key()
    if kept is None:
        raise click.ClickException("There are no keys yet: run flask keys init.")
    made = fingerprint(kept.sign_public)
    click.echo(f"Recovery key {made}, made on {kept.made_on}.")
    if made != app_context.settings().recovery_fingerprint:
        click.echo("It is not the pinned one.")
    sound = [_say_team(team) for team in store.teams()]
    if store.first_invitation_waits(now=clock.now()):
        click.echo("The first member's invitation waits to be used.")
    if said := what_is_amiss():
        click.echo(said)
    if not all(sound):
        raise click.ClickException(
            "Requests are refused: RECOVERY_FINGERPRINT is of another key, or a row was changed."
        )


@command.command("verify")
def verify() -> None:
    """Verify every signature about keys; ends with 1 where one does not hold."""
    if store.recovery_key() is None:
        raise click.ClickException("There are no keys yet: run flask keys init.")
    found = list(findings(app_context.settings().recovery_fingerprint))
    for one in found:
        click.echo(f"{'yes' if one.sound else 'NO ':3}  {one.says}")
    if not all(one.sound for one in found):
        raise click.ClickException("What is marked NO does not hold.")


@command.command("recover")
@click.option("--team", "team_name", default="", help="The team's name, where there are several.")
def recover_(team_name: str) -> None:
    """Type two of the three sheets; print a link like the first member's."""
    team, sheets = _team(team_name), typed_sheets()
    with writing():
        with _told_failures():
            recovered = recover(*sheets, **_where(team))
        click.echo("A link like this that was made before works no more.")
        click.echo("Open this link, once, within 72 hours, and give the others access again:")
        click.echo(
            f"{app_context.settings().public_url}/desk/invitation/{recovered.invitation_token}"
        )
        db.session.commit()


@command.command("rotate")
@click.option("--team", "team_name", default="", help="The team's name, where there are several.")
def rotate_(team_name: str) -> None:
    """Type two of the three sheets; open new keys for the team."""
    team, sheets = _team(team_name), typed_sheets()
    with writing():
        with _told_failures():
            number = rotate(*sheets, **_where(team))
        db.session.commit()
    click.echo(f"Team {team.name} has keys of epoch {number}. Everybody signs in anew.")
    click.echo("Somebody who can open cases seals them to the new keys: Team, on the desk.")


def start(team_name: str = TEAM) -> Started:
    """Make all keys, now, in the transaction of the caller, who shows the result and commits."""
    return init_keys(team_name=team_name, today=app_context.today(), now=clock.now())


def told(started: Started) -> str:
    """Everything that people must take away, as it is printed once."""
    sheets = [_words(sheet, started) for sheet in started.sheets]
    pin = f"Put this line into the configuration of every process:\n\n{pin_line(started)}"
    link = f"The first member opens this link, once, within 72 hours:\n\n{invitation_link(started)}"
    return "\n\n".join((*sheets, pin, link)) + "\n"


def pin_line(started: Started) -> str:
    """The pin, as the environment has it."""
    return f"RECOVERY_FINGERPRINT={started.fingerprint}"


def invitation_link(started: Started) -> str:
    """Where the first member begins."""
    return f"{app_context.settings().public_url}/desk/invitation/{started.invitation_token}"


def write_recovery_folder(folder: Path, started: Started) -> None:
    """Sheets, as text and as pages to print, and the invitation, for their owner's eyes only.

    For trying the product out on one's own machine; :class:`RecoveryFolderRefused` where the
    product is a server, or where the folder holds the sheets of other keys.
    """
    if not app_context.settings().loopback:
        raise RecoveryFolderRefused("On a server, keep what flask keys init prints.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    for sheet in started.sheets:
        page = sheet_page(sheet, fingerprint=started.fingerprint, made_on=started.made_on)
        _write(folder / f"sheet-{sheet.name}.txt", _words(sheet, started))
        _write(folder / f"sheet-{sheet.name}.html", page)
    _write(folder / "invitation.txt", invitation_link(started) + "\n")


def _words(sheet: Sheet, started: Started) -> str:
    return sheet_words(sheet, fingerprint=started.fingerprint, made_on=started.made_on)


def _write(path: Path, content: str) -> None:
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise RecoveryFolderRefused(
            f"{path.parent} holds the sheets of other keys: put them in a safe place first."
        ) from None
    path.write_text(content, "utf-8")


def _say_team(team: Team) -> bool:
    members = len(store.members_with_keys(team.id))
    try:
        epoch = store.recipient_of(team.id, pin=app_context.settings().recovery_fingerprint).epoch
    except store.UntrustedTeamKey:
        click.echo(f"Team {team.name}: its keys do not chain to the pin.")
        return False
    click.echo(
        f"Team {team.name}: epoch {epoch}, chained to the pin; members with keys: {members}."
    )
    going = progress(team.id)
    if going.due_since is not None:
        click.echo(f"Team {team.name}: new keys are due since {going.due_since}.")
    elif not going.is_idle:
        click.echo(f"Team {team.name}: {going.left} of {going.total} cases wait for the new keys.")
    return True


def _team(name: str) -> Team:
    found = [team for team in store.teams() if name in ("", team.name)]
    if not found:
        raise click.ClickException("There is no such team: flask keys status lists them.")
    if len(found) > 1:
        raise click.ClickException("There are several teams: name one with --team.")
    return found[0]


def typed_sheets() -> tuple[Sheet, Sheet]:
    """Two sheets from whoever sits at the terminal; each is asked for until it is one."""
    one, other = (
        click.prompt(f"The letters of the {which} sheet", value_proc=_sheet)
        for which in ("first", "second")
    )
    return one, other


def _sheet(typed: str) -> Sheet:
    try:
        return read_sheet(typed)
    except MistypedSheet:
        raise click.UsageError("A letter is wrong or missing.") from None


@contextmanager
def _told_failures() -> Iterator[None]:
    try:
        yield
    except OneSheetTwice:
        raise click.ClickException("This was the same sheet twice; two are needed.") from None
    except SheetsOpenNothing:
        raise click.ClickException("These sheets belong to other keys than these.") from None
    except store.UntrustedTeamKey:
        raise click.ClickException(
            "RECOVERY_FINGERPRINT is of another key, or a row was changed."
        ) from None
    except NobodyHolds:
        raise click.ClickException("Nobody could use new keys: run flask keys recover.") from None


def _where(team: Team) -> dict[str, Any]:
    return {
        "team_id": team.id,
        "installation": app_context.settings().recovery_fingerprint,
        "today": app_context.today(),
        "now": clock.now(),
    }
