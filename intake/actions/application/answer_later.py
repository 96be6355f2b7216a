"""Add answers to a case that was sent: open it with the applicant's key, and assess it again."""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from intake.actions.assessment.assess import assess_answers, came_after_hours
from intake.actions.assessment.deadline_changes import (
    causes_of,
    early_of,
    move_between,
    standing_of,
)
from intake.actions.assessment.describe_case import (
    DiaryContents,
    card_of,
    draft_of,
    flags_of,
    is_early,
    missing_dates,
    new_facts,
    opened_days,
    replaced_answers,
    sealed_dates,
    story_of,
)
from intake.actions.case.status import status_act
from intake.actions.opening.case_keys import RolledBack
from intake.actions.opening.open_draft import NothingToOpen, context_of
from intake.amendments import applicant_access as own_changes
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import applicant_access as own_case
from intake.cases.card import Card, Facts, row_of
from intake.cases.models import Case
from intake.cases.pipeline import CaseAct, status_after
from intake.diary import applicant_access as own_dates
from intake.eligibility.request import Practice
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.outbox import letters
from intake.questionnaire.answers import Answer
from intake.questionnaire.journey import Draft
from intake.questionnaire.sections import Page
from intake.requests.applicant_access import OwnRequest
from intake.sealing.opening import open_under
from intake.sealing.seal import Context, seal_under
from intake.sealing.tokens import Proof
from intake.sealing.wraps import JOINED


@frozen
class OwnCase:
    """A case that its applicant opened, with the case key that the return code unlocked.

    ``request_key`` is the key of the request itself: another one than ``key`` where the request was
    merged into the case of another one.
    ``changed`` are earlier answers, oldest first: question, stored form, and until when.
    ``revision`` counts how often card and story were rewritten.
    """

    request: OwnRequest
    case: Case
    key: bytes
    request_key: bytes
    draft: Draft
    installation: str
    revision: int
    changed: tuple[Mapping[str, Any], ...] = ()

    def card(self) -> Card:
        """Return the card of the case, opened."""
        return Card.from_json(self.opened("card", self.case.card))

    def opened(self, kind: str, sealed: bytes, *, row: str = "") -> Any:
        """Return the content that :meth:`sealed` sealed. Raise ``SealDamaged``."""
        context = _context_of(self.case, kind, self.installation, row=row)
        return json.loads(open_under(self.key, sealed, context))

    def sealed(self, kind: str, content: object, *, row: str = "") -> bytes:
        """Return content sealed for the team: of the case itself, or of this row."""
        context = _context_of(self.case, kind, self.installation, row=row)
        return seal_under(self.key, json.dumps(content, ensure_ascii=False).encode(), context)

    def corrected_since(self, revision: int) -> frozenset[str]:
        """Return the questions whose answers a member corrected after this revision."""
        return frozenset(
            change["question"]
            for change in self.changed
            if "by" in change and change["revision"] > revision
        )

    @property
    def corrected_by_staff(self) -> tuple[str, ...]:
        """Return the questions whose answers a member changed last."""
        last = {change["question"]: "by" in change for change in self.changed}
        return tuple(question for question, is_staff in last.items() if is_staff)

    def ended_dates(self) -> set[tuple[str, date]]:
        """Return rule and day of each deadline that ended other than as missed.

        Those whose content is damaged or was put back are left out.
        """
        days, diary = self.card().early, self.diary()
        return {
            (content["rule"], day.exact_on(days))
            for day, content in diary.items()
            if "closed_on" in content.get("met", ())
            and content["met"]["outcome"] != "missed"
            and not log.has_ended(day.sealed)
        }

    def diary(self) -> DiaryContents:
        """Return the dates that come from answers, opened."""
        diary = own_dates.own_days(self.request.proof, self.case.id)
        return opened_days(diary, partial(self.opened, "diary"))

    @property
    def next_revision(self) -> int:
        """Return the revision after the next change."""
        return self.revision + 1


def open_own_case(
    request: OwnRequest, token: bytes, installation: str, *, to_change: bool = False
) -> OwnCase:
    """Open the case of a session. Raise :class:`NothingToOpen` if the session holds no key, or as
    :func:`own_case_under` does.
    """
    if request.key_under_token is None or request.case_id is None:
        raise NothingToOpen
    key_context = context_of(request, "wrap:token", installation)
    key = open_under(token, request.key_under_token, key_context)
    return own_case_under(key, request, installation, to_change=to_change)


def own_case_under(
    key: bytes, request: OwnRequest, installation: str, *, to_change: bool = False
) -> OwnCase:
    """Open the case of a request with its key: its own, or the one into which that was merged.

    Raise :class:`NothingToOpen` if there is none, or its applicant withdrew it; ``SealDamaged``, or
    ``RolledBack`` if card, story or the key of the other case is an older one.
    """
    case = own_case.find(request.proof, to_change=to_change) if request.case_id else None
    if case is None or case.erase_asked_on:
        raise NothingToOpen
    request_key = key
    if request.joined_key is not None:
        if log.has_ended(request.joined_key):
            raise RolledBack
        joined = context_of(request, JOINED, installation, row=request.joined_to or "")
        key = open_under(key, request.joined_key, joined)
    story_context = _context_of(case, "story", installation)
    story = json.loads(open_under(key, case.story, story_context))
    own = OwnCase(
        request=request,
        case=case,
        key=key,
        request_key=request_key,
        draft=draft_of(story),
        installation=installation,
        changed=tuple(story["changed"]),
        revision=story["told"],
    )
    if log.has_ended(case.card) or own.card().revision != own.revision:
        raise RolledBack
    return own


