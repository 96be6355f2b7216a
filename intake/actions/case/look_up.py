"""Look up hearing, custody and address again, in a round each week, and record what was found."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum

from intake.actions.assessment.look_ups import end_round, may_be_detained, next_round
from intake.actions.case.dates.correct_date import open_to_correct
from intake.actions.case.dates.rewrite import Correction, Rewrite, Seen, effect_of, store_rewrite
from intake.actions.case.dates.update_date import keep_open, reopen_date
from intake.actions.case.open_case import OpenDate, OpenedCase, open_story
from intake.actions.opening.case_keys import Actor
from intake.actions.opening.case_notes import write_note
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.tasks import TaskKind, add_task
from intake.diary.models import Kind, State
from intake.eligibility.request import Practice
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.notes.store import NoteKind
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.dates import hearing_kind
from intake.questionnaire.asylum.where import (
    detained_now,
    detention_place,
    location_kind,
    us_state,
)

CUSTODY_RULES = frozenset({"R02"})
"""Rules whose dates hold for one place of detention."""

HEARING_RULES = frozenset({"R04"})
"""Rules of a hearing: for one place of detention if it is about bond."""


class LookUpSource(StrEnum):
    """The source in which a member looked a case up."""

    LINE = "line"
    ONLINE = "online"
    LOCATOR = "locator"
    ASKED = "asked"


@frozen
class Custody:
    """The place in which the person is held, or that they are free, as a member found it."""

    detained: str
    state: str
    place: str
    seen: Seen

    @property
    def answers(self) -> Mapping[str, str]:
        """Return the answers that this gives, without those that it does not know."""
        if not self.state:
            return {detained_now.id: self.detained}
        where = {location_kind.id: "in_us", us_state.id: self.state}
        held = {detention_place.id: self.place} if self.place else {}
        return {detained_now.id: self.detained, **where, **held}


def record_same(by: Actor, reference: str, source: LookUpSource, text: str) -> None:
    """Record that a member looked, and that nothing is new; the next round is a week later.

    Raise as ``Actor.open`` does.
    """
    key = by.open(reference)
    note = write_note(by, key, NoteKind.LOOKED_UP, text, {"source": source.value})
    by.log(AuditAct.LOOKED_UP, key.case, made=note.id)
    store.touch(key.case, on=by.day)
    add_task(key.case, TaskKind.LOOK_UP, on=next_round(by.day), by_id=by.member_id)


def record_custody(
    by: Actor,
    reference: str,
    custody: Custody,
    *,
    law: LawBook,
    practice: Practice,
    because: str,
) -> bool:
    """Correct the answers about detention; return true for a transfer to another state.

    Dates of custody and bond that were met, missed or not needed held for the place before: after
    a transfer they are open again, with *because* as the reason. Raise ``MoveNotAllowed`` for a
    closed case, or as ``Actor.open`` and ``open_story`` do.
    """
    key, before = open_to_correct(by, reference)
    opened = before
    for question, answer in custody.answers.items():
        if opened.answers.get(question) == answer:
            continue
        given = opened.answers.plus({question: answer})
        store_rewrite(
            Rewrite(
                by=by,
                key=key,
                opened=opened,
                effect=effect_of(opened, given, law, practice=practice, today=by.day),
                correction=Correction(question=question, answer=answer, seen=custody.seen, why=""),
                law=law,
                practice=practice,
            )
        )
        opened = open_story(key)
    is_transfer = _is_transfer(before.answers, opened.answers)
    for row in _dates_of_place(opened) if is_transfer else ():
        again = replace(by, version=key.case.version)
        if row.state is State.OPEN:
            keep_open(again, reference, row.id)
        else:
            reopen_date(again, reference, row.id, because)
    end_round(key.case, opened.answers, today=by.day)
    return is_transfer


def _is_transfer(before: Answers, after: Answers) -> bool:
    """Return true if the person was and is held, in another state than was known before."""
    is_held = after.code(detained_now) == "yes" and may_be_detained(before)
    return is_held and before.code(us_state) != after.code(us_state)


def _dates_of_place(opened: OpenedCase) -> Iterator[OpenDate]:
    """Yield the deadlines that ended for one place of detention, and those said to have ended."""
    is_bond = opened.answers.code(hearing_kind) == "bond"
    rules = CUSTODY_RULES | (HEARING_RULES if is_bond else frozenset())
    for row in opened.diary:
        is_over = row.state in (State.DONE, State.MISSED, State.WAIVED)
        is_claimed = row.state is State.OPEN and bool(row.met)
        if row.kind is Kind.ACT_BY and row.rule in rules and (is_over or is_claimed):
            yield row
