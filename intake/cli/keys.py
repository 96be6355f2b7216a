"""``flask keys``: make the keys of a new installation, and see how they stand."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from intake import clock
from intake.actions.init_keys import KeysExist, Started, init_keys
from intake.extensions import db, writing
from intake.keys import store
from intake.keys.models import Team
from intake.sealing.paper import sheet_page, sheet_words
from intake.sealing.sheets import Sheet
from intake.sealing.teams import fingerprint
from intake.settings import Settings

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
    if made != _settings().recovery_fingerprint:
        click.echo("It is not the pinned one.")
    sound = [_say_team(team) for team in store.teams()]
    if store.first_invitation_waits(now=clock.now()):
        click.echo("The first member's invitation waits to be used.")
    if not all(sound):
        raise click.ClickException(
            "Requests are refused: RECOVERY_FINGERPRINT is of another key, or a row was changed."
        )


def start(team_name: str = TEAM) -> Started:
    """Make all keys, now, in the transaction of the caller, who shows the result and commits."""
    return init_keys(team_name=team_name, today=clock.today(_settings().time_zone), now=clock.now())


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
    return f"{_settings().public_url}/desk/invitation/{started.invitation_token}"


def write_recovery_folder(folder: Path, started: Started) -> None:
    """Sheets, as text and as pages to print, and the invitation, for their owner's eyes only.

    For trying the product out on one's own machine; :class:`RecoveryFolderRefused` where the
    product is a server, or where the folder holds the sheets of other keys.
    """
    if not _settings().loopback:
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
        epoch = store.recipient_of(team.id, pin=_settings().recovery_fingerprint).epoch
    except store.UntrustedTeamKey:
        click.echo(f"Team {team.name}: its keys do not chain to the pin.")
        return False
    click.echo(
        f"Team {team.name}: epoch {epoch}, chained to the pin; members with keys: {members}."
    )
    return True


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
