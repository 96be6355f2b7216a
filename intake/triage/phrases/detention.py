"""R02 and R03: detention, and fear interviews."""

from intake.triage.counting import Wording
from intake.words import N_, Phrase

DETAINED = Phrase(
    N_("You are in jail or detention. Detention cases move fast, in days or weeks."),
    N_("They are in jail or detention. Detention cases move fast, in days or weeks."),
    "Detained. These cases move in days or weeks.",
)
MAYBE_DETAINED = Phrase(
    N_("You may be in jail or detention. Detention cases move fast, in days or weeks."),
    N_("They may be in jail or detention. Detention cases move fast, in days or weeks."),
    "Possibly detained. These cases move in days or weeks.",
)
_TODAY = N_(
    "Call a lawyer or accredited representative today. Sign nothing that you do not understand."
    " To find a person in detention, use locator.ice.gov."
)
DETAINED_DO = Phrase(
    _TODAY,
    staff=(
        "Today: locate the person (locator.ice.gov), G-28, next hearing, fear claim. Bond hearings"
        " are unsettled in this circuit: check the current decisions."
    ),
    today=True,
)
BOND_POSSIBLE_DO = Phrase(
    _TODAY,
    staff=(
        "Today: locate the person (locator.ice.gov), G-28, next hearing, fear claim. Bond hearing"
        " possible in this circuit: ask the judge for one. A transfer changes the law."
    ),
    today=True,
)
BOND_DENIED_DO = Phrase(
    _TODAY,
    staff=(
        "Today: locate the person (locator.ice.gov), G-28, next hearing, fear claim. This circuit"
        " denies bond hearings after entry without inspection: parole or habeas."
    ),
    today=True,
)
CHILD_DETAINED_DO = Phrase(
    N_(
        "Ask today for a lawyer for children, at no cost: KIND (supportkind.org). The government’s"
        " line about children in its care is 1-800-203-7001. Sign nothing that you do not"
        " understand."
    ),
    N_(
        "Call the government’s line for parents of children in its care today: 1-800-203-7001. Ask"
        " for a lawyer for children, at no cost: KIND (supportkind.org). The child should sign"
        " nothing."
    ),
    (
        "Today: locate the child through ORR (1-800-203-7001), not the ICE locator; sponsor"
        " papers, the shelter's legal service provider, KIND."
    ),
    today=True,
)
CHILD_DETAINED_ASK = Phrase(
    N_(
        "Tell us if you are in detention, and where. The government’s line about children in its"
        " care is 1-800-203-7001."
    ),
    N_(
        "Tell us if the child is in detention, and where. To look for a child, call the"
        " government’s line for parents: 1-800-203-7001."
    ),
    "Find out whether the child is detained, and where: ORR line 1-800-203-7001.",
)
DETAINED_ASK = Phrase(
    N_("Tell us if the person is in jail or detention, and where. Use locator.ice.gov to look."),
    staff="Find out whether the person is detained, and where (locator.ice.gov).",
)

NOT_PASSED = Wording(
    exact=Phrase(
        N_(
            "A judge must review a fear decision very fast, by %(day)s at the latest. Ask for this"
            " review now."
        ),
        "",
        "Negative fear finding: judge's review due by %(day)s at the latest.",
    ),
    may=Phrase(
        N_(
            "A judge must review a fear decision very fast. The last day may be %(day)s. Ask for"
            " this review now."
        ),
        "",
        "Negative fear finding: judge's review may be due by %(day)s.",
    ),
    over=Phrase(
        N_("A judge must review a fear decision very fast. The last day was %(day)s."),
        "",
        "Negative fear finding: last day for judge's review was %(day)s.",
    ),
    unclear=Phrase(
        N_(
            "A judge must review a fear decision very fast, within %(days)s days. Ask for this"
            " review now."
        ),
        "",
        "Negative fear finding: judge's review within %(days)s days at most.",
    ),
)
NOT_PASSED_DO = Phrase(
    N_(
        "Ask the officer today, in writing if possible, for a judge to review the fear decision."
        " If you say nothing, that counts as a no. You cannot appeal what the judge decides, so"
        " call a lawyer now."
    ),
    N_(
        "Ask the officer today, in writing if possible, for a judge to review the fear decision."
        " If the person says nothing, that counts as a no. They cannot appeal what the judge"
        " decides, so call a lawyer now."
    ),
    (
        "Today: request review by an immigration judge (silence counts as refusal, 8 CFR"
        " 1208.31(f)). No appeal to the Board lies from that review: prepare reconsideration,"
        " habeas or TRO."
    ),
    today=True,
)
AFFIRMED = Wording(
    exact=Phrase(
        N_(
            "A judge agreed with the fear decision. The asylum office can be asked to look again"
            " until %(day)s."
        ),
        "",
        "Judge affirmed the fear finding. Request for reconsideration to USCIS by %(day)s.",
    ),
    may=Phrase(
        N_(
            "A judge agreed with the fear decision. The asylum office can be asked to look again,"
            " perhaps until %(day)s."
        ),
        "",
        "Judge affirmed the fear finding. Reconsideration by USCIS, perhaps by %(day)s.",
    ),
    over=Phrase(
        N_(
            "A judge agreed with the fear decision. The time to ask the asylum office to look"
            " again ended on %(day)s."
        ),
        "",
        "Judge affirmed the fear finding. Time for reconsideration ended %(day)s.",
    ),
    unclear=Phrase(
        N_(
            "A judge may have agreed with the fear decision. The asylum office can be asked to"
            " look again, but only for a few days."
        ),
        "",
        "Judge may have affirmed the fear finding. Reconsideration by USCIS: date unknown.",
    ),
)
AFFIRMED_DO = Phrase(
    N_(
        "Ask the asylum office in writing to reconsider, and say what the officer did not hear."
        " Call a lawyer today: only a federal court can still stop the order."
    ),
    staff=(
        "Request for reconsideration to the asylum office (8 CFR 208.30(g)(1)(i)) with new facts;"
        " habeas or TRO in federal court. No appeal to the Board."
    ),
    today=True,
)
WAITING = Phrase(
    N_("Your fear interview can happen any day."),
    N_("Their fear interview can happen any day."),
    "Fear interview could happen any day.",
)
WAITING_DO = Phrase(
    N_(
        "Call a lawyer or accredited representative today to get ready. You can ask to have"
        " someone with you, and for an interpreter."
    ),
    N_(
        "Call a lawyer or accredited representative today to get ready. They can ask to have"
        " someone with them, and for an interpreter."
    ),
    "Prepare today: consultant or attorney at the interview, interpreter, orientation call.",
    today=True,
)
MAYBE_INTERVIEW = Phrase(
    N_("You may have a fear interview, or may have had one. We do not know."),
    N_("They may have a fear interview, or may have had one. We do not know."),
    "Fear interview unknown: may be waiting, or decided.",
)
MAYBE_INTERVIEW_DO = Phrase(
    N_(
        "Look for a paper about an interview with an asylum officer (Form I-870 or"
        " I-899). Tell us its date and what it says."
    ),
    staff="Ask about a credible or reasonable fear interview (I-860, I-870, I-898, I-899).",
)
