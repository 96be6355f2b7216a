"""R04, R09 and R23: hearings, motions of the government, and a new address."""

from dataclasses import replace

from intake.triage.counting import Wording
from intake.words import N_, Phrase

FINAL = Wording(
    exact=Phrase(
        N_("Your final court date is %(day)s."),
        N_("Their final court date is %(day)s."),
        "Individual hearing %(day)s.",
    ),
    may=Phrase(
        N_("Your final court date may be %(day)s."),
        N_("Their final court date may be %(day)s."),
        "Individual hearing may be %(day)s.",
    ),
    over=Phrase(
        N_(
            "Your court date was %(day)s. If you missed it, the judge may have ordered you to"
            " leave the US."
        ),
        N_(
            "Their court date was %(day)s. If they missed it, the judge may have ordered them to"
            " leave the US."
        ),
        "Hearing was %(day)s. If missed, possible in absentia order.",
    ),
    unclear=Phrase(
        N_("You may have a court date very soon. We do not know the date."),
        N_("They may have a court date very soon. We do not know the date."),
        "Hearing may be very soon. Date unknown.",
    ),
)
SHORT = replace(
    FINAL,
    exact=Phrase(
        N_("Your short court date is %(day)s."),
        N_("Their short court date is %(day)s."),
        "Master hearing %(day)s.",
    ),
    may=Phrase(
        N_("Your short court date may be %(day)s."),
        N_("Their short court date may be %(day)s."),
        "Master hearing may be %(day)s.",
    ),
)
BOND = replace(
    FINAL,
    exact=Phrase(
        N_("Your bond hearing is on %(day)s. The court must have your papers before then."),
        N_("Their bond hearing is on %(day)s. The court must have their papers before then."),
        "Bond hearing %(day)s. File before then.",
    ),
    may=Phrase(
        N_("Your bond hearing may be on %(day)s. The court must have your papers before then."),
        N_("Their bond hearing may be on %(day)s. The court must have their papers before then."),
        "Bond hearing may be %(day)s. File before then.",
    ),
)
ANY_KIND = replace(
    FINAL,
    exact=Phrase(
        N_("Your court date is %(day)s. We do not know what kind it is."),
        N_("Their court date is %(day)s. We do not know what kind it is."),
        "Hearing %(day)s, type unknown: counted as individual.",
    ),
    may=Phrase(
        N_("Your court date may be %(day)s. We do not know what kind it is."),
        N_("Their court date may be %(day)s. We do not know what kind it is."),
        "Hearing may be %(day)s, type unknown: counted as individual.",
    ),
)
HEARING_DO = Phrase(
    N_(
        "Go to court on that day, even without a lawyer. Bring the court notice and every paper."
        " If the court is far away, ask before then to appear by video."
    ),
    staff="Confirm date and court on 1-800-898-7180 or acis.eoir.justice.gov; enter E-28 or refer.",
)
PAPERS = Wording(
    exact=Phrase(
        N_("Papers for the court are usually due %(days)s days before the hearing, by %(day)s."),
        "",
        "Filings usually due %(days)s days before the hearing: by %(day)s, unless ordered.",
    ),
    may=Phrase(
        N_(
            "Papers for the court are usually due %(days)s days before the hearing. That may be"
            " by %(day)s."
        ),
        "",
        "Filings usually due %(days)s days before the hearing: perhaps by %(day)s.",
    ),
    over=Phrase(
        N_(
            "The usual day for papers was %(day)s. Bring what you have, and ask the judge to"
            " accept it late."
        ),
        N_(
            "The usual day for papers was %(day)s. They should bring what they have, and ask the"
            " judge to accept it late."
        ),
        "Usual filing day was %(day)s. Bring the filing and a motion to accept it late.",
    ),
    unclear=Phrase(
        N_("Papers for the court are usually due %(days)s days before the hearing."),
        "",
        "Filings usually due %(days)s days before the hearing. Date unclear.",
    ),
)
PAPERS_HALF_KNOWN = replace(
    PAPERS,
    over=Phrase(
        N_(
            "The usual day for papers has passed. Bring what you have, and ask the judge to accept"
            " it late."
        ),
        N_(
            "The usual day for papers has passed. They should bring what they have, and ask the"
            " judge to accept it late."
        ),
        "Usual filing day has passed, hearing day half known. Bring the filing and a motion to"
        " accept it late.",
    ),
)
"""For a hearing of which the day is half known: the papers are late whichever day was meant."""
PAPERS_DO = Phrase(
    N_(
        "Send the papers to the court and a copy to the government lawyers by that day. If the"
        " judge gave another day, that day counts."
    ),
    staff="File and serve by that day; a scheduling order of the judge comes first.",
)
PAPERS_LATE_DO = Phrase(
    N_("Go to court, even without a lawyer. Bring the papers, and ask the judge to accept them."),
    staff="Appear; file with a motion to accept late filing and the reason for the delay.",
)
NO_HEARING_DATE_DO = Phrase(
    N_(
        "Find the court date today: call 1-800-898-7180 or look at acis.eoir.justice.gov. You need"
        " the A-number."
    ),
    N_(
        "Find the court date today: call 1-800-898-7180 or look at acis.eoir.justice.gov. Have"
        " their A-number ready."
    ),
    "Check the hearing with the A-number: 1-800-898-7180 or acis.eoir.justice.gov.",
    today=True,
)
NEXT_DATE = Phrase(
    N_("Your court date was %(day)s. There may be a new court date that we do not know."),
    N_("Their court date was %(day)s. There may be a new court date that we do not know."),
    "Hearing was %(day)s. Next date unknown.",
)
REFERRED = Phrase(
    N_("The asylum office sent your case to court. We do not know the court date."),
    N_("The asylum office sent their case to court. We do not know the court date."),
    "Referred to court by the asylum office. Hearing date unknown.",
)

