"""The card: the few sealed facts that a queue row, a call or a search needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from typing import Any

from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.frozen import frozen
from intake.triage.deadlines import Tier

Json = dict[str, Any]

HANDED_OVER = "handed_over"
"""Flag among the chips: the person has taken over the form that a helper began."""


@frozen
class Card:
    """The facts of a case that are read without opening its story. All of it is sealed.

    ``names`` are the full name on papers and other names. ``birth_date`` is a date as answers
    store it. ``region`` is a state's code, else the kind of place. ``city`` is a city, or the first
    numbers of a ZIP code, in the person's words. ``chips`` are rule ids, the most urgent first,
    then flags such as ``unclear_date``. ``call_language`` is a tag, or the
    name of another language in the person's words. ``contact`` has the stored answers
    about reaching the person. ``sound_keys`` are the rough forms of the names
    (:mod:`intake.conflicts.phonetic_index`). ``revision`` counts the changes of the answers.

    ``language`` is that of the form, empty in a card of a release that kept it in clear. ``act_by``
    is the day by which to act, empty where there is none, and ``rises`` are the later
    days from which time alone raises the tier: each a day, a tier, and the last day on which it
    depends. ``early`` is the number of days by which far days of this case are early in clear
    columns. ``detained`` and ``fear_reasons`` are codes of answers. ``row`` are the clear columns
    of the case (:mod:`intake.cases.card`), ``None`` until they were sealed.
    """

    name_to_use: str = ""
    names: tuple[str, ...] = ()
    a_number: str = ""
    birth_date: str | dict[str, str] | None = None
    nationality: str = ""
    region: str = ""
    city: str = ""
    spoken_languages: tuple[str, ...] = ()
    call_language: str = ""
    interpreter: str = ""
    chips: tuple[str, ...] = ()
    contact: Mapping[str, Any] = field(default_factory=dict)
    do_not_tell: str = ""
    filling_for: str = ""
    sound_keys: tuple[str, ...] = ()
    revision: int = 0
    language: str = ""
    early: int = 0
    act_by: str = ""
    rises: tuple[tuple[str, str, str], ...] = ()
    detained: str = ""
    fear_reasons: tuple[str, ...] = ()
    row: Mapping[str, Any] | None = None

    @property
    def act_by_day(self) -> date | None:
        """Return the day by which to act, or ``None``."""
        return date.fromisoformat(self.act_by) if self.act_by else None

    @property
    def all_names(self) -> tuple[str, ...]:
        """Return every name that the person gave, the one to use first."""
        return tuple(name for name in (self.name_to_use, *self.names) if name)

    @property
    def compared(self) -> tuple[object, ...]:
        """Return what the conflict check compares: the names, and the person not to tell."""
        return (self.all_names, self.do_not_tell)

    def to_json(self) -> Json:
        """Return the form in which a card is sealed."""
        return {STORED_AS.get(name, name): getattr(self, name) for name in FIELDS}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Card:
        """Read :meth:`to_json`. Fields that are not in it stay empty."""
        pairs = ((name, stored.get(key)) for name, key in STORED_KEYS)
        values = {name: value for name, value in pairs if value is not None}
        lists = {name: _with_tuples(value) for name, value in values.items() if type(value) is list}
        return cls(**(values | lists))

    def form_language(self, clear: str) -> str:
        """Return the language of the form; *clear* is that of the row, for an older card."""
        return self.language or clear

    def languages(self, clear: str) -> tuple[str, ...]:
        """Return the language to call in, then those spoken, then that of the form."""
        tags = (self.call_language, *self.spoken_languages, self.form_language(clear))
        return tuple(dict.fromkeys(filter(None, tags)))

    def exact_day(self, day: date, *, early: bool) -> date:
        """Return the exact day behind a clear one, which is *early* or not."""
        return day + timedelta(days=self.early) if early else day


STORED_AS = {"sound_keys": "heard", "revision": "told"}
"""Keys of the sealed form that differ from the names of the fields: cards already have them."""

FIELDS = tuple(Card.__dataclass_fields__)
"""The names of the fields, in their order."""

STORED_KEYS = tuple((name, STORED_AS.get(name, name)) for name in FIELDS)
"""Each name with its key in the sealed form."""


def _with_tuples(value: Any) -> Any:
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value


EARLIEST = timedelta(days=6)
"""Days by which a clear day is early at most."""

EXACT_WITHIN = timedelta(days=21)
"""A day that is this near in clear columns is written as it is, because the order must be right."""

BEHIND = "rise"
"""Name of a tier to which the case has risen by now, and that its row does not say yet."""

KEYLESS = frozenset({(Status.INFO_NEEDED, Status.TRIAGE), (Status.CLOSED, Status.NEW)})
"""Moves of a case without a key: its applicant wrote, or came back after it was closed as junk.

