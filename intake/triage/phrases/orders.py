"""R06, R20 and R21: orders, how to reopen them, and their use."""

from intake.triage.counting import Wording
from intake.words import N_, Phrase

ABSENT = Wording(
    exact=Phrase(
        N_(
            "Did you miss court because of an emergency? You have %(days)s days to ask the judge"
            " to reopen your case. The last day is %(day)s."
        ),
        N_(
            "Did they miss court because of an emergency? They have %(days)s days to ask the judge"
            " to reopen the case. The last day is %(day)s."
        ),
        "Missed hearing, exceptional circumstances: motion to reopen within %(days)s days, by"
        " %(day)s.",
    ),
    may=Phrase(
        N_(
            "Did you miss court because of an emergency? You have %(days)s days to ask the judge"
            " to reopen your case. The last day may be %(day)s."
        ),
        N_(
            "Did they miss court because of an emergency? They have %(days)s days to ask the judge"
            " to reopen the case. The last day may be %(day)s."
        ),
        "Missed hearing, exceptional circumstances: motion to reopen within %(days)s days, perhaps"
        " by %(day)s.",
    ),
    over=Phrase(
        N_(
            "Did you miss court because of an emergency? You had %(days)s days to ask the judge to"
            " reopen your case. That time ended on %(day)s."
        ),
        N_(
            "Did they miss court because of an emergency? They had %(days)s days to ask the judge"
            " to reopen the case. That time ended on %(day)s."
        ),
        "Missed hearing, exceptional circumstances: %(days)s-day period to reopen ended %(day)s.",
    ),
    unclear=Phrase(
        N_(
            "Did you miss court because of an emergency? You have %(days)s days to ask the judge"
            " to reopen your case. That time may end very soon."
        ),
        N_(
            "Did they miss court because of an emergency? They have %(days)s days to ask the judge"
            " to reopen the case. That time may end very soon."
        ),
        "Missed hearing, exceptional circumstances: %(days)s-day period to reopen may end very"
        " soon.",
    ),
)
ABSENT_DO = Phrase(
    N_(
        "Send a motion to reopen to the immigration court, with papers that show what"
        " happened. Removal stops while the judge decides. Check for an order:"
        " 1-800-898-7180, with the A-number."
    ),
    staff=(
        "Motion to reopen and rescind with evidence; automatic stay, INA 240(b)(5)(C). Confirm the"
        " order on 1-800-898-7180."
    ),
)
ABSENT_LATE_DO = Phrase(
    N_(
        "It is too late to give an emergency as the reason. But if you never got the court notice,"
        " or were in detention, you can still ask the judge. Call a lawyer today."
    ),
    N_(
        "It is too late to give an emergency as the reason. But if they never got the court notice,"
        " or were in detention, they can still ask the judge. Call a lawyer today."
    ),
    "Time has passed: lack of notice or custody, tolling, or joint motion. Removable now.",
    today=True,
)
NO_NOTICE = Phrase(
    N_(
        "If you never got the court notice, you can ask the judge to reopen your case at any time."
        " Do it as soon as you can."
    ),
    N_(
        "If they never got the court notice, they can ask the judge to reopen the case at any"
        " time. Do it as soon as you can."
    ),
    "No hearing notice received: motion to reopen at any time. Act fast.",
)
IN_CUSTODY = Phrase(
    N_(
        "If you were in jail or detention, you can ask the judge to reopen your case at any time."
        " Do it as soon as you can."
    ),
    N_(
        "If they were in jail or detention, they can ask the judge to reopen the case at any time."
        " Do it as soon as you can."
    ),
    "Was in custody: motion to reopen at any time. Act fast.",
)
NO_NOTICE_DO = Phrase(
    N_(
        "Send a motion to reopen to the immigration court. Say that no notice came, or"
        " where the person was held. Add papers that show the address at that time."
    ),
    staff=(
        "Motion to reopen for lack of notice or custody, INA 240(b)(5)(C)(ii); automatic stay. Get"
        " the record of proceedings and the addresses the court had."
    ),
)
REOPEN = Wording(
    exact=Phrase(
        N_("Most requests to reopen a case are due within %(days)s days, by %(day)s."),
        "",
        "Motion to reopen: normally within %(days)s days, by %(day)s.",
    ),
    may=Phrase(
        N_(
            "Most requests to reopen a case are due within %(days)s days. The last day may be"
            " %(day)s."
        ),
        "",
        "Motion to reopen: normally within %(days)s days, perhaps by %(day)s.",
    ),
    over=Phrase(
        N_(
            "Most requests to reopen a case are due within %(days)s days. That time ended on"
            " %(day)s."
        ),
        "",
        "Motion to reopen: %(days)s-day period ended %(day)s.",
    ),
    unclear=Phrase(
        N_(
            "Most requests to reopen a case are due within %(days)s days. That time may end very"
            " soon."
        ),
        "",
        "Motion to reopen: %(days)s-day period may end very soon.",
    ),
)
REOPEN_DO = Phrase(
    N_(
        "Ask a lawyer about a motion to reopen: new facts, with papers, to the court or"
        " board that decided last. It can be sent only once."
    ),
    staff="One motion to reopen, new and material evidence; conditions in the country: no limit.",
)
REOPEN_LATE_DO = Phrase(
    N_(
        "The usual time has passed. If things got worse in the country, there is no limit. Ask a"
        " lawyer what is still possible."
    ),
    staff="Time has passed: changed country conditions, tolling, joint motion, sua sponte.",
)
OLD_ORDER = Phrase(
    N_("An old deportation order can be used to send you out of the US quickly."),
    N_("An old deportation order can be used to send them out of the US quickly."),
    "Prior removal order: can be executed quickly.",
)
MAYBE_ORDER = Phrase(
    N_("There may be a deportation order. It can be used to send you out of the US quickly."),
    N_("There may be a deportation order. It can be used to send them out of the US quickly."),
    "Possible removal order: if there is one, it can be executed quickly.",
)
OLD_ORDER_DO = Phrase(
    N_(
        "Call 1-800-898-7180 with the A-number to hear if there is an order. Show a lawyer every"
        " paper before you meet ICE."
    ),
    N_(
        "Call 1-800-898-7180 with the A-number to hear if there is an order. Show a lawyer every"
        " paper before they meet ICE."
    ),
    "Check the order on 1-800-898-7180, FOIA to EOIR; reinstatement risk, reasonable fear, stay.",
)
FILE_AFTER_ORDER_DO = Phrase(
    N_(
        "Do not send the asylum form (I-589) alone. Show the order to a lawyer now: the form may"
        " have to go with a motion to reopen. Two other protections have no deadline."
    ),
    staff=(
        "Reinstatement: withholding-only by reasonable fear, INA 241(a)(5), 8 CFR 1208.31(e). Final"
        " order: I-589 only with a motion to reopen, 8 CFR 1208.4(b). Not to USCIS."
    ),
)
VAWA = Wording(
    exact=Phrase(
        N_(
            "Special rules help people hurt by a husband, wife or parent. You can ask to"
            " reopen your case for %(years)s year, until %(day)s."
        ),
        N_(
            "Special rules help people hurt by a husband, wife or parent. They can ask to"
            " reopen the case for %(years)s year, until %(day)s."
        ),
        "VAWA motion to reopen: %(years)s year from the final order, by %(day)s.",
    ),
    may=Phrase(
        N_(
            "Special rules help people hurt by a husband, wife or parent. You can ask to"
            " reopen your case for %(years)s year, perhaps until %(day)s."
        ),
        N_(
            "Special rules help people hurt by a husband, wife or parent. They can ask to"
            " reopen the case for %(years)s year, perhaps until %(day)s."
        ),
        "VAWA motion to reopen: %(years)s year from the final order, perhaps by %(day)s.",
    ),
    over=Phrase(
        N_(
            "The year to reopen a case after abuse by a husband, wife or parent ended on %(day)s. A"
            " judge can still make an exception."
        ),
        "",
        "VAWA motion to reopen: year ended %(day)s. Waivable for extraordinary circumstances.",
    ),
    unclear=Phrase(
        N_(
            "Special rules help people hurt by a husband, wife or parent. You may be able to"
            " reopen your case, and the time may be short."
        ),
        N_(
            "Special rules help people hurt by a husband, wife or parent. They may be able to"
            " reopen the case, and the time may be short."
        ),
        "Possible VAWA motion to reopen: status of the abuser or date of the order unknown.",
    ),
)
VAWA_DO = Phrase(
    N_(
        "Ask a lawyer about a VAWA petition (Form I-360) and a motion to reopen with it. The"
        " person who hurt you is not told."
    ),
    N_(
        "Ask a lawyer about a VAWA petition (Form I-360) and a motion to reopen with it. The"
        " person who hurt them is not told."
    ),
    "VAWA motion to reopen, INA 240(c)(7)(C)(iv), with the I-360. 8 USC 1367 applies.",
)
