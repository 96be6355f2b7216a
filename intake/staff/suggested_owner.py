"""Suggest an owner for a case, with the facts on which the suggestion rests.

The rule is pure: the same case and members give the same suggestion. It only suggests; a person
assigns.
"""

from collections.abc import Sequence

from intake.frozen import frozen

UNLIMITED = 10
"""Cases a week by which a member without a number is compared with others."""


@frozen
class Candidate:
    """A member at work who may own the case.

    ``languages`` are tags, ``states`` postal codes. ``new_cases`` is the number of cases of the
    last seven days that they own, ``cases_a_week`` how many they take, or ``None`` for no limit.
    """

    member_id: str
    languages: frozenset[str]
    states: frozenset[str]
    cases_a_week: int | None
    new_cases: int

    @property
    def has_room(self) -> bool:
        """Return true if the member takes another case this week."""
        return self.cases_a_week is None or self.new_cases < self.cases_a_week

    @property
    def load(self) -> float:
        """Return the share of their week that is taken."""
        return self.new_cases / (self.cases_a_week or UNLIMITED)


@frozen
class Suggestion:
    """A member, and why: the shared language and state (or empty), and their new cases."""

    member_id: str
    language: str
    state: str
    new_cases: int
    cases_a_week: int | None


def suggest_owner(
    languages: Sequence[str], state: str, candidates: Sequence[Candidate]
) -> Suggestion | None:
    """Return the best owner for a case in these *languages*, the first one to call in.

    One who speaks the language comes before one who works in the state of the case, then one with
    the smaller share of the week taken, then the first of *candidates*. Return ``None`` if nobody
    takes another case this week.
    """
    with_room = [candidate for candidate in candidates if candidate.has_room]
    if not with_room:
        return None

    def rank(candidate: Candidate) -> tuple[int, bool, float]:
        shared = [place for place, tag in enumerate(languages) if tag in candidate.languages]
        return min(shared, default=len(languages)), state not in candidate.states, candidate.load

    best = min(with_room, key=rank)
    return Suggestion(
        member_id=best.member_id,
        language=next((tag for tag in languages if tag in best.languages), ""),
        state=state if state in best.states else "",
        new_cases=best.new_cases,
        cases_a_week=best.cases_a_week,
    )