A case that was moved so says nothing falsely.
"""


@frozen
class ClearRow:
    """The clear columns that are compared with the card."""

    tier: str
    due_on: date
    due_early: bool
    received_on: date
    invented: bool
    status: str = Status.NEW.value
    close_reason: str | None = None
    closed_on: date | None = None
    decided: str | None = None
    opened_on: date | None = None
    quarantined_on: date | None = None
    assignee_id: str | None = None
    tags: str = ""
    erase_on: date | None = None


AnyRow = Case | ClearRow

COLUMNS = {
    "received": "received_on",
    "invented": "invented",
    "status": "status",
    "reason": "close_reason",
    "closed": "closed_on",
    "decided": "decided",
    "opened": "opened_on",
    "aside": "quarantined_on",
    "owner": "assignee_id",
    "tags": "tags",
    "erase": "erase_on",
}
"""Names in the sealed row of the columns that it repeats as they are.

Of the others, the office and whose turn it is choose between lists, but a P0 case is in those of
each office, and every open case in that of all. A wall, a hold, a withdrawal and an erased case are
compared with the log, by the worker, which has no key (:mod:`intake.actions.upkeep.jobs`).
"""

SAME = ("received", "invented", "decided")
"""Names of parts that say the same in the clear row."""

TAKEN = "taken"
"""Name of the member who took on the alarm of a P0 case."""

QUIET = ("opened", "aside", "owner", TAKEN)
"""Names of parts that end an alarm, or take a case out of sight or from its owner; that the clear
row lacks one is no lie.
"""

DATE, TASK, GIVEN = "date ", "task ", "given "
"""Beginnings of the names of facts: of a date, of a task, and of the member it is given to."""

Facts = Mapping[str, str]
"""The clear rows beside that of a case, by a name for each: its dates, tasks and alarm."""


def date_name(id_: str) -> str:
    """Return the name of the date with this id."""
    return DATE + id_[:8]


def date_fact(
    on: date, kind: str, *, early: bool, state: str = "open", unproven: bool = False
) -> str:
    """Return the clear columns of a date that counts."""
    return f"{on} {kind} {state} {early:d} {unproven:d}"


def row_of(case: AnyRow, card: Card, facts: Facts) -> dict[str, Any]:
    """Return what the card seals of a row, and of the rows beside it."""
    return {
        "tier": str(case.tier),
        "due": card.exact_day(case.due_on, early=case.due_early).isoformat(),
        "days": card.early,
        **_columns_of(case),
        TAKEN: "",
        **facts,
    }


def _columns_of(case: AnyRow) -> dict[str, Any]:
    values = ((name, getattr(case, column)) for name, column in COLUMNS.items())
    return {
        name: value.isoformat() if isinstance(value, date) else "" if value is None else value
        for name, value in values
    }


def true_tier(tier: str, rises: Sequence[Sequence[str]], *, today: date) -> str:
    """Return the tier by the card: the sealed one, or one to which it has risen by *today*."""
    day = today.isoformat()
    return min([tier, *(rise[1] for rise in rises if rise[0] <= day)])


def false_in(
    case: AnyRow,
    row: Mapping[str, Any],
    rises: Sequence[Sequence[str]],
    *,
    today: date,
    facts: Facts | None = None,
) -> tuple[str, ...]:
    """Return the names of what the clear row says falsely, by the *row* that the card sealed.

    A row may say a higher tier than the card, and a day up to six days early; and it may have
    been moved as no key is needed for. :data:`BEHIND` alone is no lie: housekeeping, which raises
    tiers, has not run since the day of a rise. Without *facts* the rows beside are not compared;
    more of them than the card has are no lie, nor are more tags, a later day of erasure, the one of
    a merged case, or a task that is given to nobody.
    """
    tier = true_tier(row["tier"], rises, today=today)
    now = {**_columns_of(case), **(facts or {})}
    is_same = (now["status"], now["closed"]) == (row["status"], row["closed"])
    moved = (row["status"], case.status) in KEYLESS and case.closed_on is None
    checks = (
        ("tier", case.tier > row["tier"]),
        (BEHIND, row["tier"] >= case.tier > tier),
        ("due", is_due_false(case, row, tier)),
        ("status", not (is_same or moved)),
        ("tags", not {*row["tags"].split()} <= {*now["tags"].split()}),
        ("erase", now["erase"] < row["erase"] != date.max.isoformat()),
    )
    false = [name for name, is_false in checks if is_false]
    false += [name for name in SAME if row[name] != now[name]]
    false += [name for name in QUIET if now.get(name) and row[name] != now[name]]
    if facts is not None:
        false += [
            name for name in row if name.startswith((DATE, TASK)) and now.get(name) != row[name]
        ]
        given = [name for name in facts if name.startswith(GIVEN) and row.get(name) != now[name]]
        false += [task for name in given if (task := name.replace(GIVEN, TASK)) in row]
    return tuple(false)


def is_due_false(case: AnyRow, row: Mapping[str, Any], tier: str) -> bool:
    """Return true if the exact day due is later than the sealed one, or over six days earlier.

    A case that has risen to P0, its *tier* by now, is due on the day of that.
    """
    due = date.fromisoformat(row["due"])
    has_risen = tier == Tier.P0 != row["tier"]
    exact = case.due_on + timedelta(days=row["days"]) if case.due_early else case.due_on
    return exact > due or (case.due_on < due - EARLIEST and not has_risen)
