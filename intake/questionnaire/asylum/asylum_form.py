"""Questions about an asylum form that was sent: whose it is, and what came back."""

from intake.questionnaire.asylum.proceedings import GUESS
from intake.questionnaire.questions import NOT_SURE, Choice, Date, Option, Span, YesNo

form_reply = Choice(
    id="form_reply",
    since=2,
    says="What came after the form was sent?",
    options=(
        Option(
            "receipt",
            "A receipt",
            hint="From USCIS, it is Form I-797. The court stamps a copy.",
        ),
        Option("came_back", "The form was sent back"),
        Option("nothing", "Nothing yet"),
        NOT_SURE,
    ),
)

form_reply_date = Date(
    id="form_reply_date",
    since=2,
    says="What is the date on the receipt or letter that came?",
    hint=GUESS,
    span=Span.PAST,
)

form_whose = Choice(
    id="form_whose",
    since=2,
    says="Whose form is it?",
    options=(
        Option("mine", "It is mine", helped="It is their own"),
        Option(
            "family",
            "It is my husband’s, wife’s or parent’s. I am on it too",
            helped="It is their husband’s, wife’s or parent’s. They are on it too",
        ),
        NOT_SURE,
    ),
)

form_still_part = YesNo(
    id="form_still_part",
    since=2,
    says="Are you still part of that case?",
    child="Is your child still part of that case?",
    other="Are they still part of that case?",
    hint="A divorce, a death or a birthday can end it.",
)

form_left_date = Date(
    id="form_left_date",
    since=2,
    says="When did you stop being part of that case?",
    child="When did your child stop being part of that case?",
    other="When did they stop being part of that case?",
    hint=GUESS,
    span=Span.PAST,
)

clock_delay = YesNo(
    id="clock_delay",
    since=2,
    says="Did you ask for a later date, or miss fingerprints, an interview or court?",
    child="Was a later date asked for, or were fingerprints, an interview or court missed?",
    other="Did they ask for a later date, or miss fingerprints, an interview or court?",
    why="The wait for a work permit may be longer then.",
)
