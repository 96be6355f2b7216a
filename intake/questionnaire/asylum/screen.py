"""Questions about the help needed: its kind, a lawyer if there is one, and money."""

from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.conditions import is_one_of, unless
from intake.questionnaire.questions import (
    NO,
    NOT_SURE,
    RATHER_NOT_SAY,
    YES,
    Choice,
    Choices,
    Money,
    Number,
    Option,
)
from intake.questionnaire.sections import Page, Part, Section
from intake.words import N_

help_types = Choices(
    id="help_types",
    says=N_("What do you need help with?"),
    child=N_("What does your child need help with?"),
    other=N_("What do they need help with?"),
    hint=N_("Choose all that apply."),
    required=N_("Choose at least one. You may choose “I am not sure”."),
    options=(
        Option(
            "fear_return",
            N_("I am afraid to go back to my country"),
            helped=N_("They are afraid to go back to their country"),
        ),
        Option(
            "harmed_in_us",
            N_("Someone hurt me or committed a crime against me in the US"),
            helped=N_("Someone hurt them or committed a crime against them in the US"),
        ),
        Option(
            "forced_work_or_sex",
            N_("Someone forced or tricked me into work or sex"),
            helped=N_("Someone forced or tricked them into work or sex"),
        ),
        Option(
            "parent_harm",
            N_("I am under 21, and a parent hurt me or left me"),
            helped=N_("Under 21, and a parent hurt them or left them"),
        ),
        Option(
            "bring_family",
            N_("I have asylum or refugee status and want to bring my family"),
            helped=N_("They have asylum or refugee status and want to bring family"),
        ),
        Option(
            "court_or_order",
            N_("I have to go to immigration court, or I have a deportation order"),
            helped=N_("They have to go to immigration court, or they have a deportation order"),
        ),
        Option("something_else", N_("Something else")),
        NOT_SURE,
    ),
)

has_lawyer = Choice(
    id="has_lawyer",
    says=N_("Do you have a lawyer for your immigration case now?"),
    child=N_("Does your child have a lawyer for the immigration case now?"),
    other=N_("Do they have a lawyer for their immigration case now?"),
    hint=N_("If you have one, you can still ask us for help."),
    options=(
        NO,
        YES,
        Option(
            "before",
            N_("I had one, but not now"),
            helped=N_("There was one, but not now"),
        ),
        Option(
            "unsure_if_lawyer",
            N_("Someone is helping me, but I am not sure they are a lawyer"),
            helped=N_("Someone is helping, but may not be a lawyer"),
        ),
        NOT_SURE,
    ),
)

lawyer_scope = Choice(
    id="lawyer_scope",
    says=N_("What is your lawyer doing for you?"),
    child=N_("What is the lawyer doing?"),
    other=N_("What is their lawyer doing for them?"),
    options=(
        Option(
            "whole_case",
            N_("All of my case"),
            helped=N_("All of the case"),
        ),
        Option("one_part", N_("Only one part of it")),
        Option(
            "want_other",
            N_("I want a different lawyer"),
            helped=N_("We want a different lawyer"),
        ),
        Option(
            "second_opinion",
            N_("I want a second opinion from another lawyer"),
            helped=N_("We want a second opinion from another lawyer"),
        ),
        Option(
            "stopped_answering",
            N_("My lawyer stopped answering me"),
            helped=N_("The lawyer stopped answering"),
        ),
    ),
)

household_size = Number(
    id="household_size",
    says=N_("How many people live on your household’s income?"),
    child=N_("How many people live on the income of your child’s household?"),
    other=N_("How many people live on their household’s income?"),
    hint=N_("Include yourself."),
    hint_child=N_("Include your child."),
    hint_other=N_("Include them."),
    least=1,
    most=20,
)

income = Choice(
    id="income",
    says=N_("Do you know about how much money your household gets?"),
    other=N_("Do you know about how much money their household gets?"),
    why=N_(
        "Our help is free. Some free help is only for people with low income. This answer"
        " does not affect an asylum case."
    ),
    options=(
        Option("amount", N_("Yes, roughly")),
        Option("none", N_("No money comes in")),
        NOT_SURE,
        RATHER_NOT_SAY,
    ),
)

income_amount = Money(
    id="income_amount",
    says=N_("How much is it, in US dollars?"),
    hint=N_("For everyone in the household together. A guess is fine."),
)

income_period = Choice(
    id="income_period",
    says=N_("How often does this money come in?"),
    options=(
        Option("week", N_("Every week")),
        Option("two_weeks", N_("Every two weeks")),
        Option("month", N_("Every month")),
        Option("year", N_("Every year")),
    ),
)

SECTION = Section(
    id="screen",
    title=N_("Help needed"),
    pages=(
        Page(questions=(help_types,), topic=N_("Help")),
        Page(
            questions=(has_lawyer, lawyer_scope),
            topic=N_("Other help"),
            parts=(Part(lawyer_scope, has_lawyer, ("yes",)),),
        ),
        Page(
            questions=(household_size, income, income_amount, income_period),
            heading=N_("Household money"),
            topic=N_("Money"),
            when=unless(is_one_of(filling_for, "detained_person")),
            parts=(
                Part(income_amount, income, ("amount",)),
                Part(income_period, income, ("amount",)),
            ),
        ),
    ),
)
