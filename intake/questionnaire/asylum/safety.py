"""Questions about safety and health. All of them may be skipped."""

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
    Text,
    Visibility,
)
from intake.questionnaire.sections import Page, Section
from intake.words import N_

danger_now = Choice(
    id="danger_now",
    visibility=Visibility.PRIVATE,
    exact=True,
    in_private=True,
    says=N_("Is anyone hurting, threatening or controlling you?"),
    child=N_("Is anyone hurting, threatening or controlling your child?"),
    other=N_("Is anyone hurting, threatening or controlling them?"),
    hint=N_("If you are in danger now, call 911."),
    hint_child=N_("If anyone is in danger now, call 911."),
    hint_other=N_("If anyone is in danger now, call 911."),
    why=N_("If you say yes, we will look at your answers sooner."),
    options=(NO, YES, RATHER_NOT_SAY),
)

needs = Choices(
    id="needs",
    visibility=Visibility.PRIVATE,
    in_private=True,
    says=N_("Do any of these apply to you?"),
    child=N_("Do any of these apply to your child?"),
    other=N_("Do any of these apply to them?"),
    hint=N_("Choose all that apply. You can take a break."),
    hint_child=N_("Choose all that apply."),
    hint_other=N_("Choose all that apply."),
    why=N_("This tells us what is urgent and what help to plan for."),
    alone=("none", "rather_not_say"),
    options=(
        Option("pregnant", N_("I am pregnant"), helped=N_("Pregnant")),
        Option(
            "very_sick",
            N_("I am very sick or hurt"),
            helped=N_("Very sick or hurt"),
        ),
        Option(
            "disability",
            N_("I have a disability"),
            helped=N_("Has a disability"),
        ),
        Option("trauma", N_("It is hard to think or sleep because of what happened"), private=True),
        Option("torture", N_("I was tortured"), private=True),
        Option(
            "child_alone",
            N_("I am a child and I am alone"),
            helped=N_("A child who is alone"),
        ),
        Option(
            "no_safe_place",
            N_("I have no safe place to sleep"),
            helped=N_("Has no safe place to sleep"),
        ),
        Option("none", N_("None of these")),
        RATHER_NOT_SAY,
    ),
)

fear_reasons = Choices(
    id="fear_reasons",
    visibility=Visibility.PRIVATE,
    binds=True,
    in_private=True,
    says=N_("Why might someone harm you?"),
    hint=N_("Choose all that apply. You can also wait and tell a lawyer."),
    why=N_(
        "The law can protect people who are harmed for some of these reasons. We will not"
        " tell your family or the people around you."
    ),
    alone=("rather_not_say",),
    options=(
        Option("religion", N_("My religion")),
        Option("race", N_("My race or ethnic group")),
        Option("politics", N_("My politics")),
        Option("nationality", N_("My nationality")),
        Option("group_or_family", N_("My family, or a group I belong to")),
        Option("gender_or_love", N_("My gender, or who I love")),
        Option("gang_or_crime", N_("Gangs or crime")),
        Option("other", N_("Another reason")),
        RATHER_NOT_SAY,
    ),
)

do_not_tell = Text(
    id="do_not_tell",
    own_words=True,
    exact=True,
    says=N_("Is there anyone we should not talk to about this?"),
    hint=N_("Give a name, or a word such as “uncle”."),
)

note = LongText(
    id="note",
    says=N_("Is there one more thing you want us to know?"),
    hint=N_("A few words are enough. The whole story can wait."),
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
            private=True,
        ),
        Page(questions=(do_not_tell,), topic=N_("People")),
        Page(questions=(note,), topic=N_("Note")),
    ),
)
