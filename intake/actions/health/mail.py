"""Checks of the mail: the worker lives, a server is set, no email is late or given up."""

from __future__ import annotations

from intake.actions.health.check import Check, Moment
from intake.outbox.mail_health import Trouble, last_heartbeat, silent_hosts, trouble


def check_mail(moment: Moment) -> tuple[Check, ...]:
    """Report each problem with mail as a check of its own."""
    problems = {problem.code: problem for problem in trouble(moment.settings, now=moment.now)}
    server = "files" if moment.settings.loopback else "files_in_public"
    if moment.settings.mail_server:
        server = "good"
    return (
        _worker(moment, is_silent="worker_silent" in problems),
        Check(code="mail_server", finding=server),
        _of_emails("email_late", "late", problems.get("late")),
        _of_emails("email_readers", "nobody", problems.get("nobody")),
        _failed(problems.get("parked")),
    )


def _worker(moment: Moment, *, is_silent: bool) -> Check:
    """Report whether a worker runs, and the machines on which it fell silent while others work."""
    if (beat := last_heartbeat()) is None:
        return Check(code="worker", finding="silent" if is_silent else "not_started")
    figures = {"beat_age_seconds": moment.age_of(beat).total_seconds()}
    if is_silent:
        return Check(code="worker", finding="silent", figures=figures, at=beat)
    names = silent_hosts(now=moment.now)
    finding = "one_silent" if names else "good"
    return Check(code="worker", finding=finding, figures=figures, names=names, at=beat)


def _of_emails(code: str, finding: str, problem: Trouble | None) -> Check:
    emails = problem.letters if problem else 0
    return Check(code=code, finding=finding if emails else "good", figures={"emails": emails})


def _failed(problem: Trouble | None) -> Check:
    """Report the emails that were given up, and after how many tries at most."""
    if problem is None:
        return Check(code="email_failed", figures={"emails": 0})
    finding = "given_up" if problem.most_attempts > 1 else "refused"
    figures = {"emails": problem.letters, "most_tries": problem.most_attempts}
    return Check(code="email_failed", finding=finding, figures=figures)
