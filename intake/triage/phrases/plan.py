"""Sentences of the plan that rest on no deadline."""

from intake.words import N_, Phrase

PHOTOS = Phrase(
    N_(
        "Take a photo of every paper from the court, ICE and USCIS. Send the photos to someone"
        " you trust."
    ),
    N_(
        "Take a photo of every paper they have from the court, ICE and USCIS. Keep the photos in"
        " a safe place."
    ),
)
SHOW_YOUR_LAWYER = Phrase(
    N_("Show this plan to your lawyer. Ask about each date."),
    N_("Show this plan to their lawyer. Ask about each date."),
)
CALL_LEGAL_HELP = Phrase(
    N_("Call the free legal groups on this page. Tell them your nearest date first."),
    N_("Call the free legal groups on this page. Tell them the nearest date first."),
)
CHECK_COURT_DATE = Phrase(
    N_(
        "Check the court date: call 1-800-898-7180 or look at acis.eoir.justice.gov. You need the"
        " A-number."
    ),
    N_(
        "Check the court date: call 1-800-898-7180 or look at acis.eoir.justice.gov. Have their"
        " A-number ready."
    ),
)
MUST_GO = Phrase(
    N_("If you do not go, the judge can order you to leave the US."),
    N_("If they do not go, the judge can order them to leave the US."),
)
ASK_FOR_TIME = Phrase(
    N_(
        "Ask the judge for time to find a lawyer. You can say: “I am looking for a lawyer. Please"
        " give me more time.”"
    ),
    N_(
        "Tell them to ask the judge for time to find a lawyer. They can say: “I am looking for a"
        " lawyer. Please give me more time.”"
    ),
)
NEW_PAPERS = Phrase(
    N_(
        "Keep every paper and letter in one safe place. If a new one has a date on it, come back"
        " with your code and tell us."
    ),
    N_(
        "Keep all their papers and letters in one safe place. If a new one has a date on it, come"
        " back with the code and tell us."
    ),
)
UN_REFUGEE_AGENCY = Phrase(
    N_(
        "Ask UNHCR, the UN refugee agency, who can help in the country where you are. Its page is"
        " help.unhcr.org."
    ),
    N_(
        "Ask UNHCR, the UN refugee agency, who can help in the country where they are. Its page is"
        " help.unhcr.org."
    ),
)
NO_ASYLUM_AT_AN_EMBASSY = Phrase(
    N_(
        "A US embassy cannot give you asylum. People can ask for it only in the US or at its"
        " border. Someone on our team will look at what is possible from where you are."
    ),
    N_(
        "A US embassy cannot give them asylum. People can ask for it only in the US or at its"
        " border. Someone on our team will look at what is possible from where they are."
    ),
)
