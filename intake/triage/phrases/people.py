"""R12, R14, R15, R18 and R22: birthdays, children alone, safety, relatives, status that ends."""

from intake.triage.counting import Wording
from intake.words import N_, Phrase

OWN = Wording(
    exact=Phrase(
        N_("You turn %(age)s on %(day)s. Some kinds of help end then."),
        N_("They turn %(age)s on %(day)s. Some kinds of help end then."),
        "Turns %(age)s on %(day)s. Some relief ends.",
    ),
    may=Phrase(
        N_("You may turn %(age)s on %(day)s. Some kinds of help end then."),
        N_("They may turn %(age)s on %(day)s. Some kinds of help end then."),
        "May turn %(age)s on %(day)s. Some relief ends.",
    ),
    over=Phrase(
        N_("You turned %(age)s on %(day)s. Some kinds of help ended then. Others did not."),
        N_("They turned %(age)s on %(day)s. Some kinds of help ended then. Others did not."),
        "Turned %(age)s on %(day)s. Some relief ended.",
    ),
    unclear=Phrase(
        N_("Some kinds of help end when you turn %(age)s. We do not know the date."),
        N_("Some kinds of help end when they turn %(age)s. We do not know the date."),
        "Some relief ends at age %(age)s. Birth date unknown.",
    ),
)
CHILD = Wording(
    exact=Phrase(
        N_("A child turns %(age)s on %(day)s. Some kinds of help end then."),
        "",
        "A child turns %(age)s on %(day)s. Some relief ends.",
    ),
    may=Phrase(
        N_("A child may turn %(age)s on %(day)s. Some kinds of help end then."),
        "",
        "A child may turn %(age)s on %(day)s. Some relief ends.",
    ),
    over=Phrase(
        N_("A child turned %(age)s on %(day)s. Some kinds of help ended then. Others did not."),
        "",
        "A child turned %(age)s on %(day)s. Some relief ended.",
    ),
    unclear=Phrase(
        N_("Some kinds of help end when a child turns %(age)s. We do not know the date."),
        "",
        "Some relief ends when a child turns %(age)s. Birth date unknown.",
    ),
)
CHILD_UNSURE = Wording(
    exact=Phrase(
        N_("A child turns %(age)s on %(day)s. Some kinds of help may end then."),
        "",
        "A child turns %(age)s on %(day)s. Some relief may end, or the age may be fixed already.",
    ),
    may=Phrase(
        N_("A child may turn %(age)s on %(day)s. Some kinds of help may end then."),
        "",
        "A child may turn %(age)s on %(day)s. Some relief may end, or the age may be fixed.",
    ),
    over=Phrase(
        N_("A child turned %(age)s on %(day)s. Some kinds of help may have ended then."),
        "",
        "A child turned %(age)s on %(day)s. Some relief may have ended, or the age may be fixed.",
    ),
    unclear=CHILD.unclear,
)
SIJS_DO = Phrase(
    N_(
        "Ask a lawyer now about a state court order and Form I-360 for young people (SIJS). Both"
        " take months."
    ),
    staff="SIJS: predicate order from the state court before that age, then I-360 before 21.",
)
LONE_CHILD_DO = Phrase(
    N_(
        "Ask now for a lawyer for children, at no cost: KIND (supportkind.org). For a child who is"
        " alone, the asylum form (I-589) should reach USCIS before that day. It must be signed,"
        " with an answer to every question and the fee of $%(dollars)s."
    ),
    staff=(
        "UC: complete, signed I-589 with the $%(dollars)s fee at USCIS before 18 (8 USC"
        " 1158(b)(3)(C)), also from court; then SIJS."
    ),
)
DERIVATIVE_DO = Phrase(
    N_(
        "Send the asylum form (I-589) with this child’s name in it. It must arrive before that day,"
        " signed, with an answer to every question and the fee of $%(dollars)s."
    ),
    staff=(
        "File the I-589 listing the child before the birthday (8 USC 1158(b)(3)(B)): complete,"
        " signed, with the $%(dollars)s fee."
    ),
)
DERIVATIVE_UNSURE_DO = Phrase(
    N_(
        "Look now for a receipt of the asylum form (I-589). If you find none, or left the US"
        " since then, send the form with this child’s name in it. It must arrive before that day,"
        " signed, with an answer to every question and the fee of $%(dollars)s."
    ),
    N_(
        "Look now for a receipt of the asylum form (I-589). If they find none, or left the US"
        " since then, send the form with this child’s name in it. It must arrive before that day,"
        " signed, with an answer to every question and the fee of $%(dollars)s."
    ),
    (
        "Find the I-589 receipt and any departure since (8 CFR 208.8(a)); if not pending, file it"
        " before the birthday: complete, signed, $%(dollars)s (8 USC 1158(b)(3)(B))."
    ),
)
FAMILY_CHILD_DO = Phrase(
    N_(
        "Send Form I-730 to USCIS for this child now. It is free. The law may count the child’s age"
        " on the day you asked for asylum or refugee status. So send it even if the birthday has"
        " passed, and ask a lawyer."
    ),
    N_(
        "Send Form I-730 to USCIS for this child now. It is free. The law may count the child’s age"
        " on the day they asked for asylum or refugee status. So send it even if the birthday has"
        " passed, and ask a lawyer."
    ),
    (
        "I-730 for the child: age fixed on the day of the parent's I-589 or refugee application (8"
        " USC 1158(b)(3)(B), 1157(c)(2)(B)); unmarried; two years, see R18."
    ),
)
MAYBE_FAMILY_CHILD_DO = Phrase(
    N_(
        "If you have asylum or refugee status, send Form I-730 to USCIS for this child. It is free."
        " If you do not, send the asylum form (I-589) with this child’s name in it. It must arrive"
        " before that day, signed, with an answer to every question and the fee of $%(dollars)s."
    ),
    N_(
        "If they have asylum or refugee status, send Form I-730 to USCIS for this child. It is"
        " free. If they do not, send the asylum form (I-589) with this child’s name in it. It must"
        " arrive before that day, signed, with an answer to every question and the fee of"
        " $%(dollars)s."
    ),
    (
        "Confirm the status: with it an I-730 (age fixed, 8 USC 1158(b)(3)(B), 1157(c)(2)(B));"
        " without it the I-589 listing the child before the birthday, $%(dollars)s."
    ),
)
BIRTH_DATE_DO = Phrase(
    N_("Tell us the birth date, or the year. Some help ends on a birthday."),
    staff="Ask the birth date first: age-out may be near.",
)
AGE_OVER_DO = Phrase(
    N_("Ask a lawyer what other help fits now. Some kinds of help go on after that age."),
    staff="Aged out of this relief: check the others (asylum, T, U, VAWA, CSPA).",
)
ALONE = Phrase(
    N_("You are under %(age)s and alone. There are special rules that can help you."),
    N_("They are under %(age)s and alone. There are special rules that can help them."),
    "Unaccompanied and under %(age)s. Special rules apply.",
)
MAYBE_ALONE = Phrase(
    N_("You may be under %(age)s and alone. If so, there are special rules that can help you."),
    N_("They may be under %(age)s and alone. If so, there are special rules that can help them."),
    "May be unaccompanied and under %(age)s. Special rules may apply.",
)
ALONE_DO = Phrase(
    N_(
        "Ask for a lawyer for children, at no cost: KIND (supportkind.org). The government’s line"
        " for families of children is 1-800-203-7001."
    ),
    staff="UC: asylum with USCIS first, no one-year limit, SIJS; check ORR (1-800-203-7001).",
)
DANGER = Phrase(
    N_("You told us you are not safe."),
    N_("You told us they are not safe."),
    "Reports danger.",
)
FORCED = Phrase(
    N_("You told us about being forced to work or have sex. This can be dangerous."),
    staff="Reports forced labor or sex. Possible danger.",
)
DANGER_DO = Phrase(
    N_("If you are in danger now, call 911. You can also call 1-800-799-7233, day or night."),
    N_("If they are in danger now, call 911. You can also call 1-800-799-7233, day or night."),
    "Safety first: safe contact only, safety plan, hotline 1-800-799-7233; VAWA, U.",
)
DANGER_ABROAD_DO = Phrase(
    N_(
        "If you are in danger now, call the police or an ambulance where you are. The UN refugee"
        " agency (UNHCR) can tell you who helps there. Go to help.unhcr.org."
    ),
    N_(
        "If they are in danger now, call the police or an ambulance where they are. The UN refugee"
        " agency (UNHCR) can tell you who helps there. Go to help.unhcr.org."
    ),
    "Abroad: safe contact only; local emergency number, UNHCR office of that country.",
)
HEALTH_ABROAD_DO = Phrase(
    N_(
        "In an emergency, call an ambulance in the country where you are. UNHCR names doctors and"
        " shelters there: help.unhcr.org."
    ),
    N_(
        "In an emergency, call an ambulance in the country where they are. UNHCR names doctors and"
        " shelters there: help.unhcr.org."
    ),
    "Abroad: ask what is needed today; UNHCR office of that country.",
)
FORCED_DO = Phrase(
    N_(
        "If you are in danger now, call 911. If someone forces you to work or have sex, call"
        " 1-888-373-7888."
    ),
    N_(
        "If they are in danger now, call 911. If someone forces them to work or have sex, call"
        " 1-888-373-7888."
    ),
    "Safety first: safe contact only; trafficking hotline 1-888-373-7888; T visa.",
)
HEALTH = Phrase(
    N_("You told us about a health need, or that you have no safe place."),
    N_("You told us about a health need, or that they have no safe place."),
    "Reports a health need or no safe place.",
)
HEALTH_DO = Phrase(
    N_("In an emergency, call 911. Call 211 for a doctor, a shelter or food nearby."),
    staff="Ask what is needed today: medical care, shelter; humanitarian parole if detained.",
)
FAMILY_PAPERS = Wording(
    exact=Phrase(
        N_(
            "You have %(years)s years after you get your status to ask to bring your family. The"
            " papers are due by %(day)s."
        ),
        N_(
            "They have %(years)s years after they get status to ask to bring family. The papers"
            " are due by %(day)s."
        ),
        "Family petition due %(years)s years after status, by %(day)s.",
    ),
    may=Phrase(
        N_(
            "You have %(years)s years after you get your status to ask to bring your family. The"
            " papers may be due by %(day)s."
        ),
        N_(
            "They have %(years)s years after they get status to ask to bring family. The papers"
            " may be due by %(day)s."
        ),
        "Family petition due %(years)s years after status, perhaps by %(day)s.",
    ),
    over=Phrase(
        N_(
            "Papers to bring your family were due by %(day)s. The immigration office can still"
            " accept them late."
        ),
        N_(
            "Papers to bring their family were due by %(day)s. The immigration office can still"
            " accept them late."
        ),
        "Family petition was due %(day)s. USCIS may accept it late.",
    ),
    unclear=Phrase(
        N_(
            "You have %(years)s years after you get your status to ask to bring your family. That"
            " time may end soon."
        ),
        N_(
            "They have %(years)s years after they get status to ask to bring family. That time may"
            " end soon."
        ),
        "Family petition due %(years)s years after status. May be soon.",
    ),
)
FAMILY_DO = Phrase(
    N_("Send Form I-730 to USCIS for each family member by that day. It is free."),
    staff="I-730 for each relative; no fee; waiver of the two years for humanitarian reasons.",
)
FAMILY_LATE_DO = Phrase(
    N_("Send Form I-730 to USCIS now, and say why it is late. It is free."),
    staff="I-730 with a request to waive the two years (8 CFR 208.21(d), 207.7(d)).",
)
STATUS_ENDS = Wording(
    exact=Phrase(
        N_("TPS or parole for people from your country is set to end on %(day)s."),
        N_("TPS or parole for people from their country is set to end on %(day)s."),
        "TPS or parole program ends %(day)s, as far as our table knows.",
    ),
    may=Phrase(
        N_("TPS or parole for people from your country may end on %(day)s."),
        N_("TPS or parole for people from their country may end on %(day)s."),
        "TPS or parole program may end %(day)s, as far as our table knows.",
    ),
    over=Phrase(
        N_("TPS or parole for people from your country was set to end on %(day)s."),
        N_("TPS or parole for people from their country was set to end on %(day)s."),
        "TPS or parole program was set to end %(day)s: check for an extension or a court order.",
    ),
    unclear=Phrase(
        N_("TPS or parole may end soon for people from your country. We do not know the day."),
        N_("TPS or parole may end soon for people from their country. We do not know the day."),
        "TPS or parole: nationality unknown, end of the program unknown.",
    ),
)
STATUS_ENDED_DO = Phrase(
    N_(
        "It may have ended. Look at uscis.gov/tps today. Ask a lawyer about the asylum form"
        " (I-589) and other ways to stay."
    ),
    staff="Status may have ended: check the Federal Register for an extension; file the I-589.",
    today=True,
)
STATUS_ENDS_DO = Phrase(
    N_(
        "Check the day at uscis.gov/tps. Before it, ask a lawyer about the asylum form"
        " (I-589) and other ways to stay."
    ),
    staff="Check the Federal Register for an extension; re-register in the window; file the I-589.",
)
