"""The plan: what an applicant does today, this week, before the hearing and later.

Each act is what one or more deadlines say to do. The part in which a deadline stands is the first
that fits:

1. It only informs (R11, R23, R27): later.
2. It asks for a fact: this week; where nothing else is for today, an urgent one today, below the
   card of the nearest day.
3. It is a hearing more than two weeks away, and its papers are not due soon: before the hearing.
4. It is of the most urgent tier; or a notice of court never came; or it presses and holds a day of
   law or of a paper that has not gone: today.
5. It is of the three most urgent tiers: this week.
6. Later.

Deadlines with one step are one act, and so are those of one hearing or of one day of law or paper:
it stands in the earliest of their parts, and a day on which to be somewhere is told beside it. Only
a day of law or of a paper is told as a deadline, and none that has gone.
"""

from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from enum import StrEnum

from intake.frozen import frozen
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.dates import court_case, hearing_kind, missed_why
from intake.questionnaire.asylum.screen import has_lawyer, lawyer_scope
from intake.questionnaire.asylum.start import device
from intake.questionnaire.asylum.where import detained_now, location_kind
from intake.triage.days import add_days
from intake.triage.deadlines import Certainty, Deadline, SetBy, Tier
from intake.triage.findings import COURT_LINE
from intake.triage.rules import BY_NUMBER
from intake.words import Phrase, Sentence, phrases_in, say, table_beside

MOST_ACTS = 3
"""Acts in the first part: more than a frightened person can hold."""
HEARING_FAR_DAYS = 14
PAPERS_SOON_DAYS = 10
DANGER = "R15"
HEARING = "R04"
REVIEW = "R03a"
NO_NOTICE = "R06b"
ADDRESS = "R23"
EVENTS = frozenset({HEARING, "R16", "R25"})
"""Rules of a day on which somebody must be somewhere: that day is told, not the one before."""
ASKING_COURT = frozenset({HEARING, "R05", "R06a", NO_NOTICE, "R20"})
"""Rules that ask what the court's free line answers: one call for all."""
PRESSING = frozenset({Tier.P0, Tier.P1})
AT_WORK = frozenset({"whole_case", "one_part", "second_opinion"})
"""Answers about a lawyer who works on the case now."""


class Part(StrEnum):
    """The parts of a plan, in their order."""

    TODAY = "today"
    WEEK = "this_week"
    HEARING = "before_hearing"
    LATER = "later"


PARTS = tuple(Part)


@frozen
class Act:
    """One thing to do, or what to do by one day: its steps, and the deadlines behind them.

    A general act rests on no deadline. ``day`` is the day to tell, if there is one, and ``dated``
    the deadline that sets it. ``gone`` tells that the usual time of each is over; the steps say
    what is still possible.
    """

    steps: tuple[Sentence, ...]
    rows: tuple[Deadline, ...] = ()
    day: date | None = None
    dated: Deadline | None = None
    gone: bool = False

    @property
    def asks(self) -> bool:
        """True where it only finds out."""
        return bool(self.rows) and all(row.asks for row in self.rows)

    @property
    def is_event(self) -> bool:
        """True where its day is one on which to be somewhere."""
        return self.dated is not None and self.dated.rule in EVENTS


@frozen
class Section:
    """One part of the plan with its acts."""

    part: Part
    acts: tuple[Act, ...]


@frozen
class Plan:
    """The parts that apply, and the deadline whose day comes first, if law or a paper set one."""

    sections: tuple[Section, ...]
    nearest: Deadline | None

    @property
    def acts(self) -> tuple[Act, ...]:
        """All acts, in their order."""
        return tuple(act for section in self.sections for act in section.acts)

    @property
    def card(self) -> Act | None:
        """The act of the nearest day."""
        return next((act for act in self.acts if self.nearest in act.rows), None)

    @property
    def top(self) -> Act | None:
        """The act for the heading of a page: that of the nearest day, else the first.

        A day that only stands under later does not hide what is to be done today; its card follows.
        Nor does what is only asked for today hide a known day that stands before later.
        """
        first, later = next(iter(self.acts), None), self.sections[-1:]
        is_late = any(one.part is Part.LATER and self.card in one.acts for one in later)
        if not (first and first.rows and is_late):
            return self.card or first
        in_time = (act for act in self.acts if act.day and act not in later[0].acts)
        return min(in_time, key=lambda act: act.day or date.max, default=first)


