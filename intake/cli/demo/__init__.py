"""``flask demo``: invented cases, to look at and to take away again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import click
from flask.cli import with_appcontext

from intake.actions.accounts.invent_staff import invented_colleague, remove_colleagues
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
from intake.extensions import db, purge_deleted, writing
from intake.keys import store as keys
from intake.sealing.unlocking import Keyring
from intake.staff import store as staff
from intake.staff.roles import Act, Role, may

DAYS_BACK = 21
TOGETHER = 10
"""How many cases one transaction sends: a running server waits for it on SQLite."""

MOST_TURNS = 10
"""The stories are told so many times; cases beyond that came in and nothing was done yet."""


@click.group()
def command() -> None:
    """Add invented cases to look at, and remove them."""


@command.command()
@click.option(
    "--cases", type=click.IntRange(min=1), default=200, show_default=True, help="How many."
)
@click.option("--seed", default=1, show_default=True, help="The same seed, the same people.")
@click.option("--untouched", is_flag=True, help="Only receive them: nobody works on any.")
@with_appcontext
def load(cases: int, seed: int, *, untouched: bool) -> None:
    """Add invented cases, received over the last three weeks, and let colleagues work them.

    The cases are marked as invented, and no letter goes out about them.
    """
    stories = (FRESH,) if untouched else STORIES
    settings = app_context.settings()
    if not settings.recovery_fingerprint:
        raise click.ClickException("No keys exist yet: run make run or flask keys init first.")
    if not settings.loopback:
        click.confirm(f"Invented cases, in the queue of {settings.public_url}?", abort=True)
    sent = _send_all(cases, Random(seed), stories)  # noqa: S311 - invented people, no secret
    worked = 0 if untouched else _work_all(sent)
    with writing():
        note_demo_loaded(cases, today=app_context.today())
        db.session.commit()
    click.echo(f"{cases} invented cases added, {worked} of them worked on by invented colleagues.")


@command.command()
@click.option("--yes", is_flag=True, help="Do not ask, also on a server.")
@with_appcontext
def remove(*, yes: bool) -> None:
    """Erase every invented case and what belongs to it. Real cases are not touched."""
    settings, count = app_context.settings(), count_invented()
    if count and not (yes or settings.loopback):
        click.confirm(f"Erase {count} invented cases of {settings.public_url}?", abort=True)
    removed = 0
    while True:
        with writing():
            some = erase_invented(today=app_context.today())
            db.session.commit()
        removed += some
        if not some:
            break
    with writing():
        remove_colleagues()
        if removed:
            note_demo_removed(removed, today=app_context.today())
        db.session.commit()
    purge_deleted()
    click.echo(f"{removed} invented cases removed.")


def _send_all(cases: int, chance: Random, stories: Sequence[Story]) -> list[Sent]:
    sent: list[Sent] = []
    while len(sent) < cases:
        with writing():
            some = range(len(sent), min(len(sent) + TOGETHER, cases))
            sent += [_send(number, chance, stories) for number in some]
            db.session.commit()
        db.session.expunge_all()
    return sent


def _send(number: int, chance: Random, stories: Sequence[Story]) -> Sent:
    turn, which = divmod(number, len(stories))
    story, origin = stories[which], ORIGINS[number % len(ORIGINS)]
    received = _a_day(chance, story)
    person = invented_answers(chance, received, origin=origin, number=number // len(ORIGINS))
    answers = person.plus(story.answers(received, turn))
    languages = app_context.settings().languages
    likely = (origin.form,) * 3 if origin.form in languages else ()
    language = chance.choice((*likely, *languages))
    return send(answers, language=language, received=received)


def _a_day(chance: Random, story: Story) -> date:
    days = max(story.days_ago, int(DAYS_BACK * chance.random() ** 2))
    return app_context.today() - timedelta(days=days)


def _colleagues(sent: list[Sent]) -> Staff:
    team_id, case_keys = keys.the_team().id, {one.case_id: one.key for one in sent}
    with writing():
        attorney, supervisor, caseworker = (
            _reader(role, team_id, case_keys)
            for role in (Role.ATTORNEY, Role.SUPERVISOR, Role.CASEWORKER)
        )
        db.session.commit()
    members = [one.id for one in staff.members_of(team_id) if may(one.roles, Act.OPEN_CASE)]
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
    """Tell the stories of these cases; return for how many something was done."""
    colleagues = _colleagues(sent)
    return sum(_work(number, one, colleagues) for number, one in enumerate(sent))


def _work(number: int, sent: Sent, colleagues: Staff) -> bool:
    turn, which = divmod(number, len(STORIES))
    story = STORIES[which]
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
