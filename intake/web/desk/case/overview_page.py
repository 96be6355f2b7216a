"""What a case page shows, gathered from the opened case, the law, and the audit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext

from intake.actions.assessment.assess import assess_answers, what_would_change
from intake.actions.case.change_status import BY_DECISION
from intake.actions.case.decide_case import Choice, waiting
from intake.actions.case.open_case import OpenDate, OpenedCase
from intake.actions.case.record_call import was_called
from intake.actions.case.set_follow_up import proposed_day
from intake.actions.case.update_date import Seen
from intake.actions.opening.case_keys import Reader
from intake.cases.models import Case
from intake.cases.pipeline import CloseReason, Status, moves_from, reasons_for
from intake.diary.models import Kind, State
from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.staff.roles import Act, may
from intake.triage.deadlines import Deadline
from intake.triage.tiers import Tier
from intake.web.app_context import law, practice, settings, today
from intake.web.desk.case.decision import choices, declines
from intake.web.desk.case.erasing_part import erasing_context
from intake.web.desk.case.frame import page_url
from intake.web.desk.case.notes import shown_notes
from intake.web.desk.common.case_answers import parts_of
from intake.web.desk.common.case_words import DECLINE, SEEN
from intake.web.desk.common.changes import told
from intake.web.desk.common.due import due_chip
from intake.web.desk.common.forms import AssignForm, DeskForm, MoveForm, NextDateForm
from intake.web.desk.common.history import history_of
from intake.web.desk.common.reader import short_names
from intake.web.desk.common.view import query_of, queue_asked
from intake.web.desk.common.words import (
    CERTAINTY,
    CLOSE_REASON,
    FLAG,
    KIND,
    OUTCOME,
    STATE,
    STATUS,
    Chip,
    why_chip,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """A deadline in words. ``anchor`` is its place on the page.

    ``answers`` are id and question of what it rests on, as far as that was answered.
    """

    deadline: Deadline
    anchor: str
    certainty: str
    flags: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A date of the diary in words.

    ``proof`` says how a date of the law is known, and is empty for dates that we gave ourselves;
    ``unsure`` is one that nobody has confirmed.
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


def page_context(opened: OpenedCase, me: Reader, form: DeskForm | None) -> dict[str, Any]:
    """Return all that ``case.html`` shows; ``form`` is one that was sent and refused."""
    case, day, book = opened.case, today(), law()
    name = short_names(case.team_id)
    days = {"today": day, "received": case.received_on}
    weighed = assess_answers(opened.answers, book, practice=practice(), **days)
    changes = what_would_change(opened.answers, book, practice=practice(), **days)
    parts = parts_of(opened, name)
    diary = [_entry(one, day, opened.case, name) for one in opened.diary]
    return {
        "parts": parts,
        "private_ids": {said.id for part in parts for said in part.private},
        "proofs": _proofs(weighed.triage.deadlines, opened.answers),
        "outcome": gettext(OUTCOME[weighed.eligibility.outcome]),
        "reasons": weighed.eligibility.reasons,
        "changes": told(changes),
        "diary": diary,
        "still_open": [one for one in diary if one.is_open],
        "seen": [(code.value, gettext(SEEN[code])) for code in (Seen.PAPER, Seen.COURT)],
        "pinned": [one for one in shown_notes(opened) if one.note.pinned],
        "may_work": may(me.roles, Act.WORK_CASE),
        "translate_url": page_url("notes.add", case),
        "declining": waiting(opened.notes) if may(me.roles, Act.MOVE_CASE) else None,
        "decide_links": _decide_links(opened, me),
        "decline_links": _decline_links(opened, me),
        "events": history_of(case.id, name=name, zone=settings().time_zone),
        "is_mine": case.assignee_id == me.member_id,
        "urls": _urls(case),
        **_forms(opened, me, form, book),
    }


def _forms(opened: OpenedCase, me: Reader, form: DeskForm | None, book: LawBook) -> dict[str, Any]:
    case = opened.case
    open_case = case.is_at is not Status.CLOSED
    proposed = proposed_day(Tier(case.tier), book, today=today())
    return {
        "assign_form": form if isinstance(form, AssignForm) else AssignForm(),
        "date_form": form if isinstance(form, NextDateForm) else _date_form(proposed),
        "move_form": form if isinstance(form, MoveForm) else MoveForm(),
        "may_assign": may(me.roles, Act.ASSIGN) and open_case,
        "may_date": may(me.roles, Act.KEEP_DATE) and open_case,
        "moves": _moves(opened, me),
        "closings": _closings(case, me),
        "today": today(),
        **erasing_context(case, me),
    }


def _date_form(proposed: date) -> NextDateForm:
    form = NextDateForm(data={"on": proposed.isoformat()})
    form.today = today()
    return form


def _moves(opened: OpenedCase, me: Reader) -> list[tuple[str, str]]:
    """Where it can go without being closed; screened is nobody whose call is not recorded."""
    if not may(me.roles, Act.MOVE_CASE):
        return []
    hidden = {Status.CLOSED} if was_called(opened.notes) else {Status.CLOSED, Status.SCREENED}
    return [
        (to.value, gettext(STATUS[to]))
        for to in moves_from(opened.case.is_at, me.roles)
        if to not in hidden
    ]


def _closings(case: Case, me: Reader) -> list[tuple[str, str]]:
    """Why it can be closed without a letter, if it can."""
    closes = may(me.roles, Act.MOVE_CASE) and Status.CLOSED in moves_from(case.is_at, me.roles)
    return [
        (f"{Status.CLOSED.value}:{one.value}", gettext(CLOSE_REASON[one]))
        for one in (reasons_for(me.roles) if closes else ())
        if one not in BY_DECISION
    ]


def _proofs(deadlines: Iterable[Deadline], given: Answers) -> list[Proof]:
    proofs: list[Proof] = []
    for deadline in deadlines:
        before = sum(proof.deadline.rule == deadline.rule for proof in proofs)
        proofs.append(
            Proof(
                deadline=deadline,
                anchor=f"{deadline.rule}-{before + 1}" if before else deadline.rule,
                certainty=gettext(CERTAINTY[deadline.certainty]),
                flags=tuple(gettext(FLAG.get(flag, flag)) for flag in deadline.flags),
                answers=tuple(
                    (id_, gettext(ASYLUM.questions[id_].says))
                    for id_ in deadline.reason.answers
                    if id_ in given
                ),
            )
        )
    return proofs


def _entry(one: OpenDate, day: date, case: Case, name: Callable[[str | None], str]) -> Entry:
    seen = Seen(one.proof.get("seen", Seen.TOLD))
    of_law = one.kind is Kind.ACT_BY
    return Entry(
        date=one,
        is_open=one.state is State.OPEN,
        kind=gettext(KIND[one.kind]),
        state=gettext(STATE[one.state]),
        why=why_chip(one.rule) if one.rule else None,
        due=due_chip(one.on, today=day),
        proof=gettext(SEEN[seen]) if of_law else "",
        unsure=of_law and seen is Seen.TOLD and one.state is State.OPEN,
        proven_by=name(one.proof.get("by")) if of_law else "",
        url=page_url("dates.change", case, entry_id=one.id),
    )


def _decide_links(opened: OpenedCase, me: Reader) -> list[tuple[str, str]]:
    """One step to what the person would read: of each decision but a decline."""
    return [
        (title, page_url("decision.show", opened.case, choice=code))
        for code, title in _choices(opened, me).items()
        if code != Choice.DECLINE.value
    ]


def _decline_links(opened: OpenedCase, me: Reader) -> list[tuple[str, str]]:
    """The same for each reason to decline."""
    choice = Choice.DECLINE.value
    if choice not in _choices(opened, me):
        return []
    return [
        (
            gettext(DECLINE[CloseReason(code)]),
            page_url("decision.show", opened.case, choice=choice, reason=code),
        )
        for code, _ in declines(me)
    ]


def _choices(opened: OpenedCase, me: Reader) -> dict[str, str]:
    return dict(choices(opened, me)) if may(me.roles, Act.MOVE_CASE) else {}


def _urls(case: Case) -> dict[str, str]:
    here = {
        name: url_for(f"case.{name}", reference=case.reference, **query_of(queue_asked()))
        for name in ("show", "assign", "keep", "move")
    }
    pages = {
        "messages": "messages.show",
        "contact": "reach.show",
        "private": "private.show",
        "decision": "decision.show",
    }
    return here | {name: page_url(endpoint, case) for name, endpoint in pages.items()}