def plan_of(
    deadlines: Iterable[Deadline],
    answers: Answers,
    *,
    today: date,
    legal_help: Sentence | None = None,
) -> Plan:
    """Return the plan for these answers. *legal_help* says how to reach a legal group, if any."""
    rows = sorted(deadlines, key=lambda row: _place(row, today))
    parts = _parts(rows, answers, today)
    acts: dict[Part, list[Act]] = {part: [] for part in Part}
    groups: list[tuple[set[Hashable], list[int]]] = []
    for at in range(len(rows)):
        keys, own = set(_joins(rows[at], today)), [at]
        for joined in [joined for joined in groups if joined[0] & keys]:
            groups.remove(joined)
            keys, own = keys | joined[0], [*joined[1], *own]
        groups.append((keys, own))
    for group in sorted(sorted(own) for _, own in groups):
        part = min((parts[at] for at in group), key=PARTS.index)
        acts[part] += _acts([rows[at] for at in group], today)
    _shorten(acts)
    today_is_empty = not acts[Part.TODAY]
    for part, sentence in _general_acts(rows, answers, legal_help, today):
        in_turn = PARTS[max(PARTS.index(part), today_is_empty) :]
        free = next((one for one in in_turn if len(acts[one]) < MOST_ACTS), Part.LATER)
        acts[free].append(Act(steps=(sentence,)))
    return Plan(
        sections=tuple(Section(part=part, acts=tuple(acts[part])) for part in Part if acts[part]),
        nearest=min((row for row in rows if _holds_day(row, today)), key=_nearness, default=None),
    )


def is_gone(deadline: Deadline, today: date) -> bool:
    """Return true for a day of law or of a paper before the day on which it is shown.

    Days of ours never pass.
    """
    last = deadline.latest_lawful_day
    is_past = deadline.passed or (last is not None and last < today)
    return is_past and deadline.set_by is not SetBy.US


def told_day(deadline: Deadline, today: date) -> date | None:
    """Return the day to tell an applicant, or ``None``: of an event its own, else the safe day.

    That is a day of law or of a paper that has not gone. Without a last lawful day there is none:
    where a half-known day may have passed, today is a day of ours, and the presumed end of the
    time that a status excuses is no deadline for the applicant: "sooner is safer".
    """
    last = deadline.latest_lawful_day
    if last is None or not _holds_day(deadline, today):
        return None
    if deadline.rule == REVIEW:
        return last
    if deadline.set_by is SetBy.US:
        return None
    if deadline.rule in EVENTS:
        return last if deadline.certainty is Certainty.EXACT else None
    return deadline.act_by if deadline.act_by and deadline.act_by >= today else last


def day_of_card(deadline: Deadline) -> date | None:
    """Return the day that a card names: of an event its own, of a fear review its outer line."""
    own = deadline.latest_lawful_day if deadline.rule in {*EVENTS, REVIEW} else None
    return own or deadline.act_by


def _holds_day(deadline: Deadline, today: date) -> bool:
    """Return true for a known day of law or of a paper, not gone, that the case acts by.

    One of ours counts where it is the same day and a line of law stands behind it (R03a).
    """
    enters = BY_NUMBER[deadline.rule].enters_case and deadline.act_by is not None
    is_over = deadline.asks or deadline.passed or is_gone(deadline, today)
    outer_line = deadline.tier is Tier.P0 and deadline.latest_lawful_day is not None
    return enters and not is_over and (deadline.set_by is not SetBy.US or outer_line)


def _nearness(deadline: Deadline) -> tuple[date, Tier, str]:
    return deadline.act_by or date.max, deadline.tier, deadline.rule


def _place(deadline: Deadline, today: date) -> tuple[int, date, Tier, str]:
    """Return the place inside a part: days of law and paper, then ours and what has gone, asks."""
    _, tier, rule = _nearness(deadline)
    if _holds_day(deadline, today):
        return 0, *_nearness(deadline)
    return 2 if deadline.asks else 1, date.max, tier, rule


