"""Questions before the start: who needs help, and who else uses this device."""

from intake.questionnaire.questions import NOT_SURE, Choice, Language, Option, Text
from intake.questionnaire.sections import Page, Section

filling_for = Choice(
    "filling_for",
    "Who needs help?",
    binds=True,
    hint="If you are helping someone, ask them first. Our questions will be about them.",
    options=(
        Option("self", "I do"),
        Option("child", "My child"),
        Option("detained_person", "Someone in jail or detention"),
        Option("other_person", "Someone else"),
    ),
)

device = Choice(
    "device",
    "Are you the only one who uses this phone or computer?",
    exact=True,
    why=(
        "If others use it, this form closes after 30 minutes without an answer."
        " If only you use it, it closes after 5 hours."
    ),
    options=(Option("mine", "Yes, only I use it"), Option("shared", "No, other people use it too")),
)

under_18 = Choice(
    "under_18",
    "Is the person who needs help under 18?",
    since=2,
    why="Some deadlines are different for people under 18. Some lawyers help only them.",
    options=(
        Option("no", "No, 18 or older"),
        Option("yes", "Yes, under 18"),
        Option("when_i_came", "No, but they were when they came to the US"),
        NOT_SURE,
    ),
)

CHILD_SPEAKS = "Which language does your child speak best?"
THEY_SPEAK = "Which language do they speak best?"
"""Asked at the desk alone, in English, so that no translator is given them."""

call_language = Language(
    "call_language", "Which language do you speak best?", child=CHILD_SPEAKS, other=THEY_SPEAK
)

call_language_other = Text("call_language_other", "If it is another language, which one?")

SECTION = Section(
    "start",
    "Before you start",
    pages=(
        Page((filling_for, under_18, device), heading="Before you start", topic="Who this is for"),
    ),
    unasked=(call_language, call_language_other),
)
