"""Describe a case from its answers: the card, and the first dates of its diary."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Protocol

from intake.actions.assessment.deadline_changes import MOST
from intake.actions.opening.case_keys import NOT_OPENED, CaseKey
from intake.cases.card import Card, Facts, date_fact, date_name
from intake.conflicts.phonetic_index import sound_keys_of
from intake.diary import entries
from intake.diary.entries import DiaryDay
from intake.extensions import new_id
from intake.frozen import frozen
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import TICKED, so_far
from intake.questionnaire.asylum.safety import do_not_tell, fear_reasons
from intake.questionnaire.asylum.start import call_language, call_language_other, filling_for
from intake.questionnaire.asylum.where import city_or_zip3, detained_now, location_kind, us_state
from intake.questionnaire.asylum.you import (
    a_number,
    birth_date,
    full_name_docs,
    interpreter_needed,
    name_to_use,
    nationality,
    other_names,
    reads_language,
    spoken_languages,
)
from intake.questionnaire.journey import Draft
from intake.questionnaire.reading import from_content, to_content
from intake.triage.assess import Triage
from intake.triage.deadlines import Deadline
from intake.triage.early import Early
from intake.triage.rules import BY_NUMBER


@frozen
class NewDate:
    """A date to add: its kind, the day, the rule that gives it, who set it, and a note.

    ``time`` is that of a call, such as ``14:30``, in the time zone of the organisation;
    ``interpreter`` is the name of the interpreter booked for it. ``early`` says that the day is
    earlier than the exact one, by the number of days of its case. ``reminded`` is the step of the
    reminder that needs no sending any more (``diary.coming``). ``proof`` says how the date is
    known, if a member saw that.
    """

    kind: str
    on: date
    early: bool = False
    rule: str = ""
    set_by: str = ""
    note: str = ""
    time: str = ""
    interpreter: str = ""
    reminded: int | None = None
    proof: Mapping[str, str] = field(default_factory=dict)


OPTIONAL = ("set_by", "time", "interpreter", "proof")
"""Fields that are sealed only where they are not empty."""


class SealDate(Protocol):
    """Seal the content of a date under the key of its case, for the row with this id."""

    def __call__(self, content: dict[str, Any], *, row: str) -> bytes:
        """Return the sealed content."""


def add_dates(key: CaseKey, dates: Sequence[NewDate]) -> str | None:
    """Add dates; return the id of the first for the audit log, or ``None`` without any."""
    sealed = sealed_dates(dates, partial(key.seal_json, "diary"))
    entries.add(key.case.id, *sealed)
    return sealed[0].id if sealed else None


def sealed_dates(dates: Sequence[NewDate], seal: SealDate) -> tuple[entries.NewEntry, ...]:
    """Return the dates as the diary stores them.

    The first one holds the ids of the others. The audit log names the first: so each of them is
    missed if its row is deleted.
    """
    ids = [new_id() for _ in dates]
    return tuple(
        entries.NewEntry(
            id=id_,
            kind=new.kind,
            on=new.on,
            early=new.early,
            reminded=new.reminded,
            sealed=seal(_content(new, beside=ids[1:] if id_ == ids[0] else []), row=id_),
        )
        for id_, new in zip(ids, dates, strict=True)
    )


def new_facts(dates: Sequence[entries.NewEntry]) -> Facts:
    """Return the facts of dates to add, which the card seals."""
    return {date_name(new.id): date_fact(new.on, new.kind, early=new.early) for new in dates}


def _content(new: NewDate, *, beside: Sequence[str]) -> dict[str, Any]:
    content: dict[str, Any] = {"rule": new.rule, "kind": new.kind, "note": new.note}
    content |= {name: value for name in OPTIONAL if (value := getattr(new, name))}
    return content | {"beside": list(beside)} if beside else content


NAMES = (full_name_docs, other_names)
"""Names beside the one to use."""

REACH = {reads_language.id} | {
    question.id
    for section in ASYLUM.sections
    if section.id == "reach"
    for question in section.questions
}


def card_of(answers: Answers, triage: Triage, *, flags: tuple[str, ...] = ()) -> Card:
    """Return the facts that a queue row, a search or a call needs; ``flags`` become chips."""
    born = answers.date(birth_date)
    # the most urgent rule first, and a mark if some date is not exact
    ranked = sorted(triage.deadlines, key=lambda deadline: (deadline.tier, deadline.rule))
    rules = dict.fromkeys(deadline.rule for deadline in ranked)
    is_unclear = any(deadline.certainty != "exact" for deadline in ranked)
    names = tuple(name for question in NAMES if (name := answers.code(question)))
    return Card(
        name_to_use=answers.code(name_to_use),
        names=names,
        sound_keys=sound_keys_of((answers.code(name_to_use), *names)),
        a_number=answers.code(a_number),
        birth_date=born.to_json() if born else None,
        nationality=answers.code(nationality),
        region=answers.code(us_state) or answers.code(location_kind),
        city=answers.code(city_or_zip3),
        spoken_languages=answers.codes(spoken_languages),
        call_language=answers.code(call_language_other) or answers.code(call_language),
        interpreter=answers.code(interpreter_needed),
        chips=(*rules, "unclear_date", *flags) if is_unclear else (*rules, *flags),
        contact=answers.only(REACH).to_json(),
        do_not_tell=answers.code(do_not_tell),
        filling_for=answers.code(filling_for),
        detained=answers.code(detained_now),
        fear_reasons=answers.codes(fear_reasons),
        early=triage.early.days if triage.early else 0,
        act_by=triage.act_by.isoformat() if triage.act_by else "",
        rises=tuple(
            (rise.from_day.isoformat(), rise.tier.value, rise.anchor.isoformat())
            for rise in triage.rises
        ),
    )


def story_of(
    draft: Draft,
    answers: Answers,
    changed: Sequence[Mapping[str, Any]] = (),
    *,
    revision: int,
) -> dict[str, object]:
    """Return the content of a story: the answers that count, and how they were given.

    ``changed`` are answers as they were before the person changed them after sending;
    ``revision`` counts the rewrites, so that an older story cannot take its place.
    """
    return {
        "told": revision,
        **to_content(answers),
        "as_of": draft.as_of.isoformat(),
        "language": draft.language,
        "handed_over": draft.handed_over,
        "seen": sorted(draft.seen),
        "changed": list(changed),
    }


def diary_dates(deadline: Deadline, triage: Triage) -> tuple[NewDate, ...]:
    """Return the entries of a deadline: the day to act, and the day to plan if it is earlier.

    Their days are those of clear columns, as *triage* moves them.
    """
    enters = BY_NUMBER[deadline.rule].enters_case
    if deadline.passed or deadline.act_by is None or not enters:
        return ()
    early = triage.early or Early(days=0, most=0, until=date.max)
    acting = NewDate(
        kind="act_by",
        on=early.day(deadline.act_by),
        early=early.moves(deadline.act_by),
        rule=deadline.rule,
        set_by=deadline.set_by.value,
    )
    plan = early.plan_by(deadline, triage.as_of)
    if plan is None or deadline.plan_by == deadline.act_by:
        return (acting,)
    return (acting, replace(acting, kind="plan_by", on=plan[0], early=plan[1]))


def is_early(triage: Triage) -> bool:
    """Return true if clear columns have the day by which to act earlier than it is.

    Where an exact day and an early one are the same in clear, the exact one counts.
    """
    if (early := triage.early) is None:
        return False
    first = [
        day
        for deadline in triage.deadlines
        if BY_NUMBER[deadline.rule].enters_case and not deadline.passed
        for day in (deadline.act_by, deadline.cap)
        if day and early.day(day) == triage.clear.act_by
    ]
    return bool(first) and all(map(early.moves, first))


class OpenContent(Protocol):
    """Open the sealed content of a date with the key of its case, for the row with this id."""

    def __call__(self, sealed: bytes, *, row: str) -> Any:
        """Return the content. Raise as ``CaseKey.open_json`` does."""


DiaryContents = Mapping[DiaryDay, Mapping[str, Any]]
"""Dates with their sealed content: the rule is empty in one that names none, ``None`` if damaged.
"""


def opened_days(diary: Iterable[DiaryDay], open_content: OpenContent) -> DiaryContents:
    """Return dates with their sealed content."""
    contents = dict[DiaryDay, Mapping[str, Any]]()
    for day in diary:
        contents[day] = {"rule": None}
        with suppress(*NOT_OPENED):
            contents[day] = open_content(day.sealed, row=day.id)
    return contents


def missing_dates(triage: Triage, diary: DiaryContents) -> tuple[NewDate, ...]:
    """Return the dates that a diary lacks, in any state.

    A date stands for the deadline of the rule that it names, not for that of another rule on its
    day; one without a rule stands for any. A day to plan that lies up to some days before the exact
    one counts as there, because it may have been moved to the day received.
    """
    days = triage.early.days if triage.early else 0
    there = {(day.kind, content["rule"], day.exact_on(days)) for day, content in diary.items()}

    def is_there(new: NewDate) -> bool:
        day = DiaryDay(new.kind, new.on, new.early).exact_on(days)
        before = MOST if new.kind == "plan_by" else 0
        return any(
            (new.kind, rule, day - timedelta(days=back)) in there
            for back in range(before + 1)
            for rule in (new.rule, "")
        )

    every = (new for deadline in triage.deadlines for new in diary_dates(deadline, triage))
    return tuple(new for new in every if not is_there(new))


def draft_of(story: Mapping[str, Any]) -> Draft:
    """Return the draft of a story. Older releases stored no pages seen: answered ones count.

    Older cases answered one by one what ticks say today, and are not asked for ticks.
    """
    answers = from_content(story)
    answered = {page.id for page in ASYLUM.pages if any(q.id in answers for q in page.questions)}
    seen = answered & set(story.get("seen", answered))
    if any(question.id in answers for question in TICKED):
        seen.add(so_far.id)
    return Draft(
        as_of=date.fromisoformat(story["as_of"]),
        language=story["language"],
        answers=answers,
        seen=frozenset(seen),
        wants_more=True,
        handed_over=story.get("handed_over", False),
    )


def replaced_answers(before: Answers, after: Answers, *, today: date) -> list[dict[str, Any]]:
    """Return the answers that are now different or missing, as a story lists them."""
    old, new = before.to_json(), after.to_json()
    return [
        {"question": id_, "was": answer, "until": today.isoformat()}
        for id_, answer in old.items()
        if new.get(id_) != answer
    ]


def flags_of(card: Card) -> tuple[str, ...]:
    """Return the chips that no rule gave. A new assessment removes none of them."""
    return tuple(chip for chip in card.chips if not chip.startswith("R") and chip != "unclear_date")