def _parts(rows: list[Deadline], answers: Answers, today: date) -> list[Part]:
    """Return the part of each deadline by itself."""
    far = _hearing_is_far(rows, today)
    told = answers.code(missed_why) in {"no_letter", "detained"}
    parts = [_part(row, today, far=far, told=told) for row in rows]
    if Part.TODAY in parts:
        return parts
    return [
        Part.TODAY if row.asks and row.tier in PRESSING and part is Part.WEEK else part
        for row, part in zip(rows, parts, strict=True)
    ]


def _part(row: Deadline, today: date, *, far: bool, told: bool) -> Part:
    """Return the first part that fits; one that asks may still be moved to today."""
    if not BY_NUMBER[row.rule].enters_case:
        return Part.LATER
    if row.asks:
        return Part.WEEK
    if row.rule == HEARING and far:
        return Part.HEARING
    has_day = row.set_by is not SetBy.US or row.latest_lawful_day is not None
    presses = row.tier is Tier.P1 and has_day and not (row.passed or is_gone(row, today))
    if row.tier is Tier.P0 or presses or (row.rule == NO_NOTICE and told):
        return Part.TODAY
    return Part.WEEK if row.tier <= Tier.P2 else Part.LATER


def _hearing_is_far(rows: list[Deadline], today: date) -> bool:
    """Return true for a hearing more than two weeks away whose papers are not due soon."""
    of_hearing = [row for row in rows if row.rule == HEARING and not row.asks]
    soon = any(
        row.counts
        and row.act_by
        and not row.passed
        and today <= row.act_by <= add_days(today, PAPERS_SOON_DAYS)
        for row in of_hearing
    )
    days = [row.latest_lawful_day for row in of_hearing if row.set_by is SetBy.PAPER]
    return not soon and any(day and day > add_days(today, HEARING_FAR_DAYS) for day in days)


def _shorten(acts: dict[Part, list[Act]]) -> None:
    """Keep three acts in the first part. The rest heads the next, asks behind what is known."""
    first = Part.TODAY if acts[Part.TODAY] else Part.WEEK
    after = Part.WEEK
    if first is Part.WEEK:
        after = Part.HEARING if acts[Part.HEARING] else Part.LATER
    over, acts[first] = acts[first][MOST_ACTS:], acts[first][:MOST_ACTS]
    acts[after] = sorted([*over, *acts[after]], key=lambda act: act.asks)


def _joins(row: Deadline, today: date) -> Iterator[Hashable]:
    """Yield what makes deadlines one act: the step, the court line, the hearing, the day."""
    yield row.do
    if row.rule in ASKING_COURT and row.asks:
        yield COURT_LINE
    if row.rule == HEARING and not row.asks:
        yield HEARING
    if row.set_by is not SetBy.US and _holds_day(row, today):
        yield row.act_by


def _acts(rows: list[Deadline], today: date) -> list[Act]:
    """Return one act; a day on which to be somewhere is one of its own, which tells that day."""
    events = {row.rule for row in rows if row.rule in EVENTS and told_day(row, today)}
    own: dict[str, list[Deadline]] = {}
    for row in rows:
        own.setdefault(row.rule if row.rule in events else "", []).append(row)
    return [_act(group, today) for group in own.values()]


def _act(rows: list[Deadline], today: date) -> Act:
    steps = tuple(dict.fromkeys(row.do for row in rows))
    if len(steps) > 1 and all(row.asks and row.rule in ASKING_COURT for row in rows):
        steps = (COURT_LINE,)
    told = [(day, row) for row in rows if (day := told_day(row, today))]
    day, dated = min(told, key=lambda one: one[0], default=(None, None))
    return Act(
        steps=steps,
        rows=tuple(rows),
        day=day,
        dated=dated,
        gone=all(is_gone(row, today) for row in rows),
    )


