"""R05, R07, R17 and R24: denials, and how to have them reviewed."""

from intake.triage.counting import Wording
from intake.words import N_, Phrase

APPEAL = Wording(
    exact=Phrase(
        N_(
            "You have %(days)s days to appeal a judge’s decision. The appeals board (BIA) must get"
            " your appeal by %(day)s."
        ),
        N_(
            "They have %(days)s days to appeal a judge’s decision. The appeals board (BIA) must"
            " get the appeal by %(day)s."
        ),
        "BIA appeal: %(days)s days. Must be received by %(day)s.",
    ),
    may=Phrase(
        N_(
            "You have %(days)s days to appeal a judge’s decision. The appeals board (BIA) may need"
            " to get your appeal by %(day)s."
        ),
        N_(
            "They have %(days)s days to appeal a judge’s decision. The appeals board (BIA) may"
            " need to get the appeal by %(day)s."
        ),
        "BIA appeal: %(days)s days. May be due %(day)s.",
    ),
    over=Phrase(
        N_("You had %(days)s days to appeal a judge’s decision. That time ended on %(day)s."),
        N_("They had %(days)s days to appeal a judge’s decision. That time ended on %(day)s."),
        "BIA appeal: %(days)s days. Period ended %(day)s.",
    ),
    unclear=Phrase(
        N_("You have %(days)s days to appeal a judge’s decision. That time may end very soon."),
        N_("They have %(days)s days to appeal a judge’s decision. That time may end very soon."),
        "BIA appeal: %(days)s days. May end very soon.",
    ),
)
IF_PRESENT = Phrase(
    N_(
        "If you were in court on the day of the decision, you have %(days)s days to appeal it. The"
        " appeals board (BIA) may need to get your appeal by %(day)s."
    ),
    N_(
        "If they were in court on the day of the decision, they have %(days)s days to appeal it."
        " The appeals board (BIA) may need to get the appeal by %(day)s."
    ),
    "Missed hearing told. Unless the order is in absentia: BIA appeal, %(days)s days, may be due"
    " %(day)s.",
)
APPEAL_IF_PRESENT = Wording(
    exact=IF_PRESENT,
    may=IF_PRESENT,
    over=APPEAL.over,
    unclear=Phrase(
        N_(
            "If you were in court on the day of the decision, you have %(days)s days to appeal it."
            " That time may end very soon."
        ),
        N_(
            "If they were in court on the day of the decision, they have %(days)s days to appeal"
            " it. That time may end very soon."
        ),
        "Missed hearing told. Unless the order is in absentia: BIA appeal, %(days)s days, may end"
        " very soon.",
    ),
)
SHORTER_APPEAL = Phrase(
    N_(
        "The limit may change to %(days)s days. If it does, the appeals board (BIA) must get your"
        " appeal by %(day)s."
    ),
    staff="If a %(days)s-day limit takes effect: appeal due %(day)s.",
)
APPEAL_DO = Phrase(
    N_(
        "Send Form EOIR-26 and the fee to the appeals board (BIA), or EOIR-26A if you"
        " cannot pay. It must arrive by that day: mailing it is not enough."
    ),
    N_(
        "Send Form EOIR-26 and the fee to the appeals board (BIA), or EOIR-26A if they"
        " cannot pay. It must arrive by that day: mailing it is not enough."
    ),
    "EOIR-26 with fee or EOIR-26A, received by the Board by that day (ECAS or courier).",
)
APPEAL_LATE_DO = Phrase(
    N_(
        "The time has passed, but a lawyer can still ask: for a late appeal, or for the judge to"
        " reopen the case. Call a lawyer today."
    ),
    staff="Late appeal with motion to accept it (tolling), motion to reopen, or sua sponte.",
    today=True,
)
APPEAL_ASK = Phrase(
    N_("Look for the date on the decision, and tell us. Show the paper to a lawyer this week."),
    staff="Get the decision: who decided, its date, appeal reserved or waived.",
)
WHO_DENIED = Wording(
    exact=Phrase(
        N_("Someone denied your case. The shortest time to respond ends on %(day)s."),
        N_("Someone denied their case. The shortest time to respond ends on %(day)s."),
        "Denial by an unknown office: shortest clock ends %(day)s.",
    ),
    may=Phrase(
        N_("Someone denied your case. The shortest time to respond may end on %(day)s."),
        N_("Someone denied their case. The shortest time to respond may end on %(day)s."),
        "Denial by an unknown office: shortest clock may end %(day)s.",
    ),
    over=Phrase(
        N_("Someone denied your case. The time to respond ended on %(day)s."),
        N_("Someone denied their case. The time to respond ended on %(day)s."),
        "Denial by an unknown office: all clocks ended %(day)s.",
    ),
    unclear=Phrase(
        N_("A judge or an office may have denied your case. The time to respond may be short."),
        N_("A judge or an office may have denied their case. The time to respond may be short."),
        "Possible denial: by whom and when unknown.",
    ),
)
REVIEW = Wording(
    exact=Phrase(
        N_(
            "You have %(days)s days to ask a federal court to review the decision. The court must"
            " get your request by %(day)s."
        ),
        N_(
            "They have %(days)s days to ask a federal court to review the decision. The court must"
            " get the request by %(day)s."
        ),
        "Petition for review: %(days)s days, due %(day)s.",
    ),
    may=Phrase(
        N_(
            "You have %(days)s days to ask a federal court to review the decision. That time may"
            " end on %(day)s."
        ),
        N_(
            "They have %(days)s days to ask a federal court to review the decision. That time may"
            " end on %(day)s."
        ),
        "Petition for review: %(days)s days, may be due %(day)s.",
    ),
    over=Phrase(
        N_(
            "You had %(days)s days to ask a federal court to review the decision. That time ended"
            " on %(day)s."
        ),
        N_(
            "They had %(days)s days to ask a federal court to review the decision. That time ended"
            " on %(day)s."
        ),
        "Petition for review: %(days)s days. Period ended %(day)s.",
    ),
    unclear=Phrase(
        N_(
            "You have %(days)s days to ask a federal court to review the decision. That time may"
            " end very soon."
        ),
        N_(
            "They have %(days)s days to ask a federal court to review the decision. That time may"
            " end very soon."
        ),
        "Petition for review: %(days)s days. May end very soon.",
    ),
)
REVIEW_DO = Phrase(
    N_(
        "File a petition for review with the federal court of appeals by that day. Add the fee or"
        " a request not to pay. Ask for a stay too: the petition alone does not stop removal."
    ),
    staff="Petition for review in the circuit of the immigration judge, with a motion for a stay.",
)
REVIEW_ANYWAY_DO = Phrase(
    REVIEW_DO.you,
    staff=(
        "Which order? Withholding-only: the 30 days run from the DHS order (Riley v. Bondi). File"
        " the petition and a motion for a stay by this day anyway."
    ),
)
REINSTATED = Phrase(
    N_(
        "If an officer gave you Form I-871 about the old order, a federal court can review that"
        " decision. You have %(days)s days from the date on the form to ask."
    ),
    N_(
        "If an officer gave them Form I-871 about the old order, a federal court can review that"
        " decision. They have %(days)s days from the date on the form to ask."
    ),
    "Possible reinstatement (Form I-871): petition for review within %(days)s days of its date,"
    " which was not asked.",
)
REINSTATED_DO = Phrase(
    N_(
        "Look for Form I-871. The time counts from the date on it, not from the old order. If you"
        " have one, show it to a lawyer as soon as you can."
    ),
    N_(
        "Look for Form I-871. The time counts from the date on it, not from the old order. If they"
        " have one, show it to a lawyer as soon as you can."
    ),
    "Find the I-871 and its date: petition for review and a stay from that date (Riley v. Bondi).",
)
REVIEW_LATE_DO = Phrase(
    N_(
        "The time has passed. A lawyer can still look at a motion to reopen. Call a lawyer today:"
        " the order can be used now."
    ),
    staff="Period over (claim-processing rule, Riley v. Bondi): tolling, motion to reopen, stay.",
    today=True,
)
OFFICE = Wording(
    exact=Phrase(
        N_("The asylum office plans to deny your case. Your response is due by %(day)s."),
        N_("The asylum office plans to deny their case. Their response is due by %(day)s."),
        "Notice of intent to deny: response due %(day)s.",
    ),
    may=Phrase(
        N_("The asylum office may plan to deny your case. A response may be due by %(day)s."),
        N_("The asylum office may plan to deny their case. A response may be due by %(day)s."),
        "Asylum office letter, perhaps a notice of intent to deny: response may be due %(day)s.",
    ),
    over=Phrase(
        N_("A response to the asylum office may have been due by %(day)s."),
        "",
        "Notice of intent to deny: response was due %(day)s.",
    ),
    unclear=Phrase(
        N_("Your case may move to court. A response to the asylum office may be due very soon."),
        N_("Their case may move to court. A response to the asylum office may be due very soon."),
        "Asylum office decision: response may be due very soon. Possible referral to court.",
    ),
)
OFFICE_DO = Phrase(
    N_(
        "Send a response to the asylum office by that day, with every paper that supports"
        " it. Keep the receipt."
    ),
    staff="Response to the NOID with evidence, received by the asylum office by that day.",
)
OFFICE_LATE_DO = Phrase(
    N_(
        "Send the response now, and say why it is late. Look for a paper with a court date, and"
        " call a lawyer."
    ),
    staff="File the response late with the reason; look for a decision or a Notice to Appear.",
)
OFFICE_DENIED = Phrase(
    N_("The asylum office denied your case. There is no appeal, but a lawyer can look at it."),
    N_("The asylum office denied their case. There is no appeal, but a lawyer can look at it."),
    "Denied by the asylum office while in status. No appeal; new filing or motion.",
)
OFFICE_DENIED_DO = Phrase(
    N_("Show the letter to a lawyer. Look for a paper with a court date (Form I-862)."),
    staff="Read the denial; status, motion to reopen with USCIS, risk of a Notice to Appear.",
)
PENDING = Phrase(
    N_(
        "You told us your appeal is with the appeals board (BIA). A written statement (brief) may"
        " be due %(days)s days after its schedule."
    ),
    N_(
        "You told us their appeal is with the appeals board (BIA). A written statement (brief) may"
        " be due %(days)s days after its schedule."
    ),
    "Appeal pending: brief due %(days)s days after the Board's schedule. Date unknown.",
)
PENDING_DO = Phrase(
    N_(
        "Look for a briefing schedule from the appeals board (BIA). Send the brief by the day in"
        " it, or ask for more time before that day."
    ),
    staff="Get the briefing schedule (ECAS or Clerk's Office); brief or extension request in time.",
)
