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

help_types = Choices(
    "help_types",
    "What do you need help with?",
    child="What does your child need help with?",
    other="What do they need help with?",
    hint="Choose all that apply.",
    required="Choose at least one. You may choose “I am not sure”.",
    options=(
        Option(
            "fear_return",
            "I am afraid to go back to my country",
            helped="They are afraid to go back to their country",
        ),
        Option(
            "harmed_in_us",
            "Someone hurt me or committed a crime against me in the US",
            helped="Someone hurt them or committed a crime against them in the US",
        ),
        Option(
            "forced_work_or_sex",
            "Someone forced or tricked me into work or sex",
            helped="Someone forced or tricked them into work or sex",
        ),
        Option(
            "parent_harm",
            "I am under 21, and a parent hurt me or left me",
            helped="Under 21, and a parent hurt them or left them",
        ),
        Option(
            "bring_family",
            "I have asylum or refugee status and want to bring my family",
            helped="They have asylum or refugee status and want to bring family",
        ),
        Option(
            "court_or_order",
            "I have to go to immigration court, or I have a deportation order",
            helped="They have to go to immigration court, or they have a deportation order",
        ),
        Option("something_else", "Something else"),
        NOT_SURE,
    ),
)

has_lawyer = Choice(
    "has_lawyer",
    "Do you have a lawyer for your immigration case now?",
    child="Does your child have a lawyer for the immigration case now?",
    other="Do they have a lawyer for their immigration case now?",
    hint="If you have one, you can still ask us for help.",
    options=(
        NO,
        YES,
        Option("before", "I had one, but not now", helped="There was one, but not now"),
        Option(
            "unsure_if_lawyer",
            "Someone is helping me, but I am not sure they are a lawyer",
            helped="Someone is helping, but may not be a lawyer",
        ),
        NOT_SURE,
    ),
)

lawyer_scope = Choice(
    "lawyer_scope",
    "What is your lawyer doing for you?",
    child="What is the lawyer doing?",
    other="What is their lawyer doing for them?",
    options=(
        Option("whole_case", "All of my case", helped="All of the case"),
        Option("one_part", "Only one part of it"),
        Option("want_other", "I want a different lawyer", helped="We want a different lawyer"),
        Option(
            "second_opinion",
            "I want a second opinion from another lawyer",
            helped="We want a second opinion from another lawyer",
        ),
        Option(
            "stopped_answering",
            "My lawyer stopped answering me",
            helped="The lawyer stopped answering",
        ),
    ),
)

household_size = Number(
    "household_size",
    "How many people live on your household’s income?",
    child="How many people live on the income of your child’s household?",
    other="How many people live on their household’s income?",
    hint="Include yourself.",
    hint_child="Include your child.",
    hint_other="Include them.",
    least=1,
    most=20,
)

income = Choice(
    "income",
    "Do you know about how much money your household gets?",
    other="Do you know about how much money their household gets?",
    why=(
        "Our help is free. Some free help is only for people with low income. This answer"
        " does not affect an asylum case."
    ),
    options=(
        Option("amount", "Yes, roughly"),
        Option("none", "No money comes in"),
        NOT_SURE,
        RATHER_NOT_SAY,
    ),
)

income_amount = Money(
    "income_amount",
    "How much is it, in US dollars?",
    hint="For everyone in the household together. A guess is fine.",
)

income_period = Choice(
    "income_period",
    "How often does this money come in?",
    options=(
        Option("week", "Every week"),
        Option("two_weeks", "Every two weeks"),
        Option("month", "Every month"),
        Option("year", "Every year"),
    ),
)

SECTION = Section(
    "screen",
    "Help needed",
    pages=(
        Page((help_types,), topic="Help"),
        Page(
            (has_lawyer, lawyer_scope),
            topic="Other help",
            parts=(Part(lawyer_scope, has_lawyer, ("yes",)),),
        ),
        Page(
            (household_size, income, income_amount, income_period),
            heading="Household money",
            topic="Money",
            when=unless(is_one_of(filling_for, "detained_person")),
            parts=(
                Part(income_amount, income, ("amount",)),
                Part(income_period, income, ("amount",)),
            ),
        ),
    ),
)