MOTION = Wording(
    exact=Phrase(
        N_(
            "The government asked the judge to end your case early. Your response is due by"
            " %(day)s."
        ),
        N_(
            "The government asked the judge to end their case early. Their response is due by"
            " %(day)s."
        ),
        "DHS motion to end the case early. Response due %(day)s.",
    ),
    may=Phrase(
        N_(
            "The government asked the judge to end your case early. Your response may be due by"
            " %(day)s."
        ),
        N_(
            "The government asked the judge to end their case early. Their response may be due by"
            " %(day)s."
        ),
        "DHS motion to end the case early. Response may be due %(day)s.",
    ),
    over=Phrase(
        N_(
            "The government asked the judge to end your case early. Your response was due by"
            " %(day)s."
        ),
        N_(
            "The government asked the judge to end their case early. Their response was due by"
            " %(day)s."
        ),
        "DHS motion to end the case early. Response was due %(day)s.",
    ),
    unclear=Phrase(
        N_(
            "The government asked the judge to end your case early. Your response is due very soon."
        ),
        N_(
            "The government asked the judge to end their case early. Their response is due very"
            " soon."
        ),
        "DHS motion to end the case early. Response due very soon.",
    ),
)
OTHER_ANSWER = Phrase(
    N_("If the judge gives you %(days)s days, your response is due by %(day)s."),
    N_("If the judge gives them %(days)s days, their response is due by %(day)s."),
    "If the judge sets %(days)s days: response due %(day)s.",
)
MOTION_DO = Phrase(
    N_(
        "Write to the judge why the asylum case should go on, and send a copy to the government"
        " lawyers. Call a lawyer today."
    ),
    staff="File a written opposition with country evidence; ask for more time in writing.",
    today=True,
)
MOTION_LATE_DO = Phrase(
    N_(
        "Send the response now, and ask the judge to accept it late. Go to every court date. Call"
        " a lawyer today."
    ),
    staff="File the opposition now with a motion to accept it late; check for an order.",
    today=True,
)
MAYBE_MOTION = Phrase(
    N_("The government may have asked the judge to end your case early. We do not know."),
    N_("The government may have asked the judge to end their case early. We do not know."),
    "Possible DHS motion to end the case early. Check.",
)
MAYBE_MOTION_DO = Phrase(
    N_(
        "Look in the mail for a motion from the government lawyers (DHS). If there is one, tell us"
        " its date."
    ),
    staff="Ask for all mail from OPLA; check the record for a motion to pretermit.",
)
ADDRESS = Phrase(
    N_(
        "If you move, you must tell the court your new address within %(days)s days. Use Form"
        " EOIR-33."
    ),
    N_(
        "If they move, they must tell the court their new address within %(days)s days. Use Form"
        " EOIR-33."
    ),
    "In court: EOIR-33 within %(days)s days of moving.",
)
ADDRESS_DO = Phrase(
    N_(
        "After each move, send Form EOIR-33 to the court, on paper or at"
        " respondentaccess.eoir.justice.gov."
    ),
    staff="Check the address the court has; file EOIR-33 if it is old.",
)
