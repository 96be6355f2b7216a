"""``flask outbox``: deliver emails, list undelivered ones, and settle those that failed."""

import signal
from collections.abc import Callable

import click
from flask.cli import AppGroup
from flask.globals import app_ctx

from intake import clock
from intake.actions.mail import deliver_letters
from intake.actions.mail.deliver_letters import Operator
from intake.cli import app_context
from intake.cli.mail_worker import work
from intake.extensions import saving
from intake.outbox import undelivered

command = AppGroup("outbox", help="Deliver, list and retry emails; settle those that failed.")

FAILURES: dict[type[Exception], str] = {
    undelivered.NoSuchLetter: "No email has this ID.",
    undelivered.NotWaiting: "This email was delivered or is being delivered now.",
    undelivered.NotGivenUp: "This email did not fail, or someone already dealt with it.",
}


@command.command("work")
@click.option("--once", is_flag=True, help="Exit when the queue is empty.")
def work_command(*, once: bool) -> None:
    """Deliver emails and chain the audit log until stopped."""
    signals: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: signals.append(number))
    work(app_ctx.app, stop=lambda: bool(signals), once=once)


@command.command("list")
def list_command() -> None:
    """List undelivered emails: ID, kind, state, age, attempts, error code.

    Emails in the state *parked* failed. Settle each with retry, arrived or drop.
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
    """Retry an email now and over the next days."""
    _settle(letter_id, deliver_letters.retry_letter)
    click.echo("It will be retried.")


@command.command("arrived")
@click.argument("letter_id", metavar="ID")
def arrived_command(letter_id: str) -> None:
    """Settle a failed email that did arrive; its address is erased."""
    _settle(letter_id, deliver_letters.mark_arrived)
    click.echo("It is marked as arrived.")


@command.command("drop")
@click.argument("letter_id", metavar="ID")
@click.confirmation_option(prompt="It will never be sent. Drop it?")
def drop_command(letter_id: str) -> None:
    """Settle a failed email that must not be sent; its address is erased."""
    _settle(letter_id, deliver_letters.drop_letter)
    click.echo("It is dropped.")


def _settle(letter_id: str, decision: Callable[..., None]) -> None:
    with app_context.failures_as_sentences(FAILURES), saving():
        decision(letter_id, Operator(day=app_context.today(), at=clock.now()))
