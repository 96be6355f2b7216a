"""E1 to E6: what help, which lawyer, how much money, where, whose consent. One rule a function."""

from __future__ import annotations

from collections.abc import Callable

from intake.eligibility.means import means_of, region_of
from intake.eligibility.request import Outcome, Practice, Request, Verdict
from intake.questionnaire.asylum.safety import do_not_tell
from intake.questionnaire.asylum.screen import (
    has_lawyer,
    help_types,
    household_size,
    income,
    income_amount,
    income_period,
    lawyer_scope,
)
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.asylum.where import detained_now, location_kind, us_state
from intake.questionnaire.asylum.you import full_name_docs, other_names
from intake.reasons import Reason
from intake.words import N_, Sentence, say

__all__ = ["RULES", "Practice", "Rule"]

Rule = Callable[[Request], Verdict | None]

PROTECTION = ("fear_return", "harmed_in_us", "forced_work_or_sex", "parent_harm")

SEES_A_PERSON = N_("A person will look at what help is needed.")


def e1_protection(request: Request) -> Verdict:
    """E1. We help with protection: INA 208, 241(b)(3), 101(a)(15)(T), (U), (27)(J), 204(a)(1).

    Court, an order, or not being sure goes to a person. Only something else is outside.
    """
    if request.is_one_of(help_types, *PROTECTION):
        outcome, says = Outcome.LIKELY, say(N_("You asked for help with staying safe from harm."))
    elif request.is_one_of(help_types, "bring_family"):
        outcome, says = Outcome.LIKELY, say(N_("You asked for help to bring family."))
    elif request.answers.codes(help_types) == ("something_else",):
        outcome = Outcome.UNLIKELY
        says = say(N_("Our help is for people who need to be safe. You asked for something else."))
    else:
        outcome, says = Outcome.PERSON, say(SEES_A_PERSON)
    return _verdict(
        outcome,
        "E1",
        says,
        "INA 208, 241(b)(3), 101(a)(15)(T), (U), 101(a)(27)(J), 204(a)(1); 8 CFR 1208.16-.18",
        help_types.id,
    )


def e2_lawyer(request: Request) -> Verdict:
    """E2. A person with a lawyer is spoken with carefully, never unheard: ABA Model Rule 4.2.

    A lawyer for the whole case: probably not us. One part, another lawyer wished for, a second
    opinion, no answers any more: a person decides. So does not knowing.
    """
    scope = (has_lawyer.id, lawyer_scope.id)
    if request.is_one_of(has_lawyer, "no", "before"):
        outcome, says = Outcome.LIKELY, say(N_("There is no lawyer for the case now."))
    elif request.is_one_of(has_lawyer, "unsure_if_lawyer"):
        outcome = Outcome.LIKELY
        says = say(N_("The person who helps may not be a lawyer. You can still ask us."))
    elif not request.is_one_of(has_lawyer, "yes"):
        outcome = Outcome.PERSON
        says = say(N_("We do not know if there is a lawyer. A person will ask."))
    elif request.is_one_of(lawyer_scope, "whole_case"):
        outcome = Outcome.UNLIKELY
        says = say(N_("A lawyer is working on the case now. Then we usually cannot help."))
    else:
        outcome = Outcome.PERSON
        says = say(N_("There is a lawyer. A person will look at what else is needed."))
    answers = scope if request.is_one_of(has_lawyer, "yes") else scope[:1]
    return _verdict(outcome, "E2", says, "ABA Model Rule 4.2, comment 4", *answers)


def e3_means(request: Request) -> Verdict:
    """E3. Our help is for people with little money: poverty guidelines, 42 USC 9902(2).

    At most the guide is likely; above it, or not told, a person decides: money alone never says
    no. Somebody locked up has no income. As in 45 CFR 1611, what cannot be reached is not counted.
    """
    means = means_of(request)
    if _locked_up(request):
        outcome = Outcome.LIKELY
        says = say(N_("The person is locked up, so we count no income."))
        answers = request.given(detained_now, filling_for)
    elif means is None:
        outcome = Outcome.PERSON
        says = say(
            N_("You told us that no money comes in. A person will look at it.")
            if request.is_one_of(income, "none")
            else N_("We do not know how much money comes in. A person will look at it.")
        )
        answers = (household_size.id, income.id)
    else:
        outcome = Outcome.LIKELY if means.within else Outcome.PERSON
        says = say(
            N_(
                "For a family of %(people)s our guide is $%(guide)s a year. The money that comes in"
                " is not more than that."
            )
            if means.within
            else N_(
                "For a family of %(people)s our guide is $%(guide)s a year. The money that comes in"
                " is more than that. A person will look at it."
            ),
            people=means.people,
            guide=means.guide,
        )
        answers = request.given(income_amount, income_period, household_size, us_state)
    table = request.law.parameter(f"poverty_{region_of(request)}", on=request.received)
    return _verdict(outcome, "E3", says, f"42 USC 9902(2); {table.citation}", *answers)


def e4_place(request: Request) -> Verdict:
    """E4. Asylum is asked for in the US or at its border: INA 208(a)(1). Our lawyers have a place.

    Outside the country, at the border, or not told: a person decides. Outside our states, if we
    have set any: probably not us.
    """
    area = request.practice.service_area
    state = request.answers.code(us_state)
    answers: tuple[str, ...] = (location_kind.id,)
    if not request.is_one_of(location_kind, "in_us"):
        outcome, says = Outcome.PERSON, say(N_("A person will look at what fits that place."))
    elif not area:
        outcome, says = Outcome.LIKELY, say(N_("The help is needed in the United States."))
    else:
        answers = (us_state.id, location_kind.id)
        if not state:
            outcome, says = Outcome.PERSON, say(N_("A person will ask which state it is."))
        elif state in area:
            outcome, says = Outcome.LIKELY, say(N_("Our lawyers work in that state."))
        else:
            outcome = Outcome.UNLIKELY
            says = say(N_("Our lawyers do not work in that state."))
    return _verdict(outcome, "E4", says, "INA 208(a)(1); the organisation's service area", *answers)


def e5_conflict(request: Request) -> Verdict | None:
    """E5. Conflicts are checked before anybody reads: ABA Model Rules 1.7, 1.9, 1.10, 1.18.

    It changes no outcome; the desk holds the story back.
    """
    answers = request.given(full_name_docs, other_names, do_not_tell)
    if not answers:
        return None
    says = say(N_("We first check that we do not work for the other side."))
    return _verdict(None, "E5", says, "ABA Model Rules 1.7, 1.9, 1.10, 1.18", *answers)


def e6_consent(request: Request) -> Verdict | None:
    """E6. Who asks for somebody else is heard; details wait for that person: ABA Model Rule 1.6(a).

    It changes no outcome.
    """
    if not request.is_one_of(filling_for, "child", "detained_person", "other_person"):
        return None
    says = say(N_("This is for another person. We need their own yes before we share details."))
    return _verdict(None, "E6", says, "ABA Model Rules 1.6(a), 1.14", filling_for.id)


RULES: tuple[Rule, ...] = (e1_protection, e2_lawyer, e3_means, e4_place, e5_conflict, e6_consent)


def _locked_up(request: Request) -> bool:
    if request.is_one_of(detained_now, "yes"):
        return True
    for_detained = request.is_one_of(filling_for, "detained_person")
    return for_detained and not request.is_one_of(detained_now, "no")


def _verdict(
    outcome: Outcome | None, rule: str, says: Sentence, authority: str, *answers: str
) -> Verdict:
    reason = Reason(rule=rule, says=says, authority=authority, answers=answers)
    return Verdict(outcome=outcome, reason=reason)
