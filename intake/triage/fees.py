"""Say a fee or a fine after its step: the amount, or where to look, and how to ask for less.

An amount in dispute, past its review, or of another year than the day by which to pay, is never
told to an applicant: they are sent to the page of the form. Staff read it, with its mark.
"""

from collections.abc import Iterator
from datetime import date

from intake.questionnaire.asylum.child_in_detention import is_child
from intake.triage.facts import Facts
from intake.triage.proceedings import Place, holds, surely_detained
from intake.words import Phrase, Sentence, one_after_another, say

EOIR_FORMS = "justice.gov/eoir/eoir-forms"
PAGES = {
    "fee_i589": "uscis.gov/i-589",
    "fee_yearly": "uscis.gov/i-589",
    "fee_appeal": EOIR_FORMS,
    "fee_motion": EOIR_FORMS,
    "fee_no_notice_motion": EOIR_FORMS,
    "fee_work_permit": "uscis.gov/i-765",
    "fee_work_permit_renewal": "uscis.gov/i-765",
    "fee_sij": "uscis.gov/i-360",
    "fee_tps": "uscis.gov/i-821",
    "fee_federal_petition": "uscourts.gov",
}
"""The page of the form of each fee that a step names."""

AMOUNT = Phrase("The fee is $%(dollars)s.", staff="Fee: $%(dollars)s.")
HIDDEN = Phrase(
    "There is a fee. Look at %(page)s today.",
    staff="Fee: $%(dollars)s, not certain. Check %(page)s.",
)
NOT_SETTLED = Phrase(
    "There may be a fee. Look at %(page)s today.",
    staff="Fee of a filing for withholding and CAT alone not settled. Check %(page)s.",
)
EDITION = Phrase(
    "Take the form from uscis.gov/i-589 on the day you send it: an old edition may be sent back.",
    "Take the form from uscis.gov/i-589 on the day they send it: an old edition may be sent back.",
    "Edition of %(edition)s, unless uscis.gov/i-589 has another.",
)
FINES = {
    "fee_arrest_after_absence": (
        Phrase(
            "If ICE arrests you after a missed hearing, there is a fee of $%(dollars)s.",
            "If ICE arrests them after a missed hearing, there is a fee of $%(dollars)s.",
            "ICE arrest after an in absentia order: fee of $%(dollars)s.",
        ),
        Phrase(
            "If ICE arrests you after a missed hearing, there may be a fee. Ask a lawyer.",
            "If ICE arrests them after a missed hearing, there may be a fee. Ask a lawyer.",
            "ICE arrest after an in absentia order: fee of $%(dollars)s, not certain. Check.",
        ),
    ),
    "fee_voluntary_departure_penalty": (
        Phrase(
            "There may be a fine of $%(dollars)s.",
            staff="Penalty of $%(dollars)s and ten-year bar (exception for people abused).",
        ),
        Phrase(
            "There may be a fine. Ask a lawyer how much it is.",
            staff=(
                "Penalty of $%(dollars)s, not certain: check. Ten-year bar (exception for people"
                " abused)."
            ),
        ),
    ),
}
"""Fines paid without a form: the sentence for a certain amount, and the one for any other."""

FREE = Phrase("There is no fee.", staff="No fee.")
WAIVERS = {
    "none": Phrase("You cannot ask for this fee to be waived.", staff="No waiver."),
    "EOIR-26A": Phrase(
        "If you cannot pay, send Form EOIR-26A too.",
        "If they cannot pay, send Form EOIR-26A too.",
        "Or EOIR-26A.",
    ),
    "I-912": Phrase(
        "If you cannot pay, send Form I-912 too.",
        "If they cannot pay, send Form I-912 too.",
        "Or I-912.",
    ),
    "court": Phrase(
        "If you cannot pay, ask that court to take the papers without a fee.",
        "If they cannot pay, ask that court to take the papers without a fee.",
        "Or a request to proceed in forma pauperis.",
    ),
}
NOT_ONLY_ZEROS = Phrase(
    "Do not write only zeros: say who feeds and houses you, and add a letter.",
    "Do not write only zeros: say who feeds and houses them, and add a letter.",
    "Only zeros are presumed invalid: say who supports them, add a letter (Matter of Garcia"
    " Martinez, 29 I&N Dec. 169 (BIA 2025)).",
)


def with_fee(facts: Facts, do: Sentence, fee: str, *, by: date | None = None) -> Sentence:
    """Return a step, followed by its fee or fine: a row of the law book such as ``fee_appeal``.

    *by* is the day by which to pay, where it is known.
    """
    return one_after_another(do, *about_fee(facts, fee, by or facts.received))


def may_tell(facts: Facts, fee: str, *, by: date | None = None) -> bool:
    """Return true for an amount that an applicant may be told."""
    row = facts.law.parameter(fee, on=facts.received)
    day = max(facts.received, by or facts.received)
    return row.tells_value(day) and row.in_force(day)


def about_fee(facts: Facts, fee: str, by: date) -> Iterator[Sentence]:
    """Yield what is said of a fee or a fine, and of the edition of the form that it comes with."""
    yield from _amount(facts, fee, by)
    if fee == "fee_i589":
        (edition,) = facts.law.days("asylum_form_edition", on=facts.received)
        yield say(EDITION, edition=edition)


def _amount(facts: Facts, fee: str, by: date) -> Iterator[Sentence]:
    row = facts.law.parameter(fee, on=facts.received)
    dollars = facts.number(fee)
    tells = may_tell(facts, fee, by=by)
    if fee in FINES:
        certain, uncertain = FINES[fee]
        yield say(certain if tells else uncertain, dollars=dollars)
        return
    if fee == "fee_i589" and holds(facts, Place.WITHHOLDING_ONLY):
        yield say(NOT_SETTLED, page=PAGES[fee])
        return
    if not tells:
        yield say(HIDDEN, dollars=dollars, page=PAGES[fee])
    elif not dollars:
        yield say(FREE)
        return
    else:
        yield say(AMOUNT, dollars=dollars)
    yield say(WAIVERS[row.waiver])
    # Nobody asks who feeds people in detention, or children.
    excused = surely_detained(facts) or is_child(facts.answers, on=facts.received)
    if row.waiver == "EOIR-26A" and not excused:
        yield say(NOT_ONLY_ZEROS)
