"""Descriptions of the shipped places, one sentence each."""

from intake.words import N_, Labels

IN_DANGER = N_("If you are in danger now")
AT_HOME = N_("If someone at home is hurting you")
SUICIDE = N_("If you are thinking about suicide")
LEGAL_HELP = N_("Legal help with asylum and court, free or for little money")
DETENTION_HELP = N_("Legal help for people in detention and for others")

SAYS: Labels[str] = {
    "emergency": IN_DANGER,
    "crisis_line": SUICIDE,
    "domestic_violence": AT_HOME,
    "womens_helplines": "Lines and shelters for women, in almost every country",
    "befrienders": SUICIDE,
    "tr_foreigners": "A line for foreigners and for people forced to work or have sex",
    **dict.fromkeys(
        (
            *("mx_emergency", "hn_emergency", "co_emergency", "ec_emergency", "br_police"),
            *("es_emergency", "fr_police", "gb_emergency"),
        ),
        IN_DANGER,
    ),
    **dict.fromkeys(
        (
            *("mx_women", "gt_women", "hn_women", "co_women", "pe_women", "br_women"),
            *("es_women", "de_women", "fr_women", "it_women", "gb_women"),
        ),
        AT_HOME,
    ),
    "trafficking": "If someone forces you to work or have sex",
    "detainee_locator": "If you are looking for someone in detention",
    "detention_hotline": "If you or someone you know is in detention and needs help",
    "aba_detention_line": "If you are in detention and want to know your rights",
    "unhcr_detention_line": "If you are in detention and afraid to go back",
    "rapid_response": (
        "If ICE took someone away, this page shows where to find a number to call. Many"
        " cities have one."
    ),
    "court_status": "Check your court date. You will need your A-number.",
    "uscis": "If you have a case with the immigration office (USCIS)",
    "court_list": "A list of free lawyers from the immigration courts, by state and court",
    "recognised": "Groups with accredited representatives who can give legal advice, by state",
    "law_help": "Free and low-cost legal groups, by place and language",
    "aila": "Lawyers who charge a fee, by place and language",
    "outside_us": "If you are outside the US: help in each country",
    "rights_in_exile": "If you are outside the US: free lawyers in each country",
    "cgrs": "How to ask for asylum without a lawyer, in many languages",
    "immi": "Questions that help you see what you may be able to apply for",
    "orr_parents": "If you are looking for your child, who came alone or was taken from you",
    "kind": "Free lawyers for children who came without a parent",
    "immigration_equality": "Free lawyers for LGBTQ people and people with HIV",
    "rainbow_railroad": "Helps LGBTQ people who are in danger get to safety",
    "asap": "News and guides about asylum, court and work permits",
    "notario": "If someone who was not a lawyer took your money, you can report it.",
    "ny_new_americans": "Finds you a free legal group near you, also for people in detention",
    "de_novo_cambridge": "A free call with a lawyer, once a month. Leave your number.",
    "gain_afghans": "Legal help for people from Afghanistan",
    "milap": "Free lawyers at the court in Baltimore",
    **dict.fromkeys(
        (
            "carecen_la",
            "public_counsel",
            "nyc_immigrant_affairs",
            "trp_chicago",
            "gain",
            "cc_atlanta",
            "legal_aid_justice",
            "just_neighbors",
            "esperanza",
        ),
        LEGAL_HELP,
    ),
    **dict.fromkeys(
        (
            "immdef",
            "ai_justice",
            "ccls_miami",
            "american_gateways",
            "raices",
            "lsnj",
            "afsc_newark",
            "pair",
            "nijc",
            "amica",
        ),
        DETENTION_HELP,
    ),
}

OFFERED = tuple(dict.fromkeys(SAYS.values()))
"""Sentences that staff may choose for a place of their own, because they are translated."""
