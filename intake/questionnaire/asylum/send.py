"""Questions of the form that sends: what the person agrees to and allows."""

from intake.questionnaire.questions import NO, YES, Choice, Option, Tick
from intake.questionnaire.sections import Page, Section

share_with_others = Choice(
    "share_with_others",
    "May we share your answers with another free legal group?",
    exact=True,
    child="May we share these answers with another free legal group?",
    other="May we share these answers with another free legal group?",
    hint="If you skip this, we will ask you before we share them.",
    options=(
        Option("ask_first", "Only if you ask first"),
        Option("yes", "Yes, you may"),
        Option("never", "No, never"),
    ),
)

reminders = Choice(
    "reminders",
    "May we send reminders about dates, in a way you said is safe?",
    exact=True,
    hint=(
        "We send reminders only by email, and only if you said email is safe. We keep your email"
        " address until we close your request. If you skip this, we will not send any."
    ),
    options=(YES, NO),
)

ack_not_lawyer = Tick(
    "ack_not_lawyer",
    "I understand that this form does not make you my lawyer, and that you may say no.",
    exact=True,
    child=(
        "I understand that this form does not make you my child’s lawyer, and that you may say no."
    ),
    other=(
        "They want this help, or they cannot be asked right now. I understand that this form"
        " does not make you their lawyer, and that you may say no."
    ),
    required="Check this box before you send. This form does not give anyone a lawyer.",
)

ack_deadline = Tick(
    "ack_deadline",
    "I understand that sending this form does not stop any deadline.",
    exact=True,
    required="Check this box before you send. This form does not stop any deadline.",
)

SECTION = Section(
    "send",
    "Sending",
    pages=(Page((share_with_others,), topic="Sharing"), Page((reminders,), topic="Reminders")),
)