def _general_acts(
    rows: list[Deadline], answers: Answers, legal_help: Sentence | None, today: date
) -> Iterator[tuple[Part, Sentence]]:
    """Yield what helps in this situation whatever the deadlines say, with its part."""
    if answers.code(location_kind) == "outside_us":
        yield Part.WEEK, say(UN_REFUGEE_AGENCY)
        yield Part.WEEK, say(NO_ASYLUM_AT_AN_EMBASSY)
        return
    presses = any(row.tier in PRESSING or told_day(row, today) for row in rows)
    hearing = any(row.rule == HEARING and told_day(row, today) for row in rows)
    has_lawyer_now = answers.code(has_lawyer) == "yes"
    in_court = any(row.rule in {*ASKING_COURT, ADDRESS} for row in rows)
    may_have_case = in_court or answers.has_code(court_case, ("yes", "not_sure"))
    if hearing:
        yield Part.TODAY, say(CHECK_COURT_DATE)
    if presses and not has_lawyer_now and (legal_help or not hearing):
        yield Part.TODAY, legal_help or say(CHECK_COURT_DATE if may_have_case else WRITE_TO_US)
    if hearing and not has_lawyer_now and answers.code(hearing_kind) != "bond":
        yield Part.HEARING, say(ASK_FOR_TIME)
    if has_lawyer_now and answers.code(lawyer_scope) in AT_WORK:
        yield Part.WEEK, say(SHOW_YOUR_LAWYER)
    # Photos only where nobody else looks at the phone.
    if not presses or answers.code(device) == "shared":
        yield Part.WEEK, say(NEW_PAPERS)
    elif answers.code(detained_now) != "yes":
        yield Part.TODAY, say(PHOTOS)


PHOTOS = Phrase(
    "Take a photo of every paper from the court, ICE and USCIS. Send the photos to someone"
    " you trust.",
    "Take a photo of every paper they have from the court, ICE and USCIS. Keep the photos in"
    " a safe place.",
)
SHOW_YOUR_LAWYER = Phrase(
    "Show this plan to your lawyer. Ask about each date.",
    "Show this plan to their lawyer. Ask about each date.",
)
CALL_A_GROUP = Phrase(
    "Call %(group)s for legal help: %(phone)s. Tell them your nearest date first.",
    "Call %(group)s for legal help: %(phone)s. Tell them the nearest date first.",
)
ASK_A_GROUP = Phrase(
    "Look for legal help: %(group)s, %(web)s. Tell them your nearest date first.",
    "Look for legal help: %(group)s, %(web)s. Tell them the nearest date first.",
)
WRITE_TO_US = Phrase(
    "Write to us with your code. Tell us your nearest date first.",
    "Write to us with the code. Tell us the nearest date first.",
)
CHECK_COURT_DATE = Phrase(
    "Check the court date: call 1-800-898-7180 or look at acis.eoir.justice.gov. You need the"
    " A-number.",
    "Check the court date: call 1-800-898-7180 or look at acis.eoir.justice.gov. Have their"
    " A-number ready.",
)
MUST_GO = Phrase(
    "If you do not go, the judge can order you to leave the US.",
    "If they do not go, the judge can order them to leave the US.",
)
ASK_FOR_TIME = Phrase(
    "Ask the judge for time to find a lawyer. You can say: “I am looking for a lawyer. Please"
    " give me more time.”",
    "Tell them to ask the judge for time to find a lawyer. They can say: “I am looking for a"
    " lawyer. Please give me more time.”",
)
NEW_PAPERS = Phrase(
    "Keep every paper and letter in one safe place. If a new one has a date on it, come back"
    " with your code and tell us.",
    "Keep all their papers and letters in one safe place. If a new one has a date on it, come"
    " back with the code and tell us.",
)
UN_REFUGEE_AGENCY = Phrase(
    "Ask UNHCR, the UN refugee agency, who can help in the country where you are. Its page is"
    " help.unhcr.org.",
    "Ask UNHCR, the UN refugee agency, who can help in the country where they are. Its page is"
    " help.unhcr.org.",
)
NO_ASYLUM_AT_AN_EMBASSY = Phrase(
    "A US embassy cannot give you asylum. People can ask for it only in the US or at its"
    " border. Someone on our team will look at what is possible from where you are.",
    "A US embassy cannot give them asylum. People can ask for it only in the US or at its"
    " border. Someone on our team will look at what is possible from where they are.",
)

HEADLINES = phrases_in(table_beside(__file__))
"""The meaning of the day of a rule, under that day and in as few words."""
