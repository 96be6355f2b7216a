"""Questions about an appointment with USCIS: an interview, or fingerprints."""

from intake.questionnaire.asylum.proceedings import ON_PAPER
from intake.questionnaire.questions import NOT_SURE, Choice, Date, Option, Span, YesNo
from intake.words import N_

appointment = YesNo(
    id="appointment",
    since=2,
    says=N_("Has USCIS given you a day for an interview or for fingerprints?"),
)

appointment_kind = Choice(
    id="appointment_kind",
    since=2,
    says=N_("What is the appointment for?"),
    options=(
        Option("interview", N_("An asylum interview")),
        Option("fingerprints", N_("Fingerprints and photos (biometrics)")),
        Option("other", N_("Something else")),
        NOT_SURE,
    ),
)

appointment_date = Date(
    id="appointment_date",
    since=2,
    binds=True,
    says=N_("What day is the appointment with USCIS?"),
    hint=ON_PAPER,
    span=Span.COMING,
)

appointment_attended = YesNo(
    id="appointment_attended",
    since=2,
    says=N_("Did you go to the appointment with USCIS?"),
    child=N_("Did your child go to the appointment with USCIS?"),
    other=N_("Did they go to the appointment with USCIS?"),
)
