"""Count a deadline from a date that may be certain, half known or unknown."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from enum import StrEnum

from intake.frozen import frozen
from intake.questionnaire.dates import SaidDate
from intake.triage.days import add_days
from intake.triage.deadlines import Certainty
from intake.triage.facts import Facts
from intake.triage.tiers import Tier, Urgency, always
from intake.words import Phrase, Sentence, Value, say


class Standing(StrEnum):
    """The state of a deadline on the day received."""

    OPEN = "open"
    STRADDLES = "straddles"
    """It has passed if the date was early in what was said, and not if it was late."""
    PASSED = "passed"
    UNKNOWN = "unknown"


@frozen
class LastDay:
    """The end of a period: the raw day, the safe day before it, the last lawful day after it."""

    raw: date
    act_by: date
    latest: date

    def told_on(self, received: date) -> date:
        """Return the day to tell: the raw one; once the safe day has gone, the last lawful one.

        A person who reads on a Sunday that papers were due on Saturday may give up, though they
        count on Monday.
        """
        return self.latest if self.act_by < received <= self.latest else self.raw


@frozen
class Counted:
    """A period counted from a date that may be half known.

    ``raw``, ``told`` and ``days_late`` are of the earliest day the date may mean: ``raw`` is
    ``None`` where the date is unknown, ``days_late`` below zero while there is time. ``told`` is
    the day that sentences name: see :meth:`LastDay.told_on`.
    """

    standing: Standing
    certainty: Certainty
    raw: date | None
    told: date | None
    act_by: date
    latest: date | None
    days_late: int

    @property
    def passed(self) -> bool:
        """True where it had passed for certain on the day received."""
        return self.standing is Standing.PASSED

    @property
    def unclear(self) -> bool:
        """True where it may or may not have passed."""
        return self.standing in (Standing.STRADDLES, Standing.UNKNOWN)


@frozen
class Wording:
    """The phrases of a deadline whose day is known, half known, passed or not known."""

    exact: Phrase
    may: Phrase
    over: Phrase
    unclear: Phrase

    def of(self, counted: Counted, **values: Value | None) -> Sentence:
        """Return the phrase that fits; ``%(day)s`` is the day told unless another is given.

        Values that are not known are left out: the sentences for a day not known name none.
        """
        places = {"day": counted.told} | values
        known = {name: value for name, value in places.items() if value is not None}
        return say(self._phrase(counted), **known)

    def _phrase(self, counted: Counted) -> Phrase:
        if counted.passed:
            return self.over
        if counted.unclear:
            return self.unclear
        return self.exact if counted.certainty is Certainty.EXACT else self.may


def as_maybe(counted: Counted) -> Counted:
    """Return the same, certain at most to the earliest day: the fact under it is not certain."""
    exact = counted.certainty is Certainty.EXACT
    return replace(counted, certainty=Certainty.EARLIEST) if exact else counted


def maybe_if_moved(counted: Counted) -> Counted:
    """Return the same, as a possible day where the day told is later than the one counted."""
    return counted if counted.told == counted.raw else as_maybe(counted)


def rolled(facts: Facts, raw: date) -> LastDay:
    """Return the ordinary end: act on the business day before, at the latest on the one after."""
    return LastDay(raw=raw, act_by=facts.roll_back(raw), latest=facts.roll_forward(raw))


def unrolled(day: date) -> LastDay:
    """Return an end that no weekend and no holiday moves."""
    return LastDay(raw=day, act_by=day, latest=day)


def ending(facts: Facts, first: date, days: int, *, rolls: bool = True) -> LastDay:
    """Return the end of a period of so many days, which is the ordinary one if it rolls."""
    last = add_days(first, days)
    return rolled(facts, last) if rolls else unrolled(last)


def days_after(facts: Facts, day: SaidDate, parameter: str, *, rolls: bool = True) -> Counted:
    """Count so many days after a date, by the law of that date."""
    days = facts.number_for(parameter, day)
    return count(facts, day, lambda first: ending(facts, first, days, rolls=rolls))


def day_on_paper(facts: Facts, day: SaidDate) -> Counted:
    """Count a day that a paper names, with the ordinary end."""
    return count(facts, day, lambda last: rolled(facts, last))


def day_to_be_there(facts: Facts, day: SaidDate, lead: str) -> Counted:
    """Count a day that no weekend moves; act so many business days before, by the parameter."""
    return count(
        facts,
        day,
        lambda last: replace(unrolled(last), act_by=facts.business_days_before(last, lead)),
    )


def urgency_of(facts: Facts, counted: Counted, *, floor: Tier = Tier.P4) -> Urgency:
    """Return the ladder; P1 where the time has passed, or may have."""
    if counted.passed or counted.unclear:
        return always(Tier.P1)
    return facts.ladder(counted.act_by, floor=floor)


def certainty_of(said: SaidDate) -> Certainty:
    """Return the certainty of a date."""
    if not said.known:
        return Certainty.UNKNOWN
    return Certainty.EXACT if said.exact else Certainty.EARLIEST


def count(facts: Facts, said: SaidDate, last_day: Callable[[date], LastDay]) -> Counted:
    """Count from the day in the range of *said* that makes the deadline fall soonest.

    Where the range straddles the day received, or the date is unknown, it is as if it were now.
    """
    if said.first is None or said.last is None:
        return _as_if_now(facts, Standing.UNKNOWN, certainty_of(said), raw=None, days_late=0)
    soonest = last_day(said.first)
    late = (facts.received - soonest.latest).days
    if late > 0 and last_day(said.last).latest >= facts.received:
        return _as_if_now(
            facts, Standing.STRADDLES, certainty_of(said), raw=soonest.raw, days_late=late
        )
    return Counted(
        standing=Standing.PASSED if late > 0 else Standing.OPEN,
        certainty=certainty_of(said),
        raw=soonest.raw,
        told=soonest.told_on(facts.received),
        act_by=soonest.act_by,
        latest=soonest.latest,
        days_late=late,
    )


def _as_if_now(
    facts: Facts, standing: Standing, certainty: Certainty, *, raw: date | None, days_late: int
) -> Counted:
    return Counted(
        standing=standing,
        certainty=certainty,
        raw=raw,
        told=raw,
        act_by=facts.received,
        latest=None,
        days_late=days_late,
    )
