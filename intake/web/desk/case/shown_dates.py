"""The dates of a case's diary in words, with the buttons that confirm, close or settle them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext

from intake.actions.case.dates.replaced_dates import Outcome
from intake.actions.case.dates.rewrite import Seen, stands_for
from intake.actions.case.open_case import OpenDate, OpenedCase
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.sealed_rows import corrector_of
from intake.cases.models import Case
from intake.diary.models import Kind, State
from intake.frozen import frozen
from intake.staff.store import Act, may
from intake.triage.deadlines import Deadline
from intake.triage.findings import Chip
from intake.web.app_context import today
from intake.web.desk.case.frame import page_url
from intake.web.desk.common.case_words import OUTCOME_OF_DATE, SEEN, set_by_words
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.common.rows import due_chip
from intake.web.desk.common.words import KIND, STATE, why_chip
from intake.web.filters import long_date, translated


@frozen
class ShownDate:
    """A date of the diary in words.

    ``proof`` says how a legal date is known, and is empty for dates that members set. ``unsure``
    marks a legal date that nobody has confirmed. ``set_by`` and ``do`` are those of its deadline,
    empty where there is none; ``outdated`` marks an open date that the present assessment lacks.
    ``reopen_url`` opens a closed day to prepare again, and is empty for any other. ``met_url`` is
    the page of a deadline, empty for other dates, and ``met`` what was recorded there; ``marks``
    say how that is uncertain. ``waits_by`` is the
    colleague whose correction replaced an open date, until another member has looked at
    ``replaced_url``, which is empty for a member who may not.
    """

    date: OpenDate
    is_open: bool
    kind: str
    state: str
    why: Chip | None
    due: Chip
    proof: str
    unsure: bool
    proven_by: str
    url: str
    set_by: str
    do: str
    outdated: bool
    reopen_url: str
    met_url: str
    met: str
    marks: tuple[str, ...]
    is_confirmed: bool
    waits_by: str
    replaced_url: str


def diary_context(
    opened: OpenedCase,
    names: MemberNames,
    deadlines: Sequence[Deadline],
    now: Sequence[Deadline],
    reader: Reader,
) -> dict[str, Any]:
    """Return the variables of the list of dates. *now* are the deadlines as they are today."""
    diary = [
        _shown_date(row, opened.case, names, deadlines, now, reader=reader) for row in opened.diary
    ]
    return {
        "diary": diary,
        "still_open": [row for row in diary if row.is_open],
        "can_tick": [row for row in diary if row.is_open and not row.met_url],
        "seen": [(code.value, gettext(SEEN[code])) for code in (Seen.PAPER, Seen.COURT)],
    }


def deadline_words(opened: OpenedCase) -> dict[str, str]:
    """Return the exact day of each deadline in words, by the id of its row."""
    return {row.id: long_date(row.on) for row in opened.diary if row.kind is Kind.ACT_BY}


def deadline_of(rule: str, on: date, deadlines: Sequence[Deadline]) -> Deadline | None:
    """Return the deadline of a rule on this day, else the first of the rule; or ``None``."""
    of_rule = [deadline for deadline in deadlines if deadline.rule == rule]
    of_day = [deadline for deadline in of_rule if on in (deadline.act_by, deadline.plan_by)]
    return next(iter([*of_day, *of_rule]), None)


def _shown_date(
    row: OpenDate,
    case: Case,
    names: MemberNames,
    deadlines: Sequence[Deadline],
    now: Sequence[Deadline],
    *,
    reader: Reader,
) -> ShownDate:
    seen, is_open = Seen(row.proof.get("seen", Seen.TOLD)), row.state is State.OPEN
    is_legal = row.kind is Kind.ACT_BY
    deadline = deadline_of(row.rule, row.on, deadlines)
    to_do = deadline_of(row.rule, row.on, now) if is_open else None
    is_of_day = deadline is not None and row.on in (deadline.act_by, deadline.plan_by)
    set_by = row.set_by or (deadline.set_by.value if deadline and is_of_day else "")
    return ShownDate(
        date=row,
        is_open=is_open,
        kind=gettext(KIND[row.kind]),
        state=gettext(STATE[row.state]),
        why=why_chip(row.rule) if row.rule else None,
        due=due_chip(row.on, today=today()),
        proof=gettext(SEEN[seen]) if is_legal else "",
        unsure=is_legal and seen is Seen.TOLD and is_open,
        proven_by=names.of(row.proof.get("by")) if is_legal and seen is not Seen.TOLD else "",
        url=page_url("dates.change", case, entry_id=row.id),
        set_by=set_by_words().get(set_by, ""),
        do=translated(to_do.do.for_staff()) if to_do else "",
        outdated=bool(row.rule and is_open and not stands_for(row, deadlines)),
        reopen_url=""
        if is_open or row.kind is not Kind.PLAN_BY
        else page_url("dates.reopen", case, entry_id=row.id),
        met_url=page_url("met.show", case, entry_id=row.id) if is_legal else "",
        met=_met_words(row.met, names),
        marks=tuple(marks_of(row)),
        is_confirmed=is_legal and is_open and seen is not Seen.TOLD,
        waits_by=names.of(corrector_of(row.proof)) if is_open and corrector_of(row.proof) else "",
        replaced_url=_replaced_url(row, case, reader),
    )


def _met_words(met: Mapping[str, str], names: MemberNames) -> str:
    """Return what was recorded of a deadline, on which day, the proof, and by whom."""
    if not met:
        return ""
    outcome = gettext(OUTCOME_OF_DATE[Outcome(met["outcome"])][0])
    on = long_date(date.fromisoformat(met["on"]))
    by = filter(None, map(names.of, (met["by"], met.get("confirmed_by"))))
    people = ", ".join(dict.fromkeys(by))
    return " · ".join(filter(None, (f"{outcome}, {on}", met["how"], met["proof"], people)))


def marks_of(row: OpenDate) -> Iterator[str]:
    """Yield in words how what was recorded of a deadline is uncertain."""
    if row.met and row.state is State.OPEN:
        yield gettext("Not confirmed yet")
    if row.met.get("alone"):
        yield gettext("Not confirmed by a second person")
    if row.unproven:
        yield gettext("Old, without proof")


def _replaced_url(row: OpenDate, case: Case, reader: Reader) -> str:
    """Return where another member than the one who corrected it settles a replaced date."""
    is_other = corrector_of(row.proof) not in ("", reader.member_id)
    may_settle = is_other and row.state is State.OPEN and may(reader.roles, Act.MOVE_CASE)
    return page_url("replaced.decide", case, entry_id=row.id) if may_settle else ""
