"""Questions about an asylum form that was sent: whose it is, and what came back."""

from intake.questionnaire.questions import NOT_SURE, Choice, Date, Option, Span, YesNo
from intake.words import N_

form_reply = Choice(
    id="form_reply",
    since=2,
    says=N_("What came after the form was sent?"),
    options=(
        Option("receipt", N_("A receipt")),
        Option("came_back", N_("The form came back")),
        Option("nothing", N_("Nothing came")),
        NOT_SURE,
    ),
)

form_reply_date = Date(
    id="form_reply_date",
    since=2,
    says=N_("What is the date on that letter?"),
    hint=N_("A guess is fine."),
    span=Span.PAST,
)

form_whose = Choice(
    id="form_whose",
    since=2,
    says=N_("In whose name was the form sent?"),
    options=(
        Option("mine", N_("In my name"), helped=N_("In their own name")),
        Option(
            "family",
            N_("In the name of my husband, wife or parent"),
            helped=N_("In the name of their husband, wife or parent"),
        ),
        NOT_SURE,
    ),
)

form_still_part = YesNo(
    id="form_still_part",
    since=2,
    says=N_("Are you still part of that case?"),
    child=N_("Is your child still part of that case?"),
    other=N_("Are they still part of that case?"),
    hint=N_("A divorce, a death, or a birthday can end it."),
)

form_left_date = Date(
    id="form_left_date",
    since=2,
    says=N_("When did that end?"),
    hint=N_("A guess is fine."),
    span=Span.PAST,
)

clock_delay = YesNo(
    id="clock_delay",
    since=2,
    says=N_("Did you ask for a later date, or miss fingerprints, an interview or court?"),
    child=N_("Was a later date asked for, or were fingerprints, an interview or court missed?"),
    other=N_("Did they ask for a later date, or miss fingerprints, an interview or court?"),
    why=N_("The wait for a work permit may be longer then."),
)