def _context_of(case: Case, kind: str, installation: str, *, row: str = "") -> Context:
    return Context(installation, kind, request=case.request_id, row=row or case.id)


def answer_later(
    own: OwnCase,
    page: Page,
    new_answers: dict[str, Answer],
    *,
    asked_now: Collection[str] | None = None,
    law: LawBook,
    practice: Practice,
    today: date,
) -> OwnCase:
    """Add the answers of a page, and assess the case again. The day of receipt stays.

    *asked_now* are the questions that the page asked, without it all of them.

    The team sees an answer that is new or other as it does a message.
    """
    draft = own.draft.keep(page, new_answers, asked_now=asked_now)
    answers = draft.live_answers
    received, card_before = own.case.received_on, own.card()
    diary = own.diary()
    triage = assess_answers(
        answers,
        law,
        today=today,
        received=received,
        practice=practice,
        after_hours=came_after_hours(practice, law, received=received, look_by=own.case.look_by),
        early=early_of(own.key, card_before, today=today, diary=diary),
    ).triage
    changed = (*own.changed, *replaced_answers(own.draft.answers, answers, today=today))
    old_card = own.case.card
    before = standing_of(own.case, card_before, today=today)
    card = replace(
        card_of(answers, triage, flags=flags_of(card_before)),
        revision=own.next_revision,
        language=draft.language,
    )
    dates = sealed_dates(missing_dates(triage, diary), partial(own.sealed, "diary"))
    own_case.reassess(
        own.case,
        own.request.proof,
        other_people=card.compared != card_before.compared,
        clear=triage.clear,
        early=is_early(triage),
        card=lambda: own.sealed(
            "card", _with_row(own, card, card_before, new_facts(dates)).to_json()
        ),
        story=own.sealed("story", story_of(draft, answers, changed, revision=own.next_revision)),
        on=today,
    )
    own_dates.add(own.request.proof, own.case.id, *dates)
    answered = {id_ for id_, said in new_answers.items() if own.draft.answers.get(id_) != said}
    why = causes_of(card_before, triage) | {"questions": sorted(answered or new_answers)}
    after = standing_of(own.case, card, today=today)
    move = move_between(own.case, before, after, why, seal=own.sealed, on=today)
    if move is not None:  # for the list on the desk
        own_changes.add_own_change(move, own.request.proof)
    log.record(
        AuditAct.ANSWERS_ADDED,
        on=today,
        case_id=own.case.id,
        ended=old_card,
        made=dates[0].id if dates else None,
    )
    if draft.answers.to_json() != own.draft.answers.to_json():
        show_reply(own.case, own.request.proof, today=today)
    return replace(own, draft=draft, changed=changed, revision=own.next_revision)


def _with_row(own: OwnCase, card: Card, before: Card, added: Facts) -> Card:
    """Return the card with the clear row after an assessment, which weighs tier and day alone.

    The rest is taken from the card before, so that answers do not make a false row true. A card
    without a row gets one when a member opens it.
    """
    if before.row is None:
        return card
    row = row_of(own.case, card, added)
    if own.case.looked_on is not None:
        row["due"] = min(row["due"], before.row["due"])
    weighed = {name: row[name] for name in ("tier", "due", "days")}
    return replace(card, row={**before.row, **weighed, **added})


def come_back(case: Case, proof: Proof, *, today: date) -> None:
    """Put a case that was closed as junk into the queue, marked, and queue a letter about it."""
    own_case.come_back(case, proof)
    _tell_team(letters.CAME_BACK, case, today=today)
    log.record(AuditAct.CAME_BACK, on=today, case_id=case.id)


def _tell_team(letter: str, case: Case, *, today: date) -> None:
    letters.about_case(
        letter,
        team_id=case.team_id,
        reference=case.reference,
        tier=case.tier,
        due_on=today,
        queued_on=today,
        invented=case.invented,
    )


def show_reply(case: Case, proof: Proof, *, today: date) -> None:
    """Show a reply in the queue or among closed cases; queue a letter about the first unread one.

    A case that waited for facts goes back to triage, one that was closed as junk into the queue.
    Nothing is mailed about one in quarantine.
    """
    if case.is_junk:
        come_back(case, proof, today=today)
    elif case.replied_on is None and not case.is_aside:
        _tell_team(letters.PERSON_WROTE, case, today=today)
    to = status_after(CaseAct.REPLY, case.stage)
    own_case.record_reply(case, proof, on=today)
    if to is not None:
        log.record(status_act(to), on=today, case_id=case.id)
