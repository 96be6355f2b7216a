"""Questions before the start: who needs help, and who else uses this device."""

from intake.questionnaire.questions import NOT_SURE, Choice, Language, Option, Text
from intake.questionnaire.sections import Page, Section
from intake.words import N_

filling_for = Choice(
    id="filling_for",
    binds=True,
    says=N_("Who needs help?"),
    hint=N_("If you are helping someone, ask them first. Our questions will be about them."),
    options=(
        Option("self", N_("I do")),
        Option("child", N_("My child")),
        Option("detained_person", N_("Someone in jail or detention")),
        Option("other_person", N_("Someone else")),
    ),
)

device = Choice(
    id="device",
    exact=True,
    says=N_("Are you the only one who uses this phone or computer?"),
    why=N_(
        "If others use it, this form closes after 30 minutes without an answer."
        " If only you use it, it closes after 5 hours."
    ),
    options=(
        Option("mine", N_("Yes, only I use it")),
        Option("shared", N_("No, other people use it too")),
    ),
)

under_18 = Choice(
    id="under_18",
    since=2,
    says=N_("Is the person who needs help under 18?"),
    why=N_("Some deadlines are different for people under 18. Some lawyers help only them."),
    options=(
        Option("no", N_("No, 18 or older")),
        Option("yes", N_("Yes, under 18")),
        Option("when_i_came", N_("No, but they were when they came to the US")),
        NOT_SURE,
    ),
)

call_language = Language(
    id="call_language",
    says=N_("Which language do you speak best?"),
    child="Which language does your child speak best?",
    other="Which language do they speak best?",
)

call_language_other = Text(
    id="call_language_other",
    says="If it is another language, which one?",
)

SECTION = Section(
    id="start",
    title=N_("Before you start"),
    pages=(
        Page(
            questions=(filling_for, under_18, device),
            heading=N_("Before you start"),
            topic=N_("Who this is for"),
        ),
    ),
    unasked=(call_language, call_language_other),
)
