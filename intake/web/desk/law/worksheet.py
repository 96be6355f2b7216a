"""The worksheet: the rows of the law that lawyers sign, with what applicants read of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from itertools import product

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import Field, ValidationError

from intake.actions.law import amend
from intake.actions.opening.actor import Actor
from intake.amendments.fingerprints import read_vignettes
from intake.amendments.models import LawSignature
from intake.law.book import LawBook, Parameter, Value
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.so_far import with_older_ids
from intake.questionnaire.reading import read_answers
from intake.staff.roles import Act, may
from intake.triage.deadlines import Certainty
from intake.triage.rests_on import NotedBook, findings_with_rows
from intake.web.access import signed_in, staff
from intake.web.app_context import law, today
from intake.web.desk.common.fields import DayField, FlagField, LineField, StatesField
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.law.law import row_words
from intake.web.filters import long_date
from intake.words import N_

blueprint = Blueprint("worksheet", __name__)

SIGN_FIRST = (
    *("bia_appeal_days", "asylum_filing_years", "asylum_exception_months", "minor_months"),
    *("credible_fear_review_days", "reasonable_fear_review_days", "fear_reconsider_days"),
    *("petition_for_review_days", "in_absentia_days", "reopen_days", "master_filing_days"),
    *("individual_filing_days", "motion_answer_days", "fee_", "asylum_form_edition"),
    *("expedited_removal_years", "expedited_removal_border_days", "tps_", "parole_"),
    *("sijs_state_age", "bond_hearing_circuit_"),
)
"""Ids, or their beginnings, in the order in which lawyers sign: see the lawyers' handbook."""


class SignForm(DeskForm):
    """Rows, by their fingerprints, and who signs them; or whose signatures to take away."""

    name = LineField(longest=120)
    bar = LineField(longest=40)
    state = StatesField()
    signed_on = DayField()
    drop = FlagField()

    @property
    def rows(self) -> list[str]:
        """Return the fingerprints of the rows that were ticked and are in use."""
        ticked = set(request.form.getlist("row"))
        return [row.fingerprint for row in law().rows if row.fingerprint in ticked]

    def validate_name(self, field: Field) -> None:
        """Refuse to sign no row, or without a name."""
        if not self.rows:
            raise ValidationError(gettext("Tick the rows."))
        if not (self.drop.data or field.data):
            raise ValidationError(gettext("Enter the name of the lawyer who signs."))

    def validate_bar(self, field: Field) -> None:
        """Refuse a signature without a bar number."""
        if not (self.drop.data or field.data):
            raise ValidationError(gettext("Enter the bar number."))

    def validate_state(self, field: StatesField) -> None:
        """Refuse a signature without the state of the bar."""
        if not self.drop.data and len(field.codes) != 1:
            raise ValidationError(gettext("Enter the state of the bar by two letters, such as NY."))

    def validate_signed_on(self, field: DayField) -> None:
        """Refuse a signature of no day, or of one to come."""
        if not self.drop.data and not (field.data and field.data <= today()):
            raise ValidationError(gettext("Enter the day of the signature, not one to come."))

    def signature(self) -> LawSignature:
        """Return the signature that a valid form gives, for no row yet."""
        return LawSignature(
            name=self.name.data,
            bar=self.bar.data,
            state=self.state.codes[0],
            signed_on=self.signed_on.data,
        )


def _page(form: DeskForm, status: int = 200) -> ResponseReturnValue:
    member, book, everything = signed_in().member, law(), "all" in request.args
    says, rows = sentences(book), rows_to_sign(book, on=today())
    page = render_template(
        "desk/law/worksheet.html",
        member=member,
        form=form,
        rows=[
            row_words(row) | {"says": says.get(row.id, "")}
            for row in rows
            if everything or row.id.startswith(SIGN_FIRST)
        ],
        everything=everything,
        unsigned=sum(row.is_unsigned for row in rows),
        may_sign=may(member.roles, Act.APPROVE_LAW),
    )
    return page, status


@blueprint.get("/desk/law/worksheet")
@staff(Act.SEE_LAW)
def show() -> ResponseReturnValue:
    """Show the rows to sign first, or all."""
    return _page(SignForm(data={"signed_on": today()}))


@blueprint.post("/desk/law/worksheet")
@on_desk(Act.APPROVE_LAW, SignForm, refused=_page, fresh=N_("Sign legal values"))
def sign(by: Actor, form: SignForm) -> str:
    """Put a lawyer's name under the rows that were ticked, or take the names under them away."""
    if form.drop.data:
        amend.drop_signatures(by, form.rows)
    else:
        amend.sign(by, form.rows, form.signature())
    return url_for("worksheet.show", all=request.args.get("all"))


def rows_to_sign(book: LawBook, *, on: date) -> list[Parameter]:
    """Return the rows of law in use on a day, those to sign first in their order."""
    rows = (book.parameter(id_, on=on) for id_ in book.by_id)
    return sorted((row for row in rows if row.is_law and row.in_force(on)), key=_place)


def _place(row: Parameter) -> tuple[int, str]:
    places = (place for place, id_ in enumerate(SIGN_FIRST) if row.id.startswith(id_))
    return next(places, len(SIGN_FIRST)), row.id


def sentences(book: LawBook) -> Mapping[str, str]:
    """Return the English sentence that applicants read of each number, by its id.

    It is taken from the vignettes, which run each line of the rules: of a day known and to come,
    naming the value, of the rule that reads the fewest numbers, if there is such. Some have none.
    """
    law, best = NotedBook(rows=book.rows), dict[str, tuple[tuple[bool, bool, int], str]]()
    for vignette in read_vignettes():
        received = date.fromisoformat(vignette["received"])
        answers = with_older_ids(read_answers(ASYLUM, vignette["answers"], today=received))
        for findings, rows in findings_with_rows(answers, law, received=received):
            for row, one in product(rows, findings):
                passed = one.passed or one.certainty is not Certainty.EXACT
                for says in (one.reason.says.in_english(), one.do.in_english()):
                    found = (passed, not _names(row.value, says), len(rows)), says
                    if row.id not in best or found[0] < best[row.id][0]:
                        best[row.id] = found
    return {id_: says for id_, (_, says) in best.items()}


def _names(value: Value, says: str) -> bool:
    items = (value,) if isinstance(value, int) else value
    words = (long_date(item) if isinstance(item, date) else f"{item:,}" for item in items)
    return any(re.search(rf"(?<![\w-]){word}(?![\w-])", says) for word in words)
