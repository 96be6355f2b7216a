"""Enter a request for a caller: assessed, sealed, logged and mailed as if the applicant sent it."""

import hmac
from collections.abc import Collection, Mapping
from dataclasses import field, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from intake.actions.application.make_return_code import KeyedCode, attach_code
from intake.actions.application.submit import (
    Ready,
    ready_to_send,
    save_draft,
    start_request,
    submit,
)
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store as cases
from intake.cases.models import Case
from intake.eligibility.request import Practice
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.start import call_language
from intake.questionnaire.asylum.you import reads_language
from intake.questionnaire.journey import live_answers, pages_to_ask, questions_asked
from intake.questionnaire.questions import NOT_SURE, Option, Question
from intake.requests import applicant_access as own_row

DESK_LANGUAGE = "en"
"""The language of the desk, in which members type and applicants without another are written to."""


class AnswersWouldBeLost(ValueError):
    """Some answers do not count beside the others. The view must have named them before."""


class Source(StrEnum):
    """The way in which a request came to the member who entered it."""

    PHONE = "phone"
    COUNTER = "counter"
    PAPER = "paper"
    IMPORT = "import"


ENTERED: Mapping[Source, AuditAct] = {
    Source.PHONE: AuditAct.ENTERED_BY_PHONE,
    Source.COUNTER: AuditAct.ENTERED_AT_COUNTER,
    Source.PAPER: AuditAct.ENTERED_FROM_PAPER,
    Source.IMPORT: AuditAct.ENTERED_BY_IMPORT,
}
"""The act to log for each source."""


@frozen
class Entry:
    """One request to enter: its id, which the page carries, and the member who types.

    ``session_token`` is that of the member's session. The token of the request is derived from it,
    so that this session alone can show the return code again. ``scope`` is the team where any of
    its members may send the same entry; otherwise the entry is the member's own.
    """

    id: str
    member_id: str
    source: Source
    session_token: bytes = field(repr=False)
    scope: str = ""

    @property
    def request_id(self) -> str:
        """Return the id of the request: the same whenever this entry is sent."""
        whose = self.scope or self.member_id
        return sha256(f"intake entry\n{whose}\n{self.id}".encode()).hexdigest()[:32]

    @property
    def token(self) -> bytes:
        """Return the token under which the request is begun."""
        return hmac.digest(self.session_token, f"intake entry\n{self.id}".encode(), "sha256")


@frozen
class Office:
    """The settings and the law by which requests are received.

    ``languages`` are those in which applicants are written to.
    """

    law: LawBook
    practice: Practice
    retention_days: int
    after_hours: bool
    languages: tuple[str, ...]
    installation: str


@frozen
class Entered:
    """A request that is assessed and sealed, before the transaction begins."""

    entry: Entry
    ready: Ready
    code: KeyedCode | None


def prepare_entry(
    entry: Entry,
    answers: Answers,
    office: Office,
    *,
    code: KeyedCode | None = None,
    today: date,
    now: datetime,
) -> Entered:
    """Assess and seal the answers of a caller. Reads only.

    Raise ``AnswersWouldBeLost`` if an answer does not count, or ``UntrustedTeamKey``.
    """
    if uncounted_answers(answers, as_of=today):
        raise AnswersWouldBeLost
    opened = start_request(
        entry.token,
        language=language_for(answers, office.languages),
        today=today,
        now=now,
        installation=office.installation,
        request_id=entry.request_id,
    )
    draft = replace(opened.draft, answers=answers, wants_more=True)
    asked = frozenset(page.id for page in pages_to_ask(draft))
    ready = ready_to_send(
        save_draft(opened, replace(draft, seen=asked), today=today, now=now),
        law=office.law,
        practice=office.practice,
        retention_days=office.retention_days,
        received=today,
        after_hours=office.after_hours,
        flags=(f"from_{entry.source}",),
        is_own_form=False,
    )
    return Entered(entry=entry, ready=ready, code=code)


def enter_request(entered: Entered, *, today: date, now: datetime) -> None:
    """Add the request and its case in the caller's transaction, and log the member.

    Without a return code nothing opens the request but the team's key.
    """
    entry, ready = entered.entry, entered.ready
    request = ready.opened.request
    own_row.add(request)
    if entered.code:
        attach_code(ready.opened, entry.token, entered.code)
    submit(ready, entry.token, now=now)
    act = ENTERED[entry.source]
    log.record(act, on=today, member_id=entry.member_id, case_id=ready.case_id, at=now)
    if not entered.code:
        request.case_id = ready.case_id
        own_row.end_session(request)


def case_of_entry(entry: Entry, *, team_id: str) -> Case | None:
    """Return the case that this entry made, or ``None`` while it was not sent."""
    case_id = cases.ids_of_requests([entry.request_id]).get(entry.request_id)
    case = cases.find_by_id(case_id) if case_id else None
    return case if case and case.team_id == team_id else None


def language_for(answers: Answers, languages: tuple[str, ...]) -> str:
    """Return the language to write in: the one read, else the one spoken, else that of the desk."""
    chosen = (answers.code(reads_language), answers.code(call_language))
    return next((tag for tag in chosen if tag in languages), DESK_LANGUAGE)


@frozen
class UncountedAnswer:
    """An answer to a question that the other answers do not open.

    With ``option`` of the question ``under`` it would count. Both are ``None`` if no single option
    opens it.
    """

    question: Question
    under: Question | None = None
    option: Option | None = None


def uncounted_answers(
    answers: Answers, *, as_of: date, unreadable: Collection[str] = ()
) -> tuple[UncountedAnswer, ...]:
    """Return the answers that a request would not hold, in the order of asking.

    *unreadable* are ids of questions that were answered by something that cannot be read.
    """
    given = {*answers, *unreadable}
    counting = _counting(answers, given, as_of=as_of)
    return tuple(
        _explained(question, answers, as_of=as_of)
        for question in ASYLUM.questions.values()
        if question.id in given and question.id not in counting
    )


def _counting(answers: Answers, ids: Collection[str], *, as_of: date) -> set[str]:
    """Return those of *ids* that are asked, or that the ticks answer in the same way."""
    asked = questions_asked(answers, as_of=as_of)
    live = live_answers(answers, as_of=as_of)
    return {
        id_ for id_ in ids if id_ in asked or (id_ in answers and live.get(id_) == answers[id_])
    }


def _explained(question: Question, answers: Answers, *, as_of: date) -> UncountedAnswer:
    """Find the option that the page of the question looks at and with which it would count."""
    page = next((page for page in ASYLUM.pages if question in page.questions), None)
    looks_at = page.looks_at if page else frozenset()
    for under in ASYLUM.questions.values():
        if under.id not in looks_at or under is question:
            continue
        for option in getattr(under, "options", ()):
            chosen: Answer = option.code
            if hasattr(under, "alone"):
                others = (code for code in answers.chosen(under) if code not in under.alone)
                chosen = (*others, option.code)
            both, changed = {question.id, under.id}, answers.plus({under.id: chosen})
            if option.code != NOT_SURE.code and both <= _counting(changed, both, as_of=as_of):
                return UncountedAnswer(question=question, under=under, option=option)
    return UncountedAnswer(question=question)
