"""R10 and R11: the yearly asylum fee, and the work permit."""

from intake.triage.counting import Wording
from intake.words import N_, Phrase

YEARLY_FEE = Wording(
    exact=Phrase(
        N_(
            "Pay the yearly asylum fee of $%(dollars)s by %(day)s. If you do not, your asylum form"
            " may be sent back."
        ),
        N_(
            "Pay the yearly asylum fee of $%(dollars)s by %(day)s. If not, the asylum form may be"
            " sent back."
        ),
        "Annual asylum fee, $%(dollars)s: due %(day)s. Application may be sent back if unpaid.",
    ),
    may=Phrase(
        N_(
            "Pay the yearly asylum fee of $%(dollars)s. It may be due by %(day)s. If you do not,"
            " your asylum form may be sent back."
        ),
        N_(
            "Pay the yearly asylum fee of $%(dollars)s. It may be due by %(day)s. If not, the"
            " asylum form may be sent back."
        ),
        "Annual asylum fee, $%(dollars)s: may be due %(day)s. Application may be sent back if"
        " unpaid.",
    ),
    over=Phrase(
        N_(
            "The yearly asylum fee of $%(dollars)s was due by %(day)s. Your asylum form may be sent"
            " back."
        ),
        N_(
            "The yearly asylum fee of $%(dollars)s was due by %(day)s. Their asylum form may be"
            " sent back."
        ),
        "Annual asylum fee, $%(dollars)s: was due %(day)s. Application may be sent back.",
    ),
    unclear=Phrase(
        N_(
            "Pay the yearly asylum fee of $%(dollars)s very soon. If you do not, your asylum form"
            " may be sent back."
        ),
        N_(
            "Pay the yearly asylum fee of $%(dollars)s very soon. If not, the asylum form may be"
            " sent back."
        ),
        "Annual asylum fee, $%(dollars)s: due very soon. Application may be sent back if unpaid.",
    ),
)
COURT_FEE = Wording(
    exact=Phrase(
        N_("The judge ordered the yearly asylum fee of $%(dollars)s to be paid by %(day)s."),
        "",
        "Annual asylum fee, $%(dollars)s: ordered by the judge, due %(day)s.",
    ),
    may=Phrase(
        N_(
            "The judge ordered the yearly asylum fee of $%(dollars)s to be paid, perhaps by"
            " %(day)s."
        ),
        "",
        "Annual asylum fee, $%(dollars)s: ordered by the judge, perhaps due %(day)s.",
    ),
    over=Phrase(
        N_(
            "The judge ordered the yearly asylum fee of $%(dollars)s to be paid by %(day)s. That"
            " day has passed."
        ),
        "",
        "Annual asylum fee, $%(dollars)s: ordered by the judge, was due %(day)s.",
    ),
    unclear=Phrase(
        N_(
            "The judge may order the yearly asylum fee of $%(dollars)s. Nothing is due until a"
            " written order names the day."
        ),
        "",
        "Annual asylum fee, $%(dollars)s, in court: nothing due until the judge's written order.",
    ),
)
OTHER_FEE = Phrase(
    N_("The fee may change on %(new)s. It is $%(dollars)s if you pay by %(day)s."),
    staff="Fee may change on %(new)s. $%(dollars)s if paid by %(day)s.",
)
FEE_DO = Phrase(
    N_(
        "Pay online with the receipt number, at my.uscis.gov. There is no waiver. Keep the receipt."
    ),
    staff="Pay online with the receipt number; no waiver. Keep the receipt in the file.",
)
COURT_FEE_DO = Phrase(
    N_("Pay at epay.eoir.justice.gov by the day in the judge’s order. Bring the receipt to court."),
    staff="Pay through the EOIR payment portal by the day in the order; file the receipt.",
)
FEE_LATE_DO = Phrase(
    N_("Pay now, keep the receipt, and check if the asylum form was sent back. Call a lawyer."),
    staff="Pay now; check the case status for a rejection, and refile if needed.",
)
LOOK_FOR_FEE = Phrase(
    N_(
        "The yearly asylum fee may be due. The notice may be only in the online account, not in"
        " the mail."
    ),
    staff="Pending about a year or more: annual fee may be due, notice perhaps only online.",
)
LOOK_FOR_FEE_DO = Phrase(
    N_("Look in the account at my.uscis.gov this week for a fee notice, and pay by its day."),
    staff="Check the USCIS online account for a fee notice; unpaid in time: rejection and NTA.",
)
WORK_PERMIT = Wording(
    exact=Phrase(
        N_(
            "You may be able to apply for a work permit starting %(day)s. You may get it starting"
            " %(later)s."
        ),
        N_(
            "They may be able to apply for a work permit starting %(day)s. They may get it starting"
            " %(later)s."
        ),
        "May apply for work permit from %(day)s; may receive it from %(later)s.",
    ),
    may=Phrase(
        N_("You may be able to apply for a work permit later. It may be on or after %(day)s."),
        N_("They may be able to apply for a work permit later. It may be on or after %(day)s."),
        "May be able to apply for work permit later, perhaps from %(day)s.",
    ),
    over=Phrase(
        N_("You may be able to apply for a work permit now. The wait ended on %(day)s."),
        N_("They may be able to apply for a work permit now. The wait ended on %(day)s."),
        "Work permit: may have been eligible to apply since %(day)s.",
    ),
    unclear=Phrase(
        N_("You can apply for a work permit %(days)s days after you sent the asylum form."),
        N_("They can apply for a work permit %(days)s days after the asylum form was sent."),
        "Work permit: can apply %(days)s days after filing.",
    ),
)
LONGER_WAIT = Phrase(
    N_("A new rule is proposed. If it takes effect, the wait is %(days)s days, until %(day)s."),
    staff="If the proposed rule takes effect: %(days)s-day wait, until %(day)s.",
)
WORK_PERMIT_DO = Phrase(
    N_("Apply with Form I-765, category (c)(8), and the fee."),
    staff="I-765 (c)(8) with fee; informs only.",
)
