"""Attacks on the clear columns of many cases: the day of arrival, and the nationality.

Each attack gets what a stolen table shows, and half of the truth to learn from, which is more than
a thief has. It guesses for the other half. What it recovers is compared with chance: with the best
that can be guessed from one early day alone, or from the language of the form alone.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import sqrt
from typing import Any

from intake.actions.assessment.deadline_changes import MOST
from intake.cases.card import EXACT_WITHIN
from intake.frozen import frozen
from intake.law.book import shipped
from intake.triage.days import add_days, add_years, roll_back

LEAD = 60
"""Days before a filing by which to prepare it, as the law book has it."""
TERMS = {"P3": 90, "P2": 30, "P1": 10, "P0": 3}
"""Days before a deadline from which time alone raises a case to a tier."""


@frozen
class Stolen:
    """The clear columns of one case, and the truth about it."""

    received: date
    tier: str
    steps: Sequence[Mapping[str, str]]
    look_by: date
    due: date
    acting: Sequence[date]
    planning: Sequence[date]
    language: str
    sizes: tuple[int, int]
    id: str
    arrived: date
    nationality: str


@frozen
class Outcome:
    """The share of cases that an attack recovers, beside the share that chance recovers."""

    attack: str
    recovered: float
    chance: float
    count: int

    @property
    def is_no_better(self) -> bool:
        """Return true if it lies within four standard deviations of chance."""
        spread = sqrt(self.chance * (1 - self.chance) / self.count)
        return self.recovered <= self.chance + 4 * spread

    def __str__(self) -> str:
        return (
            f"{self.attack}: {self.recovered:.1%} of {self.count:,} recovered, "
            f"by chance {self.chance:.1%}"
        )


def beyond_three_weeks(cases: Iterable[Stolen], *, today: date) -> list[Stolen]:
    """Return the cases whose one-year deadline is more than three weeks ahead in clear."""
    return [case for case in cases if case.acting and deadline_of(case) > today + EXACT_WITHIN]


def arrival_attacks(cases: Sequence[Stolen]) -> list[Outcome]:
    """Try to recover the days of arrival to within a day."""
    known, asked = cases[::2], cases[1::2]
    chance = sum(map(_best_share, asked)) / len(asked)
    return [
        _shifted("one year before the deadline", known, asked, deadline_of, chance),
        _shifted("one year before the day to prepare and its lead", known, asked, _planned, chance),
        _shifted("one year before the steps and their terms", known, asked, _stepped, chance),
        _outcome("business days in the week", asked, _likeliest, chance),
        _learned("sizes", known, asked, lambda case: case.sizes, chance),
        _learned("the first digit of the id", known, asked, lambda case: case.id[0], chance),
        _learned("tier, review and due day", known, asked, _others, chance),
        _learned(
            "weekday of the early day",
            known,
            asked,
            lambda case: deadline_of(case).weekday(),
            chance,
        ),
        _learned("differences of all days", known, asked, _differences, chance),
    ]


def nationality_attacks(cases: Sequence[Stolen]) -> list[Outcome]:
    """Try to recover nationalities; *chance* is what the language of the form alone tells."""
    known, asked = cases[::2], cases[1::2]
    chance = _guessed(known, asked, lambda case: case.language)
    features: Mapping[str, Callable[[Stolen], Any]] = {
        "sizes": lambda case: (case.language, case.sizes),
        "size of the card": lambda case: (case.language, case.sizes[0]),
        "tier": lambda case: (case.language, case.tier),
        "number of dates": lambda case: (case.language, len(case.acting), len(case.planning)),
        "the first digit of the id": lambda case: (case.language, case.id[0]),
        "weekday of receipt": lambda case: (case.language, case.received.weekday()),
    }
    return [
        Outcome(
            attack=name,
            recovered=_guessed(known, asked, feature),
            chance=chance,
            count=len(asked),
        )
        for name, feature in features.items()
    ]


def most_of_a_language(cases: Sequence[Stolen]) -> dict[str, float]:
    """Return for each language in clear the share of its most frequent nationality."""
    by_language: dict[str, list[str]] = defaultdict(list)
    for case in cases:
        by_language[case.language].append(case.nationality)
    return {
        language: Counter(nationalities).most_common(1)[0][1] / len(nationalities)
        for language, nationalities in by_language.items()
    }


def deadline_of(case: Stolen) -> date:
    """Return the deadline with a day to prepare for it so long before, else the last one."""
    planned = {day + timedelta(days=LEAD) for day in case.planning}
    fitting = [day for day in case.acting if day in planned]
    return max(fitting or case.acting)


def _planned(case: Stolen) -> date:
    return max(case.planning, default=deadline_of(case) - timedelta(days=LEAD)) + timedelta(
        days=LEAD
    )


def _stepped(case: Stolen) -> date:
    days = [
        date.fromisoformat(step["from"]) + timedelta(days=TERMS[step["tier"]])
        for step in case.steps
    ]
    return max(days, default=deadline_of(case))


def _others(case: Stolen) -> tuple[Any, ...]:
    return case.tier, (case.look_by - case.received).days, (case.due - case.received).days


def _differences(case: Stolen) -> tuple[int, ...]:
    last = deadline_of(case)
    steps = [date.fromisoformat(step["from"]) for step in case.steps]
    return tuple(sorted((last - day).days for day in (*case.planning, *steps)))


def _arrival_before(deadline: date) -> date:
    """Return the day of arrival whose year ends the day after a deadline."""
    return add_years(deadline + timedelta(days=1), -1)


def _candidates(case: Stolen) -> list[date]:
    """Return the days of arrival that one early day allows."""
    last, holidays = deadline_of(case), shipped().holidays
    exact = {last + timedelta(days=days) for days in range(MOST + 1)}
    first = _arrival_before(last) - timedelta(days=2)
    days = [first + timedelta(days=number) for number in range(MOST + 8)]
    return [day for day in days if roll_back(add_days(add_years(day, 1), -1), holidays) in exact]


def _likeliest(case: Stolen) -> date:
    days = _candidates(case)
    return max(days, key=lambda guess: sum(abs((guess - day).days) <= 1 for day in days))


def _best_share(case: Stolen) -> float:
    days, guess = _candidates(case), _likeliest(case)
    return sum(abs((guess - day).days) <= 1 for day in days) / len(days)


def _shifted(
    attack: str,
    known: Sequence[Stolen],
    asked: Sequence[Stolen],
    deadline: Callable[[Stolen], date],
    chance: float,
) -> Outcome:
    """Guess with the number of days between that fits most of the cases that are known."""
    errors = Counter((case.arrived - _arrival_before(deadline(case))).days for case in known)
    best = max(errors, key=lambda days: sum(errors[days + near] for near in (-1, 0, 1)))

    def guess(case: Stolen) -> date:
        return _arrival_before(deadline(case)) + timedelta(days=best)

    return _outcome(attack, asked, guess, chance)


def _learned(
    attack: str,
    known: Sequence[Stolen],
    asked: Sequence[Stolen],
    feature: Callable[[Stolen], Any],
    chance: float,
) -> Outcome:
    """Guess with the number of days that fits most of the known cases with the same feature."""
    errors: dict[Any, Counter[int]] = defaultdict(Counter)
    for case in known:
        errors[feature(case)][(case.arrived - _arrival_before(deadline_of(case))).days] += 1

    def guess(case: Stolen) -> date:
        seen = errors.get(feature(case), Counter({MOST // 2: 1}))
        best = max(seen, key=lambda days: sum(seen[days + near] for near in (-1, 0, 1)))
        return _arrival_before(deadline_of(case)) + timedelta(days=best)

    return _outcome(f"learned from {attack}", asked, guess, chance)


def _outcome(
    attack: str, asked: Sequence[Stolen], guess: Callable[[Stolen], date], chance: float
) -> Outcome:
    right = sum(abs((guess(case) - case.arrived).days) <= 1 for case in asked)
    return Outcome(attack=attack, recovered=right / len(asked), chance=chance, count=len(asked))


def _guessed(
    known: Sequence[Stolen], asked: Sequence[Stolen], feature: Callable[[Stolen], Any]
) -> float:
    """Return the share of right guesses of the nationality most frequent with a feature."""
    seen: dict[Any, Counter[str]] = defaultdict(Counter)
    for case in known:
        seen[feature(case)][case.nationality] += 1
        seen[case.language][case.nationality] += 1
    right = 0
    for case in asked:
        counted = seen.get(feature(case)) or seen[case.language]
        right += counted.most_common(1)[0][0] == case.nationality
    return right / len(asked)
