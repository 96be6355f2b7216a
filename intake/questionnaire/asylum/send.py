"""Questions of the form that sends: what the person agrees to and allows."""

from intake.questionnaire.questions import NO, YES, Choice, Option, Tick
from intake.questionnaire.sections import Page, Section
from intake.words import N_

share_with_others = Choice(
    id="share_with_others",
    exact=True,
    says=N_("May we share your answers with another free legal group?"),
    child=N_("May we share these answers with another free legal group?"),
    other=N_("May we share these answers with another free legal group?"),
    hint=N_("If you skip this, we will ask you before we share them."),
    options=(
        Option("ask_first", N_("Only if you ask first")),
        Option("yes", N_("Yes, you may")),
        Option("never", N_("No, never")),
    ),
)

reminders = Choice(
    id="reminders",
    exact=True,
    says=N_("May we send reminders about dates, in a way you said is safe?"),
    hint=N_(
        "We send reminders only by email, and only if you said email is safe. We keep your email"
        " address until we close your request. If you skip this, we will not send any."
    ),
    options=(YES, NO),
)

ack_not_lawyer = Tick(
    id="ack_not_lawyer",
    exact=True,
    says=N_("I understand that this form does not make you my lawyer, and that you may say no."),
    child=N_(
        "I understand that this form does not make you my child’s lawyer, and that you may say no."
    ),
    other=N_(
        "They want this help, or they cannot be asked right now. I understand that this form"
        " does not make you their lawyer, and that you may say no."
    ),
    required=N_("Check this box before you send. This form does not give anyone a lawyer."),
)

ack_deadline = Tick(
    id="ack_deadline",
    exact=True,
    says=N_("I understand that sending this form does not stop any deadline."),
    required=N_("Check this box before you send. This form does not stop any deadline."),
)

SECTION = Section(
    id="send",
    title=N_("Sending"),
    pages=(
        Page(questions=(share_with_others,), topic=N_("Sharing")),
        Page(questions=(reminders,), topic=N_("Reminders")),
    ),
)
