"""Means: what a household has in a year, against the poverty guideline of its size and place."""

from decimal import Decimal

from intake.eligibility.request import Request
from intake.frozen import frozen
from intake.questionnaire.asylum.screen import household_size, income, income_amount, income_period
from intake.questionnaire.asylum.where import us_state

REGIONS = {"AK": "alaska", "HI": "hawaii"}
"""DC and the territories go by the table of the 48 states, as does a state not told: its guide is
the lowest, so nobody is let through by it who would not be anywhere."""

TIMES_A_YEAR = {"week": 52, "two_weeks": 26, "month": 12, "year": 1}


@frozen
class Means:
    """A yearly income beside the guide in dollars: the guideline times the organisation's percent.

    ``exact_guide`` is the guide before cents are cut off; equal to it is within.
    """

    people: int
    income: Decimal
    exact_guide: Decimal

    @property
    def within(self) -> bool:
        """Return true where the income is at most the guide."""
        return self.income <= self.exact_guide

    @property
    def guide(self) -> int:
        """The guide in whole dollars."""
        return int(self.exact_guide)


def means_of(request: Request) -> Means | None:
    """Return household and income; ``None`` if size, amount or period is not known."""
    people = request.answers.number(household_size)
    amount = request.answers.number(income_amount)
    times = TIMES_A_YEAR.get(request.answers.code(income_period))
    if not isinstance(people, int) or amount is None or times is None:
        return None
    if not request.is_one_of(income, "amount"):
        return None
    return Means(
        people=people, income=Decimal(amount) * times, exact_guide=guide_for(request, people)
    )


def region_of(request: Request) -> str:
    """Return the region whose poverty table applies."""
    return REGIONS.get(request.answers.code(us_state), "contiguous")


def guide_for(request: Request, people: int) -> Decimal:
    """Return the poverty guideline of a household (42 USC 9902(2)) on the day received."""
    region = region_of(request)
    table = request.law.numbers(f"poverty_{region}", on=request.received)
    more = request.number(f"poverty_more_{region}") * max(0, people - len(table))
    guideline = table[min(people, len(table)) - 1] + more
    return Decimal(guideline * request.practice.income_percent) / 100


def income_within(request: Request) -> Decimal | None:
    """Return the largest amount, in the stated period, within the guideline."""
    people = request.answers.number(household_size)
    times = TIMES_A_YEAR.get(request.answers.code(income_period))
    if not isinstance(people, int) or times is None:
        return None
    return Decimal(int(guide_for(request, people) / times))
