"""The audit log: each act with member, time and case, and the state of its hash chain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC
from operator import itemgetter

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import ValidationError

from intake import clock
from intake.audit import chain, log
from intake.audit.acts import AuditAct
from intake.audit.chain import alarms, beginning, waiting
from intake.audit.log import EntryFilter
from intake.audit.models import AuditEntry
from intake.cases import store as cases
from intake.cases.store import NoSuchCase, references_of
from intake.extensions import saving
from intake.questionnaire.tidy import whole_number
from intake.staff.store import Act, shown_name
from intake.web.access import current_member, see_other, staff
from intake.web.app_context import Values, today
from intake.web.desk.common.alerts import labels_of
from intake.web.desk.common.fields import DayField, DeskForm, EnumField, LineField, RowIdField
from intake.web.desk.common.reader import name_and_roles_of, name_of, team_members
from intake.web.desk.common.recent_action import act_text, act_time, act_words
from intake.web.desk.log.csv_file import csv_response
from intake.words import Labels, Sentences

blueprint = Blueprint("audit", __name__)

PAGE = 50

BY_THE_SERVER = frozenset(
    {
        AuditAct.CASE_ERASED_ON_ITS_DAY,
        AuditAct.CASE_ERASED_BY_APPLICANT,
        AuditAct.INVENTED_CASE_ERASED,
    }
)
"""Acts on a case by neither a member nor the applicant."""

STATE: Labels[str] = {
    "broken": "The audit log failed verification: an entry was changed, removed or inserted. "
    "To find it, the server administrator can run: flask audit verify.",
    "unchained": "Some entries are not in the hash chain yet: the mail worker is not running.",
    "seal": "Some encrypted data could not be opened, or a case said less than its encrypted card. "
    "The entry below shows when and in which case. The server administrator must check for "
    "tampering or damage.",
    "missing": "A note, message or date recorded in this log is missing. The entry below shows"
    " when this was found and in which case. The server administrator must find out"
    " who removed it.",
}


@blueprint.get("/desk/audit")
@staff(Act.SEE_AUDIT)
def show() -> ResponseReturnValue:
    """Show one page of the log, newest first; entries that are not chained yet are on top."""
    before = whole_number(request.args.get("before", ""), digits=9)
    return _page(LogFilterForm(request.args), before)


@blueprint.post("/desk/audit")
@staff(Act.SEE_AUDIT)
def choose() -> ResponseReturnValue:
    """Show the entries of a filter. Only a filter without mistakes gets into an address."""
    form = LogFilterForm(request.form)
    if not form.validate():
        return _page(form, None), 422
    return see_other("audit.show", **form.query())


def _page(form: LogFilterForm, before: int | None) -> str:
    chained: list[AuditEntry] = []
    fresh: list[AuditEntry] = []
    if form.validate():
        entry_filter = form.entry_filter()
        chained = log.chained(entry_filter, before=before, at_most=PAGE + 1)
        fresh = [] if before else log.unchained(entry_filter, at_most=PAGE)
    query = form.query()
    wrong = set(alarms(clock.now()))
    onward = chained[PAGE - 1].seq if len(chained) > PAGE else None
    return render_template(
        "desk/log/audit.html",
        lines=_lines([*fresh, *chained[:PAGE]]),
        alarms=[sentence for code, sentence in STATE.items() if code in wrong],
        holds=not wrong & {"broken", "unchained"},
        waiting=waiting() if fresh else 0,
        head=chain.head(),
        removed=beginning().seq,
        form=form,
        filters=choices() if query or form.errors or "filter" in request.args else {},
        query=query,
        top_url=url_for("audit.show", **query) if before else "",
        next_url=url_for("audit.show", before=onward, **query) if onward else "",
    )


@blueprint.post("/desk/audit/export")
@staff(Act.SEE_AUDIT, fresh="Export the audit log")
def export() -> ResponseReturnValue:
    """Send the chained entries of the filter as a file, and log that."""
    form = LogFilterForm(request.form)
    if not form.validate():
        return see_other("audit.show", **form.query())
    entry_filter = form.entry_filter()
    with saving():
        log.record(
            AuditAct.LOG_EXPORTED,
            on=today(),
            at=clock.now(),
            member_id=current_member().id,
            count=log.count(entry_filter),
        )
    head = [gettext(name) for name in COLUMNS]
    return csv_response("audit-log", head, _rows(entry_filter))


COLUMNS: Sentences = (
    "Number",
    "Day",
    "Time (UTC)",
    "Who",
    "Code",
    "Action",
    "Case",
    "Hash",
    "Member ID",
)


def _rows(entry_filter: EntryFilter) -> Iterator[list[str]]:
    """Yield the cells of all entries: codes and hashes as they are stored, and words."""
    for entries in log.all_chained(entry_filter):
        for entry, line in zip(entries, _lines(entries), strict=True):
            time = entry.at.astimezone(UTC).time().isoformat("seconds") if entry.at else ""
            seal = entry.hash.hex() if entry.hash else ""
            who, says, case = line["who"], line["says"], line["label"] or line["case"]
            day, member_id = str(entry.on), entry.member_id or ""
            yield [str(entry.seq), day, time, who, entry.act, says, case, seal, member_id]


def _lines(entries: Sequence[AuditEntry]) -> list[Values]:
    """Return entries in words. ``label`` is empty if the case was erased or is another team's."""
    team_id = current_member().team_id
    case_ids = {entry.case_id for entry in entries if entry.case_id}
    references = references_of(case_ids, team_id=team_id)
    labels = labels_of(references.values())
    return [
        {
            "number": entry.seq,
            "says": act_text(entry.act),
            "who": name_and_roles_of(entry.member_id) or _not_a_member(entry),
            "when": act_time(entry.on, entry.at),
            "label": labels.get(references.get(entry.case_id or "", ""), ""),
            "case": (entry.case_id or "")[:8],
        }
        for entry in entries
    ]


