"""Sentences of the plan that belong to no rule, and the headline of each rule that has a day."""

from __future__ import annotations

from collections.abc import Mapping

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
CALL_A_GROUP = Phrase(
    N_("Call %(group)s for legal help: %(phone)s. Tell them your nearest date first."),
    N_("Call %(group)s for legal help: %(phone)s. Tell them the nearest date first."),
)
ASK_A_GROUP = Phrase(
    N_("Look for legal help: %(group)s, %(web)s. Tell them your nearest date first."),
    N_("Look for legal help: %(group)s, %(web)s. Tell them the nearest date first."),
)
WRITE_TO_US = Phrase(
    N_("Write to us with your code. Tell us your nearest date first."),
    N_("Write to us with the code. Tell us the nearest date first."),
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

HEADLINES: Mapping[str, Phrase] = {
    "R01": Phrase(
        N_("Talk to a lawyer before this day"), N_("They should talk to a lawyer before this day")
    ),
    "R03a": Phrase(N_("Ask for a judge to review the fear decision")),
    "R03c": Phrase(N_("Ask the asylum office to look again")),
    "R04": Phrase(N_("Go to court"), N_("They must go to court")),
    "R05": Phrase(N_("Your appeal must arrive"), N_("Their appeal must arrive")),
    "R06a": Phrase(
        N_("Your motion to reopen must arrive"), N_("Their motion to reopen must arrive")
    ),
    "R06c": Phrase(N_("A motion to reopen must arrive")),
    "R07": Phrase(
        N_("Your petition must reach the federal court"),
        N_("Their petition must reach the federal court"),
    ),
    "R08": Phrase(N_("Send the asylum form (I-589)")),
    "R09": Phrase(N_("Your answer must reach the judge"), N_("Their answer must reach the judge")),
    "R10": Phrase(N_("Pay the yearly asylum fee")),
    "R12": Phrase(N_("Act before the birthday")),
    "R16": Phrase(N_("Go to your ICE check-in"), N_("They must go to the ICE check-in")),
    "R17": Phrase(
        N_("Your answer must reach the asylum office"),
        N_("Their answer must reach the asylum office"),
    ),
    "R18": Phrase(N_("Send the family form (I-730)")),
    "R21": Phrase(N_("A motion to reopen must arrive")),
    "R22": Phrase(N_("Your status may end"), N_("Their status may end")),
    "R25": Phrase(N_("Go to your appointment"), N_("They must go to the appointment")),
    "R26": Phrase(
        N_("The last day to leave by yourself"), N_("The last day for them to leave by themselves")
    ),
}
"""The meaning of the day of a rule, under that day and in as few words."""
