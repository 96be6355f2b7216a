"""Count a deadline from a date, known or half known or not, and build the result of a rule."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import KW_ONLY, replace
from datetime import date
from enum import StrEnum

from intake.frozen import frozen, record
from intake.law.book import Confidence
from intake.questionnaire.dates import NOT_SURE, SaidDate
from intake.triage.days import add_days
from intake.triage.deadlines import (
    Alternative,
    Certainty,
    Finding,
    Office,
    SetBy,
    Tier,
    Urgency,
    always,
)
from intake.triage.facts import Facts
from intake.words import (
    Phrase,
    Reason,
    Sentence,
    Value,
    one_after_another,
    phrases_in,
    say,
    table_beside,
)


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
        phrase = self.exact if counted.certainty is Certainty.EXACT else self.may
        if counted.passed or counted.unclear:
            phrase = self.over if counted.passed else self.unclear
        return say(phrase, **known)


def sentences_beside(file: str) -> tuple[Mapping[str, Phrase], Mapping[str, Wording]]:
    """Return phrases and wordings in the table beside the module of this *file*, by their names."""
    table = table_beside(file)
    wordings = {name: table.pop(name) for name, row in [*table.items()] if "exact" in row}
    return phrases_in(table), {name: Wording(**phrases_in(row)) for name, row in wordings.items()}


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


def ending(facts: Facts, first: date, days: int, *, rolls: bool) -> LastDay:
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
    certainty = certainty_of(said)
    soonest = last_day(said.first) if said.first and said.last else None
    late = (facts.received - soonest.latest).days if soonest else 0
    straddles = late > 0 and said.last and last_day(said.last).latest >= facts.received
    if soonest is None or straddles:
        raw = soonest.raw if soonest else None
        return Counted(
            standing=Standing.STRADDLES if soonest else Standing.UNKNOWN,
            certainty=certainty,
            raw=raw,
            told=raw,
            act_by=facts.received,
            latest=None,
            days_late=late,
        )
    return Counted(
        standing=Standing.PASSED if late > 0 else Standing.OPEN,
        certainty=certainty,
        raw=soonest.raw,
        told=soonest.told_on(facts.received),
        act_by=soonest.act_by,
        latest=soonest.latest,
        days_late=late,
    )


CHECK = say(
    Phrase(
        "Rules can change. Ask a lawyer before you rely on this.",
        staff="Rule in dispute. Check current law.",
    )
)

A_NUMBER = say(
    Phrase(
        "Your A-number is on any immigration paper. If you have none, write to us.",
        "Their A-number is on any immigration paper. If they have none, write to us.",
        "The A-number is on any immigration paper.",
    )
)
"""To be said after each step that names the automatic line of the courts."""

CALL_COURT_LINE = Phrase(
    "Call 1-800-898-7180 with your A-number. Listen for a court date, a decision or an order,"
    " and tell us what you hear. If the line finds no case, it is with USCIS.",
    "Call 1-800-898-7180 with their A-number. Listen for a court date, a decision or an order,"
    " and tell us what you hear. If the line finds no case, it is with USCIS.",
    (
        "Check 1-800-898-7180 or acis.eoir.justice.gov with the A-number: hearing, decision, order."
        " No case found: USCIS."
    ),
)
COURT_LINE = one_after_another(say(CALL_COURT_LINE), A_NUMBER)
"""The step of every rule that asks what the automatic line of the courts tells: one act."""


def of_date(
    facts: Facts,
    counted: Counted,
    reason: Reason,
    do: Sentence,
    *,
    urgency: Urgency,
    set_by: SetBy = SetBy.LAW,
    unknown: Sentence | None = None,
    asks: bool | None = None,
    office: Office | None = None,
    lead_days: int = 0,
    alternative: Alternative | None = None,
    flags: tuple[str, ...] = (),
    counts: bool = False,
) -> Finding:
    """Return a deadline of law counted from a date, to be planned ``lead_days`` before.

    ``act_by`` never lies before the day received, except where the deadline has passed. Of a date
    that is not known, return what the rule says of one, with ``unknown`` as the step. It asks
    where the date is not known, unless *asks* says otherwise; *office* is the rule's by default.
    """
    if unknown is not None and counted.raw is None:
        return of_unknown(facts, reason, unknown, office=office, flags=flags)
    act_by = counted.act_by if counted.passed else max(facts.received, counted.act_by)
    return Finding(
        urgency=urgency,
        act_by=act_by,
        latest_lawful_day=counted.latest,
        passed=counted.passed,
        certainty=counted.certainty,
        set_by=set_by,
        reason=reason,
        do=do,
        asks=counted.raw is None if asks is None else asks,
        office=office or REGISTERED[reason.rule].office,
        lead_days=lead_days,
        alternative=alternative,
        flags=flags,
        counts=counts,
    )


def of_no_date(
    reason: Reason,
    do: Sentence,
    *,
    act_by: date | None,
    tier: Tier,
    set_by: SetBy = SetBy.US,
    latest: date | None = None,
    certainty: Certainty = Certainty.EXACT,
    asks: bool = False,
    office: Office | None = None,
    flags: tuple[str, ...] = (),
) -> Finding:
    """Return something to do by a day of this desk, of one tier whatever the day."""
    return Finding(
        urgency=always(tier),
        act_by=act_by,
        latest_lawful_day=latest,
        passed=False,
        certainty=certainty,
        set_by=set_by,
        reason=reason,
        do=do,
        asks=asks,
        office=office or REGISTERED[reason.rule].office,
        flags=flags,
    )


def of_unknown(
    facts: Facts,
    reason: Reason,
    do: Sentence,
    *,
    office: Office | None = None,
    flags: tuple[str, ...] = (),
) -> Finding:
    """Return the deadline of a rule whose fact or day is not known. Unknown is never safe.

    A question is skipped where the answers given open its page and it has no answer; a skip counts
    as *not sure*. Tier and day are what the rule says about itself. The day is ours, never one of
    law or of a paper: so many days after receipt, rolled back to a business day. Silence alone
    never makes P0; only a date to leave and a failed fear interview without a day stay P0 (R01,
    R03a). A day that is half known is counted from its earliest end instead; where that has gone
    and its latest end has not, the day to act is the day received, and each rule says its tier.
    """
    unknown = REGISTERED[reason.rule].if_unknown
    if unknown is None:
        raise ValueError(f"{reason.rule} has no deadline for a fact that is not known.")
    return of_no_date(
        reason,
        do,
        act_by=facts.within(unknown.days),
        tier=unknown.tier,
        certainty=Certainty.UNKNOWN,
        asks=True,
        office=office,
        flags=flags,
    )


def doubted(facts: Facts, says: Sentence, parameter: str, event: SaidDate = NOT_SURE) -> Sentence:
    """Return *says*, followed by a warning where the number is in court, changing, or disputed.

    It is the number of a clock that runs from *event*, else that of the day received.
    """
    row = facts.law.parameter(parameter, on=facts.law_day(parameter, event))
    return replace(says, then=CHECK) if row.confidence is Confidence.CONTESTED else says


def otherwise(
    facts: Facts, said: SaidDate, parameter: str, *, text: Phrase, rolls: bool = True
) -> Alternative | None:
    """Return the day to act by if the dispute about a number of days ends the other way.

    It is counted from the earliest day that was meant. Return ``None`` where the day is not known,
    or has gone, or the law book has no other number. ``text`` names the number by ``days``, the
    last day by ``day``.
    """
    alternative = facts.law.parameter(parameter, on=facts.law_day(parameter, said)).alternative
    if alternative is None or said.first is None:
        return None
    last = ending(facts, said.first, alternative, rolls=rolls)
    if last.latest < facts.received:
        return None
    day = last.told_on(facts.received)
    return Alternative(act_by=last.act_by, says=say(text, day=day, days=alternative))


DANGER, LAW, PERSON = "danger", "law", "person"
"""Kinds of chips: a danger, a day of law or of a paper, a fact about the person."""

Findings = Iterator[Finding]
Function = Callable[[Facts], Findings]


@record
class Chip:
    """A few words of the desk with a kind, which gives shape, border and tint: never colour alone.

    Like sentences to staff, the words of a rule's chip are English and no translator is given them.
    """

    says: str
    kind: str


@record
class Unknown:
    """The tier of a fact that is not known, and the parameter with the days after receipt."""

    tier: Tier
    days: str = "unknown_act_days"


@record
class Statement:
    """A statement of law, with its citation, on which a rule rests and which is not confirmed.

    It is long-standing law known from practice, and was not read again in its source. An attorney
    who has read the source takes it away. Numbers have the same mark of their own: ``confidence``
    in ``intake/law/data``.
    """

    says: str
    authority: str


@record
class Rule:
    """The properties of a rule of urgency, and the decorator that registers its functions.

    Nothing has a default, so that nobody forgets to decide. Of several functions with one
    ``number``, such as ``R06b``, each says the same.

    ``tells_applicant``: letters to applicants, which others may find, say it too.
    ``asks_again``: an applicant may be asked if the answers under it are right, which nobody is
    about danger or illness.
    ``enters_case``: it counts for the tier, the days and the diary of a case; else it only informs.
    ``office``: where its act goes, unless a finding names another.
    ``if_unknown``: the deadline of a fact that is not known, where the rule has one (see
    `of_unknown`). ``to_confirm``: statements of law that an attorney must still confirm.
    """

    number: str
    _: KW_ONLY
    chip: Chip
    tells_applicant: bool
    asks_again: bool
    enters_case: bool
    office: Office
    if_unknown: Unknown | None
    to_confirm: tuple[Statement, ...]

    def __call__(self, function: Function) -> Function:
        """Register a function. Raise `ValueError` if another says otherwise about the number."""
        if REGISTERED.setdefault(self.number, self) != self:
            raise ValueError(f"Functions of {self.number} say different things about it.")
        FUNCTIONS.append((self.number, function))
        return function


REGISTERED: dict[str, Rule] = {}
FUNCTIONS: list[tuple[str, Function]] = []
"""Each function with its number, in the order of import. Others read `intake.triage.rules`."""
