"""The log: who did what, when, on which case; and whether it is as it was written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext

from intake import clock
from intake.audit import chain, log
from intake.audit.alarms import alarms, waiting
from intake.audit.models import AuditEntry, AuditHead
from intake.audit.verify import beginning
from intake.cases.store import references_of
from intake.questionnaire.tidy import whole_number
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.app_context import settings
from intake.web.desk.common.history import act_says, day_and_time, when_done
from intake.web.desk.common.invented import labels_of
from intake.web.desk.common.reader import short_names
from intake.words import N_

blueprint = Blueprint("audit", __name__)

PAGE = 50

BY_THE_SERVER = frozenset({"case_erased_on_its_day", "invented_case_erased"})
"""Acts on a case that neither a member nor the applicant did."""

STATE = {
    "broken": N_(
        "The log does not hold: an entry was changed, taken out or put in. Whoever runs the server "
        "finds which one with: flask audit verify."
    ),
    "unchained": N_("Entries wait to be chained: the mail worker does not run."),
    "seal": N_(
        "Somebody came upon something sealed that does not open: the entry below says when, and "
        "at which case. Whoever runs the server must look for what was changed or damaged."
    ),
    "missing": N_(
        "A note, a message or a date that this log knows of is gone: the entry below says when "
        "that was seen, and at which case. Whoever runs the server must look who took it away."
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One entry in words. ``label`` is empty where the case is gone or another team's."""

    number: str
    says: str
    who: str
    when: str
    label: str
    case: str


@blueprint.get("/desk/audit")
@staff(Act.SEE_AUDIT)
def show() -> ResponseReturnValue:
    """One page of the log, the newest first; what is not chained yet stands on top."""
    before = whole_number(request.args.get("before", ""), digits=9)
    wrong = set(alarms(now=clock.now()))
    chained = log.newest(before=before, at_most=PAGE + 1)
    fresh = [] if before else log.unchained(at_most=PAGE)
    onward = chained[PAGE - 1].seq if len(chained) > PAGE else None
    return render_template(
        "desk/log/audit.html",
        member=signed_in().member,
        lines=_lines([*fresh, *chained[:PAGE]]),
        alarms=[gettext(STATE[code]) for code in STATE if code in wrong],
        holds=not wrong & {"broken", "unchained"},
        waiting=format_decimal(waiting()) if fresh else "",
        head=chain.head(),
        verified=_verified(chain.head()),
        removed=format_decimal(removed) if (removed := beginning().seq) else "",
        top_url=url_for("audit.show") if before else "",
        next_url=url_for("audit.show", before=onward) if onward else "",
    )


def _lines(entries: Sequence[AuditEntry]) -> list[Line]:
    team_id = signed_in().member.team_id
    cases = references_of({one.case_id for one in entries if one.case_id}, team_id=team_id)
    labels, name = labels_of(cases.values()), short_names(team_id)
    return [_line(one, labels.get(cases.get(one.case_id or "", ""), ""), name) for one in entries]


def _line(entry: AuditEntry, label: str, name: Callable[[str | None], str]) -> Line:
    return Line(
        number=format_decimal(entry.seq) if entry.seq else "",
        says=act_says(entry.act),
        who=name(entry.member_id) or _nobody(entry),
        when=when_done(entry.on, entry.at, settings().time_zone),
        label=label,
        case=(entry.case_id or "")[:8],
    )


def _nobody(entry: AuditEntry) -> str:
    """Name who acted where no member did: the applicant, or whoever runs the server."""
    if entry.member_id:
        return gettext("Somebody who is not known any more")
    if entry.case_id and entry.act not in BY_THE_SERVER:
        return gettext("The person who asked")
    return gettext("On the server")


def _verified(head: AuditHead | None) -> str:
    at: datetime | None = head.verified_at if head else None
    if at is None:
        return ""
    when = day_and_time(at, settings().time_zone)
    return gettext("Last verified from the first entry to the last: %(when)s.", when=when)
