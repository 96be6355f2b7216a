"""Questions about what an office or a court said, and what followed: orders, appeals, motions."""

from intake.questionnaire.questions import NOT_SURE, Choice, Date, Option, Span, YesNo
from intake.words import N_

GUESS = N_("A guess is fine.")
ON_PAPER = N_("The date on the paper is best. A guess is fine.")

leave_told_by = Choice(
    "leave_told_by",
    "Who told you to leave?",
    since=2,
    child="Who told your child to leave?",
    other="Who told them to leave?",
    options=(
        Option(
            "voluntary",
            "A judge. I agreed to leave by that date (voluntary departure)",
            helped="A judge. They agreed to leave by that date (voluntary departure)",
        ),
        Option("ice", "ICE or another officer"),
        Option("notice", "A letter or email that says parole or another status ends"),
        Option("other", "Someone else"),
        NOT_SURE,
    ),
)

voluntary_departure = YesNo(
    "voluntary_departure",
    "Did the judge let you leave on your own by a date (voluntary departure)?",
    since=2,
    child="Did the judge let your child leave by a date (voluntary departure)?",
    other="Did the judge let them leave on their own by a date (voluntary departure)?",
)

voluntary_departure_date = Date(
    "voluntary_departure_date",
    "What is the last day for voluntary departure?",
    Span.COMING,
    since=2,
    binds=True,
    hint=ON_PAPER,
)

gov_motion_kind = Choice(
    "gov_motion_kind",
    "What did the government ask for?",
    since=2,
    options=(
        Option("dismiss", "To close the court case (dismiss)"),
        Option("pretermit", "To deny the asylum case with no full hearing (pretermit)"),
        Option(
            "third_country",
            "To send me to a different country",
            helped="To send them to a different country",
        ),
        NOT_SURE,
    ),
)

gov_motion_ruled = Choice(
    "gov_motion_ruled",
    "Has the judge decided the government’s request?",
    since=2,
    options=(
        Option("no", "Not yet"),
        Option("granted", "Yes. The judge agreed with the government"),
        Option("denied", "Yes. The judge did not agree"),
        NOT_SURE,
    ),
)

gov_motion_ruled_date = Date(
    "gov_motion_ruled_date",
    "When did the judge decide the government’s request?",
    Span.PAST,
    since=2,
    binds=True,
    hint=ON_PAPER,
)

appeal_by = Choice(
    "appeal_by",
    "Who sent the appeal?",
    since=2,
    options=(
        Option("self", "I did", helped="They did"),
        Option("lawyer", "A lawyer or accredited representative"),
        Option("helper", "A notario, a friend or another helper"),
        NOT_SURE,
    ),
)

appeal_reply = Choice(
    "appeal_reply",
    "What came from the appeals board (BIA)?",
    since=2,
    options=(
        Option("receipt", "A receipt"),
        Option("came_back", "The appeal was sent back"),
        Option("nothing", "Nothing yet"),
        NOT_SURE,
    ),
)

fear_review = Choice(
    "fear_review",
    "Has a judge reviewed the fear decision?",
    since=2,
    options=(
        Option("no", "No"),
        Option("waiting", "A judge was asked, but has not decided"),
        Option("agreed", "Yes. The judge agreed with the officer"),
        Option("vacated", "Yes. The judge did not agree with the officer"),
        NOT_SURE,
    ),
)

fear_review_date = Date(
    "fear_review_date",
    "When did the judge review the fear decision?",
    Span.PAST,
    since=2,
    binds=True,
    hint=ON_PAPER,
)

reinstated = YesNo(
    "reinstated",
    "Has an officer used the old order again?",
    since=2,
    hint="The paper is Form I-871. It says “Reinstate Prior Order”.",
)

reinstated_date = Date(
    "reinstated_date",
    "What is the date on Form I-871?",
    Span.PAST,
    since=2,
    binds=True,
    hint=ON_PAPER,
)

withholding_only = YesNo(
    "withholding_only",
    "Does the court paper say “withholding only”?",
    since=2,
    hint="Look near the top of the paper from the court.",
)

parole_kind = Choice(
    "parole_kind",
    "What kind of parole is it?",
    since=2,
    options=(
        Option("chnv", "CHNV (Cuba, Haiti, Nicaragua, Venezuela)"),
        Option("u4u", "Uniting for Ukraine"),
        Option("cbp_one", "An appointment with the CBP One app"),
        Option(
            "border",
            "An officer let me in at the border",
            helped="An officer let them in at the border",
        ),
        Option("afghan", "The program for Afghans"),
        Option("other", "Another kind"),
        NOT_SURE,
    ),
)

office_letter_due = Date(
    "office_letter_due",
    "Does the asylum office’s letter give a date to answer by?",
    Span.COMING,
    since=2,
    binds=True,
    hint=ON_PAPER,
)


appointment = YesNo(
    "appointment", "Has USCIS given you a day for an interview or for fingerprints?", since=2
)

appointment_kind = Choice(
    "appointment_kind",
    "What is the appointment for?",
    since=2,
    options=(
        Option("interview", "An asylum interview"),
        Option("fingerprints", "Fingerprints and photos (biometrics)"),
        Option("other", "Something else"),
        NOT_SURE,
    ),
)

appointment_date = Date(
    "appointment_date",
    "What day is the appointment with USCIS?",
    Span.COMING,
    since=2,
    binds=True,
    hint=ON_PAPER,
)

appointment_attended = YesNo(
    "appointment_attended",
    "Did you go to the appointment with USCIS?",
    since=2,
    child="Did your child go to the appointment with USCIS?",
    other="Did they go to the appointment with USCIS?",
)


form_reply = Choice(
    "form_reply",
    "What came after the form was sent?",
    since=2,
    options=(
        Option(
            "receipt", "A receipt", hint="From USCIS, it is Form I-797. The court stamps a copy."
        ),
        Option("came_back", "The form was sent back"),
        Option("nothing", "Nothing yet"),
        NOT_SURE,
    ),
)

form_reply_date = Date(
    "form_reply_date",
    "What is the date on the receipt or letter that came?",
    Span.PAST,
    since=2,
    hint=GUESS,
)

form_whose = Choice(
    "form_whose",
    "Whose form is it?",
    since=2,
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
    "form_still_part",
    "Are you still part of that case?",
    since=2,
    child="Is your child still part of that case?",
    other="Are they still part of that case?",
    hint="A divorce, a death or a birthday can end it.",
)

form_left_date = Date(
    "form_left_date",
    "When did you stop being part of that case?",
    Span.PAST,
    since=2,
    child="When did your child stop being part of that case?",
    other="When did they stop being part of that case?",
    hint=GUESS,
)

clock_delay = YesNo(
    "clock_delay",
    "Did you ask for a later date, or miss fingerprints, an interview or court?",
    since=2,
    child="Was a later date asked for, or were fingerprints, an interview or court missed?",
    other="Did they ask for a later date, or miss fingerprints, an interview or court?",
    why="The wait for a work permit may be longer then.",
)
