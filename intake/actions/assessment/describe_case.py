"""Describe a case from its answers: the card, and the first dates of its diary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from intake.actions.case.add_dates import NewDate
from intake.cases.card import Card
from intake.conflicts import phonetic_index
from intake.conflicts.phonetic_index import sound_keys_of
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.safety import do_not_tell
from intake.questionnaire.asylum.start import call_language, call_language_other, filling_for
from intake.questionnaire.asylum.where import location_kind, us_state
from intake.questionnaire.asylum.you import (
    a_number,
    birth_date,
    full_name_docs,
    interpreter_needed,
    name_to_use,
    nationality,
    other_names,
    spoken_languages,
)
from intake.questionnaire.journey import Draft
from intake.triage.assess import ONLY_INFORMS, Triage
from intake.triage.deadlines import Deadline

NAMES = (full_name_docs, other_names)
"""Names beside the one to use."""

REACH = frozenset(
    question.id
    for section in ASYLUM.sections
    if section.id == "reach"
    for question in section.questions
)


def card_of(answers: Answers, triage: Triage, *, flags: tuple[str, ...] = ()) -> Card:
    """Return the facts that a queue row, a search or a call needs; ``flags`` become chips."""
    born = answers.date(birth_date)
    names = tuple(name for question in NAMES if (name := answers.code(question)))
    return Card(
        name_to_use=answers.code(name_to_use),
        names=names,
        sound_keys=sound_keys_of((answers.code(name_to_use), *names)),
        sound_keys_version=phonetic_index.VERSION,
        a_number=answers.code(a_number),
        birth_date=born.to_json() if born else None,
        nationality=answers.code(nationality),
        region=answers.code(us_state) or answers.code(location_kind),
        spoken_languages=answers.codes(spoken_languages),
        call_language=answers.code(call_language_other) or answers.code(call_language),
        interpreter=answers.code(interpreter_needed),
        chips=_chips(triage) + flags,
        contact=answers.only(REACH).to_json(),
        do_not_tell=answers.code(do_not_tell),
        filling_for=answers.code(filling_for),
    )


def story_of(
    draft: Draft,
    answers: Answers,
    changed: Sequence[Mapping[str, Any]] = (),
    *,
    revision: int | None,
) -> dict[str, object]:
    """Return the content of a story: the answers that count, and how they were given.

    ``changed`` are answers as they were before the person changed them after sending;
    ``revision`` counts the rewrites, so that an older story cannot take its place.
    """
    return {
        "told": revision,
        "answers": answers.to_json(),
        "as_of": draft.as_of.isoformat(),
        "language": draft.language,
        "handed_over": draft.handed_over,
        "seen": sorted(draft.seen),
        "changed": list(changed),
    }


def diary_dates(deadline: Deadline) -> tuple[NewDate, ...]:
    """Return the entries of a deadline: the day to act, and the day to plan if it is earlier."""
    if deadline.passed or deadline.act_by is None or deadline.rule in ONLY_INFORMS:
        return ()
    acting = NewDate(
        kind="act_by", on=deadline.act_by, rule=deadline.rule, set_by=deadline.set_by.value
    )
    if deadline.plan_by is None or deadline.plan_by == deadline.act_by:
        return (acting,)
    return (acting, replace(acting, kind="plan_by", on=deadline.plan_by))


def _chips(triage: Triage) -> tuple[str, ...]:
    """Return the rules, the most urgent first; last a mark if some date is not exact."""
    ranked = sorted(triage.deadlines, key=lambda deadline: (deadline.tier, deadline.rule))
    rules = tuple(dict.fromkeys(deadline.rule for deadline in ranked))
    unclear = any(deadline.certainty != "exact" for deadline in triage.deadlines)
    return (*rules, "unclear_date") if unclear else rules
