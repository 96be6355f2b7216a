"""R01 and R16: sent out of the US, and check-ins with ICE."""

from intake.triage.counting import Wording
from intake.words import N_, Phrase

REMOVAL = Wording(
    exact=Phrase(
        N_("You told us you may be sent out of the US on %(day)s."),
        N_("You told us they may be sent out of the US on %(day)s."),
        "May be removed on %(day)s.",
    ),
    may=Phrase(
        N_("You told us you may be sent out of the US, perhaps on %(day)s."),
        N_("You told us they may be sent out of the US, perhaps on %(day)s."),
        "May be removed, possibly on %(day)s.",
    ),
    over=Phrase(
        N_("You told us about a date to leave the US, %(day)s. That date has passed."),
        "",
        "Date to leave was %(day)s; passed.",
    ),
    unclear=Phrase(
        N_("You may be sent out of the US. We do not know the date."),
        N_("They may be sent out of the US. We do not know the date."),
        "May be removed. Date unknown.",
    ),
)
REMOVAL_DO = Phrase(
    N_(
        "Call a lawyer or accredited representative today. Ask for a stay of removal"
        " (Form I-246 to ICE, or a request to the judge) before the date."
    ),
    staff=(
        "Today: stay of removal (I-246 with ICE ERO, or EOIR emergency stay), motion to reopen,"
        " habeas or TRO. Confirm the date on the paper."
    ),
    today=True,
)
REMOVAL_GONE_DO = Phrase(
    N_(
        "The date has passed, but ICE can still act on any day. Call a lawyer or accredited"
        " representative today about a stay of removal (Form I-246)."
    ),
    staff="Date passed, still removable: confirm custody today; stay of removal (I-246), habeas.",
    today=True,
)
REMOVAL_ASK = Phrase(
    N_(
        "Look for a paper with a date to leave, a flight or a check-in, and tell us the date."
        " Show the paper to a lawyer."
    ),
    staff="Ask whether any paper names a date to leave, a flight or a check-in (I-166, I-220B).",
)
CHECK_IN = Wording(
    exact=Phrase(
        N_(
            "You have an ICE check-in on %(day)s. Talk to a lawyer or accredited representative"
            " first (not a notario)."
        ),
        N_(
            "They have an ICE check-in on %(day)s. Talk to a lawyer or accredited representative"
            " first (not a notario)."
        ),
        "ICE check-in on %(day)s. Advise before then.",
    ),
    may=Phrase(
        N_(
            "You have an ICE check-in. It may be on %(day)s. Talk to a lawyer or accredited"
            " representative first (not a notario)."
        ),
        N_(
            "They have an ICE check-in. It may be on %(day)s. Talk to a lawyer or accredited"
            " representative first (not a notario)."
        ),
        "ICE check-in, possibly on %(day)s. Advise before then.",
    ),
    over=Phrase(
        N_(
            "Your ICE check-in was on %(day)s. Talk to a lawyer or accredited representative about"
            " it (not a notario)."
        ),
        N_(
            "Their ICE check-in was on %(day)s. Talk to a lawyer or accredited representative"
            " about it (not a notario)."
        ),
        "ICE check-in was %(day)s. Ask what happened.",
    ),
    unclear=Phrase(
        N_("You have an ICE check-in. We do not know the date. It may be soon."),
        N_("They have an ICE check-in. We do not know the date. It may be soon."),
        "ICE check-in, date unknown. May be soon.",
    ),
)
CHECK_IN_DO = Phrase(
    N_(
        "Call a lawyer or accredited representative before the check-in. Do not miss it without"
        " legal advice. Tell someone you trust where you are going."
    ),
    N_(
        "Call a lawyer or accredited representative before the check-in. They should not miss it"
        " without legal advice, and should tell someone they trust where they are going."
    ),
    "Advise before the check-in: risk of arrest, papers to carry, whom to call, G-28 on file.",
)
CHECK_IN_GONE = Phrase(
    N_(
        "If you missed the check-in, call a lawyer today. Ask how to contact ICE. If you went, look"
        " for the next date on the paper."
    ),
    N_(
        "If they missed the check-in, call a lawyer today. Ask how to contact ICE. If they went,"
        " look for the next date on the paper."
    ),
    "Find out whether the check-in was kept, what ICE said, and the next date.",
    today=True,
)
