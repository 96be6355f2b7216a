"""R08 and R13: the one-year deadline, and deportation without a judge."""

from intake.triage.counting import Wording
from intake.words import N_, Phrase

ONE_YEAR = Wording(
    exact=Phrase(
        N_(
            "The asylum form is usually due within one year of the day you last came to the US."
            " For you, that means by %(day)s."
        ),
        N_(
            "The asylum form is usually due within one year of the day they last came to the US."
            " For them, that means by %(day)s."
        ),
        "One-year filing deadline: %(day)s.",
    ),
    may=Phrase(
        N_(
            "The asylum form is usually due within one year of the day you last came to the US."
            " For you, that may mean by %(day)s."
        ),
        N_(
            "The asylum form is usually due within one year of the day they last came to the US."
            " For them, that may mean by %(day)s."
        ),
        "One-year filing deadline may be %(day)s.",
    ),
    over=Phrase(
        N_(
            "The asylum form is usually due within one year of the day you last came to the US."
            " That year ended on %(day)s. Some people can still apply later."
        ),
        N_(
            "The asylum form is usually due within one year of the day they last came to the US."
            " That year ended on %(day)s. Some people can still apply later."
        ),
        "One-year filing deadline passed on %(day)s. Check exceptions, withholding and CAT.",
    ),
    unclear=Phrase(
        N_(
            "The asylum form is usually due within one year of the day you last came to the US."
            " Your deadline may be soon."
        ),
        N_(
            "The asylum form is usually due within one year of the day they last came to the US."
            " Their deadline may be soon."
        ),
        "One-year filing deadline: date unknown, may be soon.",
    ),
)
LATE_WITH_EXCEPTION = Phrase(
    N_(
        "It has been more than a year since you last came to the US. The law has exceptions, and"
        " your answers may fit one. Do not wait."
    ),
    N_(
        "It has been more than a year since they last came to the US. The law has exceptions, and"
        " your answers may fit one. Do not wait."
    ),
    "More than one year since last arrival. Possible exception.",
)
SOONER_IS_SAFER = Phrase(
    N_(
        "More than a year has passed, but your status may excuse it. Sooner is safer: try to send"
        " the asylum form before %(day)s."
    ),
    N_(
        "More than a year has passed, but their status may excuse it. Sooner is safer: try to send"
        " the asylum form before %(day)s."
    ),
    "Late; status excuses it for a reasonable time, presumed to end %(day)s"
    " (T-M-H- & S-W-C-). Earlier is safer.",
)
STATUS_STILL_VALID = Phrase(
    N_(
        "More than a year has passed, but your status excuses it while it is valid. Ask a lawyer"
        " before it ends."
    ),
    N_(
        "More than a year has passed, but their status excuses it while it is valid. Ask a lawyer"
        " before it ends."
    ),
    "Late, excused by valid status (8 CFR 1208.4(a)(5)(iv)). End of status unknown: ask.",
)
MINOR = Phrase(
    N_(
        "More than a year has passed, but the law excuses people under 18. Sooner is safer: this"
        " may end on %(day)s."
    ),
    staff="Late, excused by age: legal disability until %(day)s (8 CFR 1208.4(a)(5)(ii)).",
)
FILE_DO = Phrase(
    N_(
        "Send the asylum form (I-589) to USCIS, or to the judge if there is a court case. It must"
        " arrive by that day, with the fee of $%(dollars)s. Sign it and answer every question. If a"
        " question is not about you, write “none” or “N/A”. Keep the receipt. You can send more"
        " papers for your case later."
    ),
    N_(
        "Send the asylum form (I-589) to USCIS, or to the judge if there is a court case. It must"
        " arrive by that day, with the fee of $%(dollars)s. They must sign it and answer every"
        " question. If a question is not about them, write “none” or “N/A”. Keep the receipt. They"
        " can send more papers for their case later."
    ),
    (
        "File a complete, signed I-589 with the $%(dollars)s fee in time (USCIS online or lockbox;"
        " court if in proceedings): 8 CFR 1208.3(c)(3). Evidence can follow."
    ),
)
FILE_LATE_DO = Phrase(
    N_(
        "Ask a lawyer about sending the asylum form (I-589) now: exceptions exist, and two other"
        " protections have no deadline."
    ),
    staff="Late: exceptions under 8 CFR 1208.4(a)(4), (5), each day counts; withholding, CAT.",
)
ARRIVAL_DO = Phrase(
    N_("Look for the day of arrival in a passport, on a ticket or on papers from the border."),
    staff="Establish the last arrival: I-94, passport stamp, NTA, tickets.",
)
STATUS_ASK_DO = Phrase(
    N_("Look at the card or letter for the day on which the status ends, and tell us."),
    staff="Ask for the end of status; file the I-589 within a reasonable time of it.",
)

NO_JUDGE = Phrase(
    N_(
        "People who have been in the US less than %(years)s years can be deported without seeing a"
        " judge. Carry papers that show how long you have been here."
    ),
    N_(
        "People who have been in the US less than %(years)s years can be deported without seeing a"
        " judge. They should carry papers that show how long they have been here."
    ),
    "Expedited removal exposure: in the US less than %(years)s years.",
)
NO_JUDGE_UNTIL = Phrase(
    N_(
        "People who have been in the US less than %(years)s years can be deported without seeing a"
        " judge. This may apply to you until %(day)s. Carry papers that show how long you have been"
        " here."
    ),
    N_(
        "People who have been in the US less than %(years)s years can be deported without seeing a"
        " judge. This may apply to them until %(day)s. They should carry papers that show how long"
        " they have been here."
    ),
    "Expedited removal exposure: less than %(years)s years in the US, possibly until %(day)s.",
)
NEAR_BORDER = Phrase(
    N_(
        "People who just came can be deported without seeing a judge. This may apply to you until"
        " %(day)s."
    ),
    N_(
        "People who just came can be deported without seeing a judge. This may apply to them until"
        " %(day)s."
    ),
    "Expedited removal exposure near the border, until %(day)s.",
)
SHORTER_REACH = Phrase(
    N_(
        "A court may limit this rule again to people who came very recently. Then it would apply to"
        " you until %(day)s."
    ),
    staff="If limited to recent entrants, exposure ends %(day)s.",
)
CARRY_DO = Phrase(
    N_(
        "Gather papers that show two years in the US: rent, school, work, doctors, mail."
        " Carry copies. If an officer stops you, tell the officer if you are afraid to go back."
    ),
    N_(
        "Gather papers that show two years in the US: rent, school, work, doctors, mail."
        " They should carry copies. If an officer stops them, they should tell the officer if"
        " they are afraid to go back."
    ),
    "Advise: proof of two years' presence, right to say fear; check any protection of parolees.",
)
