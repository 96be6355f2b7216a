"""Questions about an appointment with USCIS: an interview, or fingerprints."""

from intake.questionnaire.asylum.proceedings import ON_PAPER
from intake.questionnaire.questions import NOT_SURE, Choice, Date, Option, Span, YesNo

appointment = YesNo(
    id="appointment",
    since=2,
    says="Has USCIS given you a day for an interview or for fingerprints?",
)

appointment_kind = Choice(
    id="appointment_kind",
    since=2,
    says="What is the appointment for?",
    options=(
        Option("interview", "An asylum interview"),
        Option("fingerprints", "Fingerprints and photos (biometrics)"),
        Option("other", "Something else"),
        NOT_SURE,
    ),
)

appointment_date = Date(
    id="appointment_date",
    since=2,
    binds=True,
    says="What day is the appointment with USCIS?",
    hint=ON_PAPER,
    span=Span.COMING,
)

appointment_attended = YesNo(
    id="appointment_attended",
    since=2,
    says="Did you go to the appointment with USCIS?",
    child="Did your child go to the appointment with USCIS?",
    other="Did they go to the appointment with USCIS?",
)
