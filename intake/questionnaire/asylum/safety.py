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

danger_now = Choice(
    "danger_now",
    "Is anyone hurting, threatening or controlling you?",
    visibility=Visibility.PRIVATE,
    exact=True,
    in_private=True,
    child="Is anyone hurting, threatening or controlling your child?",
    other="Is anyone hurting, threatening or controlling them?",
    hint="If you are in danger now, call 911.",
    hint_child="If anyone is in danger now, call 911.",
    hint_other="If anyone is in danger now, call 911.",
    why="If you say yes, we will look at your answers sooner.",
    options=(NO, YES, RATHER_NOT_SAY),
)

needs = Choices(
    "needs",
    "Do any of these apply to you?",
    visibility=Visibility.PRIVATE,
    in_private=True,
    child="Do any of these apply to your child?",
    other="Do any of these apply to them?",
    hint="Choose all that apply. You can take a break.",
    hint_child="Choose all that apply.",
    hint_other="Choose all that apply.",
    why="This tells us what is urgent and what help to plan for.",
    alone=("none", "rather_not_say"),
    options=(
        Option("pregnant", "I am pregnant", helped="Pregnant"),
        Option("very_sick", "I am very sick or hurt", helped="Very sick or hurt"),
        Option("disability", "I have a disability", helped="Has a disability"),
        Option("trauma", "It is hard to think or sleep because of what happened", private=True),
        Option("torture", "I was tortured", private=True),
        Option("child_alone", "I am a child and I am alone", helped="A child who is alone"),
        Option(
            "no_safe_place", "I have no safe place to sleep", helped="Has no safe place to sleep"
        ),
        Option("none", "None of these"),
        RATHER_NOT_SAY,
    ),
)

fear_reasons = Choices(
    "fear_reasons",
    "Why might someone harm you?",
    visibility=Visibility.PRIVATE,
    binds=True,
    in_private=True,
    hint="Choose all that apply. You can also wait and tell a lawyer.",
    why=(
        "The law can protect people who are harmed for some of these reasons. We will not"
        " tell your family or the people around you."
    ),
    alone=("rather_not_say",),
    options=(
        Option("religion", "My religion"),
        Option("race", "My race or ethnic group"),
        Option("politics", "My politics"),
        Option("nationality", "My nationality"),
        Option("group_or_family", "My family, or a group I belong to"),
        Option("gender_or_love", "My gender, or who I love"),
        Option("gang_or_crime", "Gangs or crime"),
        Option("other", "Another reason"),
        RATHER_NOT_SAY,
    ),
)

do_not_tell = Text(
    "do_not_tell",
    "Is there anyone we should not talk to about this?",
    own_words=True,
    exact=True,
    hint="Give a name, or a word such as “uncle”.",
)

note = LongText(
    "note",
    "Is there one more thing you want us to know?",
    hint="A few words are enough. The whole story can wait.",
    longest=500,
)

SECTION = Section(
    "safety",
    "Safety and health",
    pages=(
        Page((danger_now,), topic="Now"),
        Page((needs,), topic="Needs"),
        Page(
            (fear_reasons,),
            topic="Reasons",
            when=is_one_of(help_types, "fear_return"),
            private=True,
        ),
        Page((do_not_tell,), topic="People"),
        Page((note,), topic="Note"),
    ),
)
