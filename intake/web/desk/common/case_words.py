"""Labels of the pages of a case: tabs, conflicts, notes, contact methods, decisions."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import gettext

from intake.actions.case.dates.replaced_dates import Outcome
from intake.actions.case.dates.rewrite import Seen
from intake.actions.case.decide_case import Choice
from intake.actions.case.open_case import OpenedCase
from intake.cases.models import Conflict
from intake.cases.pipeline import CloseReason
from intake.messages.wordings import WordingId
from intake.notes.store import NoteKind
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import so_far
from intake.questionnaire.journey import Draft, is_later, pages_to_ask, questions_asked
from intake.questionnaire.questions import Question, Visibility
from intake.questionnaire.reading import read_answer
from intake.triage.assess import Triage
from intake.triage.deadlines import Tier
from intake.web.answers import shown
from intake.web.desk.common.reader import name_and_roles_of
from intake.words import N_, Labels, Pairs

CONFLICT: Labels[str] = {
    "": "Conflict check not run.",
    Conflict.CLEAR: "No match found.",
    Conflict.FREED: "Match reviewed: no conflict found by an authorized member.",
    Conflict.POSSIBLE: "Possible conflict.",
    Conflict.CONFLICT: "Conflict (exact match or confirmed).",
}

HELD_BY_HAND = N_(
    "A member put this case on conflict hold without a search match. The file is "
    "restricted until an attorney or supervisor decides."
)

HELD: Labels[Conflict | None] = {
    None: "Conflict check not run. Open the case again.",
    Conflict.POSSIBLE: (
        "Possible match: the file is restricted until an attorney or supervisor decides."
    ),
    Conflict.CONFLICT: (
        "Possible conflict (exact match): the file is restricted until an attorney or "
        "supervisor decides."
    ),
    Conflict.CLEAR: "",
    Conflict.FREED: "",
}


WORDING: Labels[WordingId] = {
    WordingId.DECLINE: "Decline: cannot take the case",
    WordingId.REFERRAL: "Decline: refer to others",
    WordingId.UNREACHABLE: "Close: could not reach",
    WordingId.MORE_FACTS: "Request more information",
    WordingId.CALL: "Request a call",
    WordingId.ACCEPTED: "Offer help",
    WordingId.CLOSED: "Close: work finished",
    WordingId.DEADLINES: "Your deadlines, with the English",
}


SPOKE_WITH: Labels[str] = {
    "person": "The applicant",
    "other": "Someone on their behalf",
}

INTERPRETER: Labels[str] = {
    "none": "Not needed",
    "ours": "Our interpreter",
    "theirs": "Their own interpreter",
}

MERIT: Labels[str] = {
    "nexus": "Nexus to a protected ground",
    "credibility": "Consistent and can be documented",
    "persecutor": "No persecutor bar",
    "serious_crime": "No serious crime bar",
    "resettlement": "No firm resettlement",
    "one_year": "Within one year, or an exception",
    "forum": "Correct office or court",
    "venue": "Location we can serve",
    "capacity": "We have capacity",
    "vulnerability": "Greater need for us than other options",
}

WEIGHED: Labels[str] = {
    "for": "Favorable",
    "against": "Unfavorable",
    "open": "Open",
}


WAITING: Labels[Choice] = {
    Choice.DECLINE: "Decline waiting for second approval",
    Choice.REFER: "Referral waiting for second approval",
    Choice.GIVE_UP: "Closing waiting for second approval",
    Choice.CLOSE: "Closing waiting for second approval",
}
"""Heading of a proposal to close a case."""

APPROVE: Labels[Choice] = {
    Choice.DECLINE: "Approve: decline and send",
    Choice.REFER: "Approve: refer out and send",
    Choice.GIVE_UP: "Approve: close and send",
    Choice.CLOSE: "Approve: close",
}
"""Button of the second member."""

DECLINE: Labels[CloseReason] = {
    CloseReason.DECLINED_CAPACITY: "No capacity",
    CloseReason.DECLINED_SCOPE: "Out of scope",
    CloseReason.DECLINED_INCOME: "Income",
    CloseReason.DECLINED_AREA: "Out of service area",
    CloseReason.DECLINED_MERITS: "Merits",
    CloseReason.DECLINED_CONFLICT: "Conflict",
}

LETTER_FOR: Mapping[Choice, WordingId] = {
    Choice.ACCEPT: WordingId.ACCEPTED,
    Choice.SEEK_COUNSEL: WordingId.ACCEPTED,
    Choice.REFER: WordingId.REFERRAL,
    Choice.DECLINE: WordingId.DECLINE,
    Choice.MORE_FACTS: WordingId.MORE_FACTS,
    Choice.GIVE_UP: WordingId.UNREACHABLE,
}


OUTCOME_OF_DATE: Pairs[Outcome] = {
    Outcome.FILED: ("It was filed", ""),
    Outcome.HEARD: ("It was heard or attended", ""),
    Outcome.WITHDRAWN: ("It was withdrawn", ""),
    Outcome.NOT_NEEDED: (
        "It no longer applies",
        "A new fact or another remedy: say which below",
    ),
    Outcome.MISSED: (
        "It was missed",
        "The date stays in the file, and a supervisor is told",
    ),
}
"""Words and hint of each outcome of a deadline."""

SOURCE: Labels[Seen] = {
    Seen.TOLD: "Told by the applicant",
    Seen.PAPER: "A paper",
    Seen.COURT: "The court’s system",
    Seen.LOCATOR: "ICE’s detainee locator",
}
"""The words for each source of a corrected date."""


def answer_sections(opened: OpenedCase) -> list[dict[str, Any]]:
    """Return the answers by section, in the order of the questionnaire, each in lines.

    A section has its answers by visibility, and the questions that were skipped. ``own_words``
    marks free text, which a member may translate; ``correct`` is the question to correct.
    """
    asked, sections = _asked(opened), []
    counting = questions_asked(opened.answers, as_of=opened.as_of)
    translations = {  # the newest of each answer
        note.facts.get("question"): note
        for note in opened.notes
        if note.kind is NoteKind.TRANSLATION
    }
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
                    "translation": translations.get(question.id),
                    "earlier": earlier_answers(opened, question, name_and_roles_of),
                    "correct": question.id if question.id in counting else so_far.id,
                }
                answers[question.visibility].append(answer)
        if skipped or any(answers.values()):
            sections.append({"title": gettext(section.title), "skipped": skipped, **answers})
    return sections


def earlier_answers(
    opened: OpenedCase, question: Question, name: Callable[[str | None], str]
) -> list[dict[str, Any]]:
    """Return the answer as it was before each change, newest first.

    ``by``, ``source`` and ``why`` are empty if the applicant changed it. ``is_first`` marks the
    applicant's own first answer, ``is_ours`` one of a member.
    """
    reasons = {note.id: note.text for note in opened.notes}
    changes = [change for change in opened.changed if change["question"] == question.id]
    return [
        {
            "until": date.fromisoformat(change["until"]),
            "lines": [gettext("No answer")]
            if change["was"] is None
            else shown(question, read_answer(question, change["was"])),
            "by": name(change.get("by")),
            "source": gettext(SOURCE[Seen(change["seen"])]) if "seen" in change else "",
            "why": reasons.get(change.get("correction"), ""),
            "is_first": number == 0,
            "is_ours": number > 0 and "by" in changes[number - 1],
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


TIER: Labels[Tier] = {
    Tier.P0: "Now",
    Tier.P1: "Urgent",
    Tier.P2: "Soon",
    Tier.P3: "Normal",
    Tier.P4: "Later",
}

SET_BY: Labels[str] = {
    "law": "The law",
    "paper": "A paper the applicant has",
    "us": "This desk (a working date, not a deadline)",
}

PLACE: Labels[str] = {
    "fear_interview": "Fear interview",
    "fear_review": "Review of a fear decision",
    "fear_affirmed": "Fear decision affirmed by a judge",
    "child_alone": "Child alone or in detention",
    "expedited_removal": "Expedited removal feared",
    "asylum_office": "Asylum office",
    "asylum_may_end": "Asylum that may be ended",
    "judge": "Immigration judge",
    "withholding_only": "Withholding only",
    "maybe_withholding_only": "Possibly withholding only",
    "motion_granted": "Government motion granted",
    "dismissed": "Case dismissed",
    "judge_denied": "Denied by a judge",
    "not_yet_final": "Decision not yet final",
    "voluntary_departure": "Voluntary departure",
    "appeal_pending": "Appeal pending at the Board",
    "board_denied": "Denied by the Board: federal court",
    "final_order": "Final order",
    "in_absentia": "In absentia order",
    "maybe_in_absentia": "Possible in absentia order",
    "old_order": "Old or administrative order",
    "order_spoken_of": "Mentions an order",
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
