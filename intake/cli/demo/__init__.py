"""``flask demo``: add invented cases, and remove them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import click
from flask.cli import with_appcontext

from intake.actions.accounts.invent_staff import invented_colleague, remove_colleagues
from intake.actions.offices.invent_offices import invent_offices, remove_invented_offices
from intake.actions.opening.case_keys import Reader
from intake.actions.upkeep.erase_invented import erase_invented, note_demo_loaded, note_demo_removed
from intake.cases.invented import count_invented
from intake.cli import app_context
from intake.cli.demo.deciding import finished_check, settle
from intake.cli.demo.origins import ORIGINS
from intake.cli.demo.people import invented_answers
from intake.cli.demo.scene import Scene, Staff
from intake.cli.demo.sending import Sent, send
from intake.cli.demo.stories import FRESH, STORIES, Story
from intake.cli.demo.team import furnish
from intake.extensions import db, purge_deleted, writing
from intake.keys import store as keys
from intake.sealing.unlocking import Keyring
from intake.staff import store as staff
from intake.staff.roles import Act, Role, may

DAYS_BACK = 21
BATCH = 10
"""Cases sent in one transaction; on SQLite a running server must wait for its end."""

MOST_TURNS = 10
"""Repetitions of the list of stories. Further cases are received, but nobody works on them."""


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
@click.option("--offices", is_flag=True, help="Add two invented offices, if there are none.")
@with_appcontext
def load(cases: int, seed: int, *, untouched: bool, offices: bool) -> None:
    """Add invented cases, received over the last three weeks, and let invented staff work on them.

    The cases are marked as invented, and no email is sent about them.
    """
    stories = (FRESH,) if untouched else STORIES
    settings = app_context.settings()
    if not settings.recovery_fingerprint:
        raise click.ClickException("No keys exist yet: run make run or flask keys init first.")
    if not settings.loopback:
        click.confirm(f"Add invented cases to the queue of {settings.public_url}?", abort=True)
    if offices:
        with writing():
            invent_offices(keys.the_team().id)
            db.session.commit()
    worked = add_cases(cases, Random(seed), stories)  # noqa: S311 - invented people, no secret
    click.echo(f"{cases} invented cases added, {worked} of them worked on by invented colleagues.")


@command.command()
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@with_appcontext
def remove(*, yes: bool) -> None:
    """Erase every invented case. Real cases are not changed."""
    settings, count = app_context.settings(), count_invented()
    if count and not (yes or settings.loopback):
        click.confirm(f"Erase {count} invented cases of {settings.public_url}?", abort=True)
    removed = 0
    while True:
        with writing():
            erased = erase_invented(today=app_context.today())
            db.session.commit()
        removed += erased
        if not erased:
            break
    with writing():
        remove_colleagues()
        for team in keys.teams():
            remove_invented_offices(team.id)
        if removed:
            note_demo_removed(removed, today=app_context.today())
        db.session.commit()
    purge_deleted()
    click.echo(f"{removed} invented cases removed.")


def add_cases(cases: int, chance: Random, stories: Sequence[Story]) -> int:
    """Add invented cases, and act out their stories; return the number of cases that changed."""
    sent = _send_all(cases, chance, stories)
    worked = _work_all(sent) if any(story.act for story in stories) else 0
    with writing():
        note_demo_loaded(cases, today=app_context.today())
        db.session.commit()
    return worked


def _send_all(cases: int, chance: Random, stories: Sequence[Story]) -> list[Sent]:
    sent: list[Sent] = []
    while len(sent) < cases:
        with writing():
            numbers = range(len(sent), min(len(sent) + BATCH, cases))
            sent += [_send(number, chance, stories) for number in numbers]
            db.session.commit()
        db.session.expunge_all()
    return sent


def _send(number: int, chance: Random, stories: Sequence[Story]) -> Sent:
    turn, position = divmod(number, len(stories))
    story, origin = stories[position], ORIGINS[number % len(ORIGINS)]
    received = _date_received(chance, story)
    person = invented_answers(chance, received, origin=origin, number=number // len(ORIGINS))
    answers = person.plus(story.answers(received, turn))
    languages = app_context.settings().languages
    frequent = (origin.form,) * 3 if origin.form in languages else ()
    language = chance.choice((*frequent, *languages))
    return send(answers, language=language, received=received)


def _date_received(chance: Random, story: Story) -> date:
    days = max(story.days_ago, int(DAYS_BACK * chance.random() ** 2))
    return app_context.today() - timedelta(days=days)


def _colleagues(sent: list[Sent]) -> Staff:
    team_id, case_keys = keys.the_team().id, {case.case_id: case.key for case in sent}
    with writing():
        attorney, supervisor, caseworker = (
            _reader(role, team_id, case_keys)
            for role in (Role.ATTORNEY, Role.SUPERVISOR, Role.CASEWORKER)
        )
        db.session.commit()
    members = [
        member.id for member in staff.members_of(team_id) if may(member.roles, Act.OPEN_CASE)
    ]
    with writing():
        furnish(attorney, supervisor, caseworker)
        db.session.commit()
    return Staff(
        attorney=attorney,
        supervisor=supervisor,
        caseworker=caseworker,
        members=tuple(members),
    )


def _reader(role: Role, team_id: str, case_keys: dict[str, bytes]) -> Reader:
    member = invented_colleague(role, team_id=team_id, today=app_context.today())
    return Reader(
        member_id=member.id,
        team_id=team_id,
        roles=(role.value,),
        keyring=Keyring(member_id=member.id, team_keys={}),
        installation=app_context.settings().recovery_fingerprint,
        case_keys=case_keys,
    )


def _work_all(sent: list[Sent]) -> int:
    """Act out the stories of these cases; return the number of cases that changed."""
    colleagues = _colleagues(sent)
    return sum(_work(number, case, colleagues) for number, case in enumerate(sent))


def _work(number: int, sent: Sent, colleagues: Staff) -> bool:
    turn, position = divmod(number, len(STORIES))
    story = STORIES[position]
    if story.act is None or turn >= MOST_TURNS:
        return False
    scene = Scene(sent=sent, staff=colleagues, turn=turn)
    check = finished_check(scene) if story.checked else None
    with writing():
        readable = check is None or settle(scene, check, after=1)
        if readable or story.of_conflict:
            story.act(scene)
        db.session.commit()
    return True
