"""``flask outbox``: deliver letters, list those not delivered, decide about those given up."""

from __future__ import annotations

import signal
from collections.abc import Callable

import click
from flask.cli import AppGroup, ScriptInfo

from intake import clock
from intake.actions.mail import settle_letters
from intake.actions.mail.settle_letters import Operator
from intake.cli import app_context
from intake.cli.mail_worker import work
from intake.extensions import db, writing
from intake.outbox import undelivered

command = AppGroup("outbox", help="Deliver, list and retry emails; settle those that failed.")

SETTLED = "This email was delivered or is being delivered now."
NOT_GIVEN_UP = "This email did not fail, or someone already dealt with it."


@command.command("work")
@click.option("--once", is_flag=True, help="Stop when no email is due any more.")
@click.pass_obj
def work_command(script: ScriptInfo, *, once: bool) -> None:
    """Route and deliver emails, and chain the audit log, until stopped."""
    signals: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: signals.append(number))
    work(script.load_app(), stop=lambda: bool(signals), once=once)


@command.command("list")
def list_command() -> None:
    """Show every email not delivered: ID, kind, state, age, attempts, error code.

    Those in the state *parked* were given up: retry, arrived or drop decides about them.
    """
    today = app_context.today()
    for letter in undelivered.not_delivered():
        days = (today - letter.queued_on).days
        code = letter.trouble or "-"
        click.echo(
            f"{letter.id}  {letter.letter}  {letter.state}  {days}d  {letter.attempts}x  {code}"
        )


@command.command("retry")
@click.argument("letter_id", metavar="ID")
def retry_command(letter_id: str) -> None:
    """Try an email again, now and in the next days."""
    _settle(letter_id, settle_letters.retry_letter)
    click.echo("It will be retried.")


@command.command("arrived")
@click.argument("letter_id", metavar="ID")
def arrived_command(letter_id: str) -> None:
    """Settle a failed email that had arrived after all; its address is erased."""
    _settle(letter_id, settle_letters.mark_arrived)
    click.echo("It is marked as arrived.")


@command.command("drop")
@click.argument("letter_id", metavar="ID")
@click.confirmation_option(prompt="It will never be sent. Drop it?")
def drop_command(letter_id: str) -> None:
    """Settle a failed email that shall never be sent; its address is erased."""
    _settle(letter_id, settle_letters.drop_letter)
    click.echo("It is dropped.")


def _settle(letter_id: str, decision: Callable[..., None]) -> None:
    try:
        with writing():
            decision(letter_id, Operator(), today=app_context.today(), now=clock.now())
            db.session.commit()
    except undelivered.NoSuchLetter:
        raise click.ClickException("No email has this ID.") from None
    except undelivered.NotWaiting:
        raise click.ClickException(SETTLED) from None
    except undelivered.NotGivenUp:
        raise click.ClickException(NOT_GIVEN_UP) from None
