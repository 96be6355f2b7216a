"""Labels of the pages of a case: tabs, conflicts, notes, contact methods, decisions."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import gettext

from intake.actions.case.dates.replaced_dates import Outcome
from intake.actions.case.dates.rewrite import Seen
from intake.actions.case.decide_case import Choice
from intake.actions.case.look_up import LookUpSource
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.record_contact import ContactOutcome
from intake.actions.case.tell_decision import Told
from intake.actions.conflicts.wall_case import Grounds
from intake.actions.opening.case_notes import OpenNote
from intake.cases.contact_safety import Channel, Objection
from intake.cases.models import Conflict
from intake.cases.pipeline import CloseReason
from intake.conflicts.traits import Why
from intake.messages.wordings import WordingId
from intake.notes.store import NoteKind
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import Draft, is_later, pages_to_ask, questions_asked
from intake.questionnaire.questions import Question, Visibility
from intake.questionnaire.reading import read_answer
from intake.triage.assess import Triage
from intake.triage.deadlines import Tier
from intake.web.answers import shown
from intake.web.desk.common.reader import name_and_roles_of
from intake.words import N_

CONFLICT: Mapping[str, str] = {
    "": N_("Conflict check not run."),
    Conflict.CLEAR: N_("No match found."),
    Conflict.FREED: N_("Match reviewed: no conflict found by an authorized member."),
    Conflict.POSSIBLE: N_("Possible conflict."),
    Conflict.CONFLICT: N_("Conflict (exact match or confirmed)."),
}

HELD_BY_HAND = N_(
    "A member put this case on conflict hold without a search match. The file is "
    "restricted until an attorney or supervisor decides."
)

HELD: Mapping[Conflict | None, str] = {
    None: N_("Conflict check not run. Open the case again."),
    Conflict.POSSIBLE: N_(
        "Possible match: the file is restricted until an attorney or supervisor decides."
    ),
    Conflict.CONFLICT: N_(
        "Possible conflict (exact match): the file is restricted until an attorney or "
        "supervisor decides."
    ),
    Conflict.CLEAR: "",
    Conflict.FREED: "",
}

AGAINST: Mapping[Why, str] = {
    Why.NAMED_BY_THEM: N_("Another applicant named someone with this name as adverse"),
    Why.NAMES_THEM: N_("This applicant named, as adverse, someone we know"),
    Why.WALLED: N_("A walled case may be affected. Ask a supervisor"),
}

GROUNDS: Mapping[Grounds, str] = {
    Grounds.ANOTHER_PERSON: N_("No conflict: different person"),
    Grounds.NOT_ADVERSE: N_("No conflict: same person, not adverse"),
    Grounds.CONSENT: N_("Release: both parties gave written consent"),
    Grounds.SCREENED: N_("Release: members with knowledge are screened off"),
    Grounds.ADVERSE: N_("Conflict: we represent or represented the other party"),
    Grounds.CANNOT_TELL: N_("Conflict: cannot be ruled out, stays restricted"),
}

WORDING: Mapping[WordingId, str] = {
    WordingId.DECLINE: N_("Decline: cannot take the case"),
    WordingId.REFERRAL: N_("Decline: refer to others"),
    WordingId.UNREACHABLE: N_("Close: could not reach"),
    WordingId.MORE_FACTS: N_("Request more information"),
    WordingId.CALL: N_("Request a call"),
    WordingId.ACCEPTED: N_("Offer help"),
    WordingId.CLOSED: N_("Close: work finished"),
    WordingId.DEADLINES: N_("Your deadlines, with the English"),
}

NOTE: Mapping[NoteKind, str] = {
    NoteKind.CALL: N_("Call"),
    NoteKind.LEGAL_VIEW: N_("Legal analysis"),
    NoteKind.PLAN: N_("Plan"),
    NoteKind.CONTACT: N_("Contact attempt"),
    NoteKind.SCREENING: N_("Screening call"),
    NoteKind.MERITS: N_("Merits"),
    NoteKind.DECISION: N_("Decision"),
    NoteKind.CONFLICT_FOUND: N_("Conflict check"),
    NoteKind.CONFLICT_DECIDED: N_("Conflict decision"),
    NoteKind.WALL: N_("Wall"),
    NoteKind.TRANSLATION: N_("Staff translation"),
    NoteKind.CORRECTION: N_("Corrected answer"),
    NoteKind.LOOKED_UP: N_("Looked up again: nothing new"),
    NoteKind.MOVE: N_("Status change"),
    NoteKind.TOLD: N_("Told the applicant"),
    NoteKind.WITHDRAWN: N_("Proposal withdrawn"),
    NoteKind.HOLD: N_("Legal hold"),
}

CHANNEL: Mapping[Channel, str] = {
    Channel.CALL: N_("Phone call"),
    Channel.TEXT: N_("Text message"),
    Channel.WHATSAPP: N_("WhatsApp"),
    Channel.SIGNAL: N_("Signal"),
    Channel.EMAIL: N_("Email"),
    Channel.TRUSTED_PERSON: N_("Through their trusted contact"),
    Channel.RETURN_CODE: N_("Secure message"),
}

OBJECTION: Mapping[Objection, str] = {
    Objection.NOT_WANTED: N_("not chosen by applicant"),
    Objection.NOT_OK: N_("not marked safe"),
    Objection.NOT_NOW: N_("outside safe times"),
    Objection.TO_STOP: N_("asked us to stop"),
}

CONTACT_OUTCOME: Mapping[ContactOutcome, str] = {
    ContactOutcome.REACHED: N_("Reached the applicant"),
    ContactOutcome.NO_ANSWER: N_("No answer"),
    ContactOutcome.LEFT_MESSAGE: N_("Left a message as authorized"),
    ContactOutcome.OTHER_ANSWERED: N_("Someone else answered; nothing disclosed"),
    ContactOutcome.SENT: N_("Sent, awaiting reply"),
    ContactOutcome.ASKED_TO_STOP: N_("Asked us to stop contact"),
}

TOLD: Mapping[Told, str] = {
    Told.TOLD: N_("They were told"),
    Told.ASKED_NOT: N_("They asked us not to tell them"),
    Told.UNREACHED: N_("They could not be reached"),
}

SPOKE_WITH: Mapping[str, str] = {
    "person": N_("The applicant"),
    "other": N_("Someone on their behalf"),
}

INTERPRETER: Mapping[str, str] = {
    "none": N_("Not needed"),
    "ours": N_("Our interpreter"),
    "theirs": N_("Their own interpreter"),
}

MERIT: Mapping[str, str] = {
    "nexus": N_("Nexus to a protected ground"),
    "credibility": N_("Consistent and can be documented"),
    "persecutor": N_("No persecutor bar"),
    "serious_crime": N_("No serious crime bar"),
    "resettlement": N_("No firm resettlement"),
    "one_year": N_("Within one year, or an exception"),
    "forum": N_("Correct office or court"),
    "venue": N_("Location we can serve"),
    "capacity": N_("We have capacity"),
    "vulnerability": N_("Greater need for us than other options"),
}

WEIGHED: Mapping[str, str] = {
    "for": N_("Favorable"),
    "against": N_("Unfavorable"),
    "open": N_("Open"),
}

CHOICE: Mapping[Choice, str] = {
    Choice.ACCEPT: N_("Accept: waiting list"),
    Choice.SEEK_COUNSEL: N_("Accept: find counsel"),
    Choice.REFER: N_("Refer out and close"),
    Choice.DECLINE: N_("Decline and close"),
    Choice.MORE_FACTS: N_("Request more facts"),
    Choice.GIVE_UP: N_("Close: unreachable"),
}

WAITING: Mapping[Choice, str] = {
    Choice.DECLINE: N_("Decline waiting for second approval"),
    Choice.REFER: N_("Referral waiting for second approval"),
    Choice.GIVE_UP: N_("Closing waiting for second approval"),
    Choice.CLOSE: N_("Closing waiting for second approval"),
}
"""Heading of a proposal to close a case."""

APPROVE: Mapping[Choice, str] = {
    Choice.DECLINE: N_("Approve: decline and send"),
    Choice.REFER: N_("Approve: refer out and send"),
    Choice.GIVE_UP: N_("Approve: close and send"),
    Choice.CLOSE: N_("Approve: close"),
}
"""Button of the second member."""

DECLINE: Mapping[CloseReason, str] = {
    CloseReason.DECLINED_CAPACITY: N_("No capacity"),
    CloseReason.DECLINED_SCOPE: N_("Out of scope"),
    CloseReason.DECLINED_INCOME: N_("Income"),
    CloseReason.DECLINED_AREA: N_("Out of service area"),
    CloseReason.DECLINED_MERITS: N_("Merits"),
    CloseReason.DECLINED_CONFLICT: N_("Conflict"),
}

LETTER_FOR: Mapping[Choice, WordingId] = {
    Choice.ACCEPT: WordingId.ACCEPTED,
    Choice.SEEK_COUNSEL: WordingId.ACCEPTED,
    Choice.REFER: WordingId.REFERRAL,
    Choice.DECLINE: WordingId.DECLINE,
    Choice.MORE_FACTS: WordingId.MORE_FACTS,
    Choice.GIVE_UP: WordingId.UNREACHABLE,
}

LOOKED_IN: Mapping[LookUpSource, str] = {
    LookUpSource.LINE: N_("The court’s phone line"),
    LookUpSource.ONLINE: N_("The court’s website"),
    LookUpSource.LOCATOR: N_("ICE’s detainee locator"),
    LookUpSource.ASKED: N_("The applicant or family"),
}
"""The words for where a member looked up hearing and custody."""

SEEN: Mapping[Seen, str] = {
    Seen.TOLD: N_("Reported by applicant"),
    Seen.PAPER: N_("Confirmed on document"),
    Seen.COURT: N_("Confirmed with the court"),
    Seen.LOCATOR: N_("Confirmed with ICE’s locator"),
}

OUTCOME_OF_DATE: Mapping[Outcome, tuple[str, str]] = {
    Outcome.FILED: (N_("It was filed"), ""),
    Outcome.HEARD: (N_("It was heard or attended"), ""),
    Outcome.WITHDRAWN: (N_("It was withdrawn"), ""),
    Outcome.NOT_NEEDED: (
        N_("It no longer applies"),
        N_("A new fact or another remedy: say which below"),
    ),
    Outcome.MISSED: (
        N_("It was missed"),
        N_("The date stays in the file, and a supervisor is told"),
    ),
}
"""Words and hint of each outcome of a deadline."""

SOURCE: Mapping[Seen, str] = {
    Seen.TOLD: N_("Told by the applicant"),
    Seen.PAPER: N_("A paper"),
    Seen.COURT: N_("The court’s system"),
    Seen.LOCATOR: N_("ICE’s detainee locator"),
}
"""The words for each source of a corrected date."""


def answer_sections(opened: OpenedCase) -> list[dict[str, Any]]:
    """Return the answers by section, in the order of the questionnaire, each in lines.

    A section has its answers by visibility, and the questions that were skipped. ``own_words``
    marks free text, which a member may translate.
    """
    asked = _asked(opened)
    sections = []
    for section in ASYLUM.sections:
        questions = list(section.questions)
        if section is ASYLUM.sections[-1]:
            questions += ASYLUM.at_sending
        skipped = [
            gettext(question.says)
            for question in questions
            if question.id in asked and opened.answers.lacks(question)
        ]
        answers: dict[str, list[dict[str, Any]]] = {each.value: [] for each in Visibility}
        for question in questions:
            if question.id in opened.answers:
                answer = {
                    "id": question.id,
                    "label": gettext(question.says),
                    "lines": shown(question, opened.answers[question.id]),
                    "own_words": question.own_words,
                    "translation": newest_translation(opened, question.id),
                    "earlier": earlier_answers(opened, question, name_and_roles_of),
                }
                answers[question.visibility].append(answer)
        if skipped or any(answers.values()):
            sections.append({"title": gettext(section.title), "skipped": skipped, **answers})
    return sections


def newest_translation(opened: OpenedCase, question_id: str) -> OpenNote | None:
    """Return the newest translation of an answer by a member, or ``None``."""
    translations = (
        note
        for note in reversed(opened.notes)
        if note.kind is NoteKind.TRANSLATION and note.facts.get("question") == question_id
    )
    return next(translations, None)


def earlier_answers(
    opened: OpenedCase, question: Question, name: Callable[[str | None], str]
) -> list[dict[str, Any]]:
    """Return the answer as it was before each change, newest first.

    ``by`` and ``source`` are empty if the applicant changed it. ``is_first`` marks the applicant's
    own first answer.
    """
    changes = [change for change in opened.changed if change["question"] == question.id]
    return [
        {
            "until": date.fromisoformat(change["until"]),
            "lines": [gettext("No answer")]
            if change["was"] is None
            else shown(question, read_answer(question, change["was"])),
            "by": name(change.get("by")),
            "source": gettext(SOURCE[Seen(change["seen"])]) if "seen" in change else "",
            "is_first": number == 0,
        }
        for number, change in reversed(list(enumerate(changes)))
    ]


def _asked(opened: OpenedCase) -> frozenset[str]:
    """Return the ids of questions on pages that were asked.

    Later pages count as asked if any of them was answered.
    """
    draft = Draft(as_of=opened.as_of, language=opened.language, answers=opened.answers)
    later = {
        question.id for page in ASYLUM.pages for question in page.questions if is_later(draft, page)
    }
    draft = replace(draft, wants_more=bool(later & opened.answers.keys()))
    counting = questions_asked(opened.answers, as_of=opened.as_of)
    return counting & {
        question.id
        for page in pages_to_ask(draft)
        for question in page.questions
        if page.asks(question.id, opened.answers, opened.as_of)
    }


TIER: Mapping[Tier, str] = {
    Tier.P0: N_("Now"),
    Tier.P1: N_("Urgent"),
    Tier.P2: N_("Soon"),
    Tier.P3: N_("Normal"),
    Tier.P4: N_("Later"),
}

SET_BY: Mapping[str, str] = {
    "law": N_("The law"),
    "paper": N_("A paper the applicant has"),
    "us": N_("This desk (a working date, not a deadline)"),
}

PLACE: Mapping[str, str] = {
    "fear_interview": N_("Fear interview"),
    "fear_review": N_("Review of a fear decision"),
    "fear_affirmed": N_("Fear decision affirmed by a judge"),
    "child_alone": N_("Child alone or in detention"),
    "expedited_removal": N_("Expedited removal feared"),
    "asylum_office": N_("Asylum office"),
    "asylum_may_end": N_("Asylum that may be ended"),
    "judge": N_("Immigration judge"),
    "withholding_only": N_("Withholding only"),
    "maybe_withholding_only": N_("Possibly withholding only"),
    "motion_granted": N_("Government motion granted"),
    "dismissed": N_("Case dismissed"),
    "judge_denied": N_("Denied by a judge"),
    "not_yet_final": N_("Decision not yet final"),
    "voluntary_departure": N_("Voluntary departure"),
    "appeal_pending": N_("Appeal pending at the Board"),
    "board_denied": N_("Denied by the Board: federal court"),
    "final_order": N_("Final order"),
    "in_absentia": N_("In absentia order"),
    "maybe_in_absentia": N_("Possible in absentia order"),
    "old_order": N_("Old or administrative order"),
    "order_spoken_of": N_("Mentions an order"),
}
"""A label for each place of ``intake/triage/proceedings.py`` where a case may be."""


def priority_text(tier: str) -> str:
    """Return a priority with its word, such as ``P0 Now``."""
    return f"{tier} {gettext(TIER[Tier(tier)])}"


def triage_words(triage: Triage) -> dict[str, Any]:
    """Return what the templates show of an assessment, besides its deadlines."""
    places = triage.places
    return {
        "set_by": set_by_words(),
        "proceedings": [gettext(text) for code, text in PLACE.items() if code in places],
        "contradictions": [
            (gettext(ASYLUM.questions[first].says), gettext(ASYLUM.questions[second].says))
            for first, second in triage.contradictions
        ],
    }


def set_by_words() -> dict[str, str]:
    """Return who set a day, in words, by code."""
    return {code: gettext(text) for code, text in SET_BY.items()}
