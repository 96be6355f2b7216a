"""Questions about an appointment with USCIS: an interview, or fingerprints."""

from intake.questionnaire.questions import NOT_SURE, Choice, Date, Option, Span, YesNo
from intake.words import N_

appointment = YesNo(
    id="appointment",
    since=2,
    says="Has USCIS given you a day for an interview or for fingerprints?",
    child="Has USCIS given your child a day for an interview or for fingerprints?",
    other="Has USCIS given them a day for an interview or for fingerprints?",
)

appointment_kind = Choice(
    id="appointment_kind",
    since=2,
    says=N_("What is the appointment for?"),
    options=(
        Option("interview", N_("An interview about asylum")),
        Option("fingerprints", N_("Fingerprints and photos (biometrics)")),
        Option("other", N_("Something else")),
        NOT_SURE,
    ),
)

appointment_date = Date(
    id="appointment_date",
    since=2,
    binds=True,
    says=N_("What day is the appointment?"),
    hint=N_("The date on the paper is best. A guess is fine."),
    span=Span.COMING,
)

appointment_attended = YesNo(
    id="appointment_attended",
    since=2,
    says=N_("Did you go to that appointment?"),
    child=N_("Did your child go to that appointment?"),
    other=N_("Did they go to that appointment?"),
)
