"""Safety and health: told only if the person wants to tell."""

from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.conditions import is_one_of
from intake.questionnaire.questions import (
    NO,
    RATHER_NOT_SAY,
    YES,
    Choice,
    Choices,
    LongText,
    Option,
    Style,
    Text,
)
from intake.questionnaire.sections import Page, Section
from intake.words import N_

danger_now = Choice(
    id="danger_now",
    says=N_("Does someone hurt, threaten or control you now?"),
    hint=N_("If you are in danger now, call 911."),
    why=N_("If you say yes, we look at your answers first."),
    style=Style.RADIOS,
    options=(NO, YES, RATHER_NOT_SAY),
)

needs = Choices(
    id="needs",
    says=N_("Do any of these fit you?"),
    hint=N_("Choose all that fit. You can take a break."),
    why=N_("It tells us what cannot wait, and what help to bring."),
    alone=("none", "rather_not_say"),
    options=(
        Option("pregnant", N_("I am pregnant")),
        Option("very_sick", N_("I am very sick or hurt")),
        Option("disability", N_("I have a disability")),
        Option("trauma", N_("It is hard to think or sleep because of what happened")),
        Option("torture", N_("I was tortured")),
        Option("child_alone", N_("I am a child and alone")),
        Option("no_safe_place", N_("I have no safe place to sleep")),
        Option("none", N_("None of these")),
        RATHER_NOT_SAY,
    ),
)

fear_reasons = Choices(
    id="fear_reasons",
    says=N_("Why would someone hurt you there?"),
    hint=N_("Choose all that fit. You can tell a lawyer later instead."),
    why=N_("The law helps people who are hurt for some of these reasons."),
    alone=("rather_not_say",),
    options=(
        Option("religion", N_("My religion")),
        Option("race", N_("My race or people")),
        Option("politics", N_("My politics")),
        Option("nationality", N_("My nationality")),
        Option("group_or_family", N_("My family, or a group I am part of")),
        Option("gender_or_love", N_("My gender, or who I love")),
        Option("gang_or_crime", N_("A gang or a crime")),
        Option("other", N_("Another reason")),
        RATHER_NOT_SAY,
    ),
)

do_not_tell = Text(
    id="do_not_tell",
    says=N_("Is there anyone we must not talk to about this?"),
    hint=N_("Write a name, or who they are to you."),
)

note = LongText(
    id="note",
    says=N_("Is there one thing you want us to know?"),
    hint=N_("A few words are enough. You do not have to tell your story now."),
    longest=500,
)

SECTION = Section(
    id="safety",
    title=N_("Safety and health"),
    pages=(
        Page(questions=(danger_now,), topic=N_("Now")),
        Page(questions=(needs,), topic=N_("Needs")),
        Page(
            questions=(fear_reasons,),
            topic=N_("Reasons"),
            when=is_one_of(help_types, "fear_return"),
        ),
        Page(questions=(do_not_tell,), topic=N_("People")),
        Page(questions=(note,), topic=N_("A note")),
    ),
)
