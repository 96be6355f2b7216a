"""Questions about what an office or a court said, and what followed: orders, appeals, motions."""

from intake.questionnaire.questions import NOT_SURE, Choice, Date, Option, Span, YesNo
from intake.words import N_

GUESS = N_("A guess is fine.")
ON_PAPER = N_("The date on the paper is best. A guess is fine.")

leave_told_by = Choice(
    id="leave_told_by",
    since=2,
    says="Who told you to leave?",
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
    id="voluntary_departure",
    since=2,
    says="Did the judge let you leave on your own by a date (voluntary departure)?",
    child="Did the judge let your child leave by a date (voluntary departure)?",
    other="Did the judge let them leave on their own by a date (voluntary departure)?",
)

voluntary_departure_date = Date(
    id="voluntary_departure_date",
    since=2,
    binds=True,
    says="What is the last day for voluntary departure?",
    hint=ON_PAPER,
    span=Span.COMING,
)

gov_motion_kind = Choice(
    id="gov_motion_kind",
    since=2,
    says="What did the government ask for?",
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
    id="gov_motion_ruled",
    since=2,
    says="Has the judge decided the government’s request?",
    options=(
        Option("no", "Not yet"),
        Option("granted", "Yes. The judge agreed with the government"),
        Option("denied", "Yes. The judge did not agree"),
        NOT_SURE,
    ),
)

gov_motion_ruled_date = Date(
    id="gov_motion_ruled_date",
    since=2,
    binds=True,
    says="When did the judge decide the government’s request?",
    hint=ON_PAPER,
    span=Span.PAST,
)

appeal_by = Choice(
    id="appeal_by",
    since=2,
    says="Who sent the appeal?",
    options=(
        Option("self", "I did", helped="They did"),
        Option("lawyer", "A lawyer or accredited representative"),
        Option("helper", "A notario, a friend or another helper"),
        NOT_SURE,
    ),
)

appeal_reply = Choice(
    id="appeal_reply",
    since=2,
    says="What came from the appeals board (BIA)?",
    options=(
        Option("receipt", "A receipt"),
        Option("came_back", "The appeal was sent back"),
        Option("nothing", "Nothing yet"),
        NOT_SURE,
    ),
)

fear_review = Choice(
    id="fear_review",
    since=2,
    says="Has a judge reviewed the fear decision?",
    options=(
        Option("no", "No"),
        Option("waiting", "A judge was asked, but has not decided"),
        Option("agreed", "Yes. The judge agreed with the officer"),
        Option("vacated", "Yes. The judge did not agree with the officer"),
        NOT_SURE,
    ),
)

fear_review_date = Date(
    id="fear_review_date",
    since=2,
    binds=True,
    says="When did the judge review the fear decision?",
    hint=ON_PAPER,
    span=Span.PAST,
)

reinstated = YesNo(
    id="reinstated",
    since=2,
    says="Has an officer used the old order again?",
    hint="The paper is Form I-871. It says “Reinstate Prior Order”.",
)

reinstated_date = Date(
    id="reinstated_date",
    since=2,
    binds=True,
    says="What is the date on Form I-871?",
    hint=ON_PAPER,
    span=Span.PAST,
)

withholding_only = YesNo(
    id="withholding_only",
    since=2,
    says="Does the court paper say “withholding only”?",
    hint="Look near the top of the paper from the court.",
)

parole_kind = Choice(
    id="parole_kind",
    since=2,
    says="What kind of parole is it?",
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
    id="office_letter_due",
    since=2,
    binds=True,
    says="Does the asylum office’s letter give a date to answer by?",
    hint=ON_PAPER,
    span=Span.COMING,
)


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
