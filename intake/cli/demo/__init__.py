"""``flask demo``: add invented cases, and remove them."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import click
from flask.cli import with_appcontext

from intake.actions.opening.case_keys import Reader
from intake.actions.upkeep.invented import erase_invented, invented_colleague, note_demo
from intake.audit.acts import AuditAct
from intake.cases.invented import count_invented
from intake.cli import app_context
from intake.cli.demo.happening import Scene, happen
from intake.cli.demo.people import PEOPLE
from intake.cli.demo.sending import send
from intake.extensions import db, purge_deleted, writing
from intake.keys import store as keys
from intake.sealing.unlocking import Keyring
from intake.staff import store as staff
from intake.staff.roles import Act, Role, may

COLLEAGUES = {
    Role.ATTORNEY: "Alba Example (test)",
    Role.SUPERVISOR: "Sorin Example (test)",
}


@click.group()
def command() -> None:
    """Add invented cases, and remove them."""


@command.command()
@click.option(
    "--cases", type=click.IntRange(min=1), default=200, show_default=True, help="How many."
)
@click.option(
    "--seed", default=1, show_default=True, help="The same seed generates the same people."
)
@click.option("--untouched", is_flag=True, help="Only receive the cases; nobody works on them.")
@with_appcontext
def load(cases: int, seed: int, *, untouched: bool) -> None:
    """Add invented cases, received over the last three weeks, and let invented staff work on them.

    The cases are marked as invented, and no email is sent about them.
    """
    settings = app_context.settings()
    if not settings.recovery_fingerprint:
        raise click.ClickException("No keys exist yet: run make run or flask keys init first.")
    if not settings.loopback:
        click.confirm(f"Add test cases to the queue of {settings.public_url}?", abort=True)
    chance = Random(seed)  # noqa: S311 - invented people, no secret
    add_cases(cases, chance, untouched=untouched)
    click.echo(f"{cases} test cases added.")


@command.command()
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@with_appcontext
def remove(*, yes: bool) -> None:
    """Erase every invented case. Real cases are not changed."""
    settings, count, today = app_context.settings(), count_invented(), app_context.today()
    if count and not (yes or settings.loopback):
        click.confirm(f"Erase {count} test cases of {settings.public_url}?", abort=True)
    removed, erased = 0, 1
    while erased:
        with writing():
            erased = erase_invented(today=today)
            removed += erased
            if removed and not erased:
                note_demo(AuditAct.DEMO_REMOVED, removed, today=today)
            db.session.commit()
    purge_deleted()
    click.echo(f"{removed} test cases removed.")


def add_cases(cases: int, chance: Random, *, untouched: bool = False) -> None:
    """Send invented cases, and let happen what the table says, unless they stay *untouched*.

    Each has a transaction of its own, because a running server waits for its end on SQLite.
    """
    team_id, today, case_keys = keys.the_team().id, app_context.today(), dict[str, bytes]()
    with writing():
        colleagues = [] if untouched else _colleagues(team_id, case_keys)
        note_demo(AuditAct.DEMO_LOADED, cases, today=today)
        db.session.commit()
    members = staff.members_of(team_id)
    member_ids = [member.id for member in members if may(member.roles, Act.OPEN_CASE)]
    languages = app_context.settings().languages
    for number in range(cases):
        turn, position = divmod(number, len(PEOPLE))
        person, received = PEOPLE[position], today - timedelta(PEOPLE[position].days)
        answers = person.answers_at(received, chance, turn=turn)
        language = person.form if person.form in languages else languages[0]
        with writing():
            ready = send(answers, language=language, received=received)
            case_keys[ready.case_id] = ready.opened.key
            for days, act in enumerate(person.happened if colleagues else ()):
                scene = Scene(
                    ready=ready,
                    who=colleagues[turn % len(colleagues)],
                    member_ids=member_ids,
                    turn=turn,
                    today=min(received + timedelta(days), today),
                )
                happen(scene, act)
            db.session.commit()
        db.session.expunge_all()


def _colleagues(team_id: str, case_keys: dict[str, bytes]) -> list[Reader]:
    """Return the invented colleagues, who hold the keys of the cases sent here and no other."""
    today, installation = app_context.today(), app_context.settings().recovery_fingerprint
    members = [
        invented_colleague(role, name, team_id=team_id, today=today)
        for role, name in COLLEAGUES.items()
    ]
    return [
        Reader(
            member_id=member.id,
            team_id=team_id,
            roles=tuple(member.roles),
            keyring=Keyring(member_id=member.id, team_keys={}),
            installation=installation,
            case_keys=case_keys,
        )
        for member in members
    ]
