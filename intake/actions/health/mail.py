"""Checks of the mail: the worker lives, a server is set, no email is late or given up."""

from __future__ import annotations

from intake.actions.health.check import Check
from intake.actions.health.moment import Moment
from intake.outbox.mail_health import Trouble, trouble
from intake.outbox.worker_heartbeat import last_heartbeat
from intake.settings import Settings


def check_mail(moment: Moment) -> tuple[Check, ...]:
    """Report each trouble with the mail as a check of its own."""
    problems = {one.code: one for one in trouble(moment.settings, now=moment.now)}
    return (
        _worker(moment, is_silent="worker_silent" in problems),
        _server(moment.settings),
        _of_emails("email_late", "late", problems.get("late")),
        _of_emails("email_readers", "nobody", problems.get("nobody")),
        _failed(problems.get("parked")),
    )


def _worker(moment: Moment, *, is_silent: bool) -> Check:
    found = "silent" if is_silent else "good"
    if (beat := last_heartbeat()) is None:
        return Check(code="worker", found=found if is_silent else "not_started")
    figures = {"beat_age_seconds": moment.age_of(beat).total_seconds()}
    return Check(code="worker", found=found, figures=figures, at=beat)


def _server(settings: Settings) -> Check:
    if settings.mail_server:
        return Check(code="mail_server")
    return Check(code="mail_server", found="files" if settings.loopback else "files_in_public")


def _of_emails(code: str, found: str, problem: Trouble | None) -> Check:
    emails = problem.letters if problem else 0
    return Check(code=code, found=found if emails else "good", figures={"emails": emails})


def _failed(problem: Trouble | None) -> Check:
    """Report the emails that were given up, and after how many tries at most."""
    if problem is None:
        return Check(code="email_failed", figures={"emails": 0})
    found = "given_up" if problem.most_attempts > 1 else "refused"
    figures = {"emails": problem.letters, "most_tries": problem.most_attempts}
    return Check(code="email_failed", found=found, figures=figures)
