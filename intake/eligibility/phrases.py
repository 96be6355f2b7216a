"""The sentences of eligibility: to the applicant, to a helper, to staff."""

from intake.words import N_, Phrase

NEEDS_REVIEW = Phrase(
    N_("Someone on our team will look at what help you need."),
    N_("Someone on our team will look at what help they need."),
    "Type of help needs review.",
)
PROTECTION = Phrase(
    N_("You asked for help with asylum or protection."), staff="Seeks asylum or other protection."
)
FAMILY = Phrase(
    N_("You asked for help bringing your family to the US."),
    N_("You asked for help bringing their family to the US."),
    "Seeks family reunification.",
)
COURT = Phrase(
    N_("You asked for help with immigration court or a deportation order."),
    staff="In court or under an order, without a lawyer.",
)
SOMETHING_ELSE = Phrase(
    N_("We help people who need protection. You asked for something else."),
    staff="Seeks help outside our scope.",
)

NO_LAWYER = Phrase(
    N_("You do not have a lawyer now."), N_("They do not have a lawyer now."), "No current lawyer."
)
UNSURE_LAWYER = Phrase(
    N_("The person helping you may not be a lawyer. You can still ask us for help."),
    N_("The person helping them may not be a lawyer. You can still ask us for help."),
    "Helper may not be a lawyer (possible notario).",
)
LAWYER_UNKNOWN = Phrase(
    N_("We do not know if you have a lawyer. Someone on our team will ask."),
    N_("We do not know if they have a lawyer. Someone on our team will ask."),
    "Representation unknown. Ask.",
)
REPRESENTED = Phrase(
    N_(
        "A lawyer is already working on your case. When someone has a lawyer, we usually cannot"
        " help."
    ),
    N_(
        "A lawyer is already working on their case. When someone has a lawyer, we usually cannot"
        " help."
    ),
    "Represented for the whole case. Usually out of scope.",
)
REPRESENTED_IN_PART = Phrase(
    N_("You have a lawyer. Someone on our team will look at what else you need."),
    N_("They have a lawyer. Someone on our team will look at what else they need."),
    "Represented in part. Review what else is needed.",
)

DETAINED_NO_INCOME = Phrase(
    N_("You are in jail or detention, so we do not count income."),
    N_("They are in jail or detention, so we do not count income."),
    "Detained: income not counted.",
)
NO_INCOME = Phrase(
    N_("You told us that you have no income. That is within our income limit."),
    N_("You told us that they have no income. That is within our income limit."),
    staff="Reports no income: within the guideline.",
)
INCOME_UNKNOWN = Phrase(
    N_("We do not know how much money comes in. Someone on our team will look at this."),
    staff="Income unknown. Review.",
)
WITHIN = Phrase(
    N_(
        "For a household of %(people)s, our income limit is $%(guide)s a year. Your household is"
        " within it."
    ),
    N_(
        "For a household of %(people)s, our income limit is $%(guide)s a year. Their household is"
        " within it."
    ),
    "Income at or below guideline: $%(guide)s a year for %(people)s.",
)
ABOVE = Phrase(
    N_(
        "For a household of %(people)s, our income limit is $%(guide)s a year. Your household is"
        " above it. Someone on our team will look at this."
    ),
    N_(
        "For a household of %(people)s, our income limit is $%(guide)s a year. Their household is"
        " above it. Someone on our team will look at this."
    ),
    "Income above guideline: $%(guide)s a year for %(people)s. Review.",
)

ABROAD = Phrase(
    N_("You are outside the US. We will check whether we can help."),
    N_("They are outside the US. We will check whether we can help."),
    "Outside the US. Check fit.",
)
AT_BORDER = Phrase(
    N_("You are at the US border. We will check whether we can help."),
    N_("They are at the US border. We will check whether we can help."),
    "At the US border. Check fit.",
)
IN_US = Phrase(N_("You are asking for help in the US."), staff="In the US.")
STATE_UNKNOWN = Phrase(
    N_("Someone on our team will ask which state you are in."),
    N_("Someone on our team will ask which state they are in."),
    "State unknown. Ask.",
)
IN_AREA = Phrase(N_("Our lawyers work in that state."), staff="In our service area.")
OUT_OF_AREA = Phrase(
    N_("Our lawyers do not work in that state."), staff="Outside our service area."
)

CONFLICT = Phrase(
    N_(
        "First, we make sure we are not already working for someone on the other side of your case."
    ),
    N_(
        "First, we make sure we are not already working for someone on the other side of their"
        " case."
    ),
    "Conflict check comes first.",
)
CONSENT = Phrase(
    N_("This request is for someone else. We need their permission before we share details."),
    staff="Third-party request. Get the applicant's consent before sharing details.",
)

DETAINED = Phrase(
    N_("You are or may be in jail or detention. Someone on our team will decide."),
    N_("They are or may be in jail or detention. Someone on our team will decide."),
    "Detained or possibly detained. Needs review.",
)
DATE_NEAR = Phrase(
    N_("A date may be near or past. Someone on our team will decide."),
    staff="A date may be near or past. Needs review.",
)
CHILD = Phrase(
    N_("A child may need help. Someone on our team will decide."),
    staff="May involve a child. Needs review.",
)
NOT_SAFE = Phrase(
    N_("Someone may not be safe. Someone on our team will decide."),
    staff="Possible safety risk. Needs review.",
)
NEGLECTED = Phrase(
    N_("Your lawyer or helper may not be helping enough. Someone on our team will decide."),
    N_("Their lawyer or helper may not be helping enough. Someone on our team will decide."),
    "Representation may be inadequate. Needs review.",
)
DENIED_BEFORE = Phrase(
    N_("A judge or the appeals board denied this case before. Someone on our team will decide."),
    staff="Prior denial. Needs review.",
)
ANSWERS_MISSING = Phrase(
    N_("Some questions are still open. Someone on our team will decide."),
    staff="Some answers missing. Needs review.",
)
NOT_SURE = Phrase(
    N_("You are not sure about something. Someone on our team will decide."),
    staff="Some answers uncertain. Needs review.",
)

EMERGENCIES = Phrase(
    N_("Right now we take only urgent cases."), staff="We took only urgent cases that day."
)
PAUSED = Phrase(
    N_("We take no new cases until %(day)s."), staff="We took no new cases until %(day)s."
)