def _not_a_member(entry: AuditEntry) -> str:
    """Return who acted if no member did: the applicant or the operator."""
    if entry.member_id:
        return gettext("Unknown user")
    if entry.case_id and entry.act not in BY_THE_SERVER:
        return gettext("The applicant")
    return gettext("Server")


BEGINNING_OF_ID = re.compile("[0-9a-f]{8,32}")
"""The id of an erased case, of which the log shows eight digits."""


class LogFilterForm(DeskForm):
    """Member, act, case and days. ``case_id`` is the case of a valid form."""

    who = RowIdField()
    act = EnumField(AuditAct)
    case = LineField()
    since = DayField()
    until = DayField()
    case_id: str = ""

    def validate_case(self, field: LineField) -> None:
        """Find the case by its reference, or an erased one by the beginning of its id."""
        if not field.data:
            return
        try:
            self.case_id = cases.find(field.data.upper(), team_id=current_member().team_id).id
        except NoSuchCase:
            if not BEGINNING_OF_ID.fullmatch(field.data.lower()):
                raise ValidationError(gettext("No case has this reference.")) from None
            self.case_id = field.data.lower()

    def validate_who(self, field: RowIdField) -> None:
        """Refuse what is no member, so that a page never shows more than was asked for."""
        if any(field.raw_data or ()) and not name_of(field.data):
            raise ValidationError(gettext("Choose a member from the list."))

    def validate_act(self, field: EnumField[AuditAct]) -> None:
        """Refuse a code that names no act."""
        if any(field.raw_data or ()) and field.data is None:
            raise ValidationError(gettext("Choose an action from the list."))

    def validate_since(self, field: DayField) -> None:
        """Refuse what is no day, so that a file never holds more than was asked for."""
        if field.is_unreadable:
            raise ValidationError(gettext("Enter a day."))

    validate_until = validate_since

    def entry_filter(self) -> EntryFilter:
        """Return the conditions of a valid form."""
        return EntryFilter(
            member_id=self.who.data or "",
            act=self.act.data,
            case_id=self.case_id,
            since=self.since.data,
            until=self.until.data,
        )

    def query(self) -> Values:
        """Return what was chosen, for the address of another page of the same entries."""
        names = ("who", "act", "case", "since", "until")
        return {name: value for name in names if (value := request.values.get(name, ""))}


def choices() -> Values:
    """Return the members and the acts that can be chosen, each with its words."""
    return {
        "members": [(member.id, shown_name(member)) for member in team_members()],
        "acts": sorted(((act.value, act_words(act, "…")) for act in AuditAct), key=itemgetter(1)),
    }
