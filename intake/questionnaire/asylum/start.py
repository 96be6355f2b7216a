"""Questions before the start: who needs help, and who else uses this device."""

from intake.questionnaire.questions import Choice, Language, Option, Text
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
            questions=(filling_for, device),
            heading=N_("Before you start"),
            topic=N_("Who this is for"),
        ),
    ),
    unasked=(call_language, call_language_other),
)
