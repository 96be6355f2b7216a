"""The worksheet: the rows of the law that lawyers sign, with what applicants read of each."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import product

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import Field, ValidationError

from intake.actions.law import publish
from intake.actions.opening.case_keys import Actor
from intake.amendments.recalls import read_vignettes
from intake.law.book import LawBook, Parameter, Value
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.opened import with_older_ids
from intake.questionnaire.reading import read_answers
from intake.staff.store import Act
from intake.triage.deadlines import Certainty, Finding
from intake.triage.facts import Facts
from intake.triage.fees import EDITION, WAIVERS, about_fee
from intake.triage.rests_on import NotedBook, NotedFacts, findings_with_rows
from intake.web.access import staff
from intake.web.app_context import Values, law, today
from intake.web.desk.common.fields import DayField, DeskForm, FlagField, LineField, StatesField
from intake.web.desk.common.on_desk import on_desk
from intake.words import say

blueprint = Blueprint("worksheet", __name__)

FEES, EDITION_ROW, BOND = "fee_", "asylum_form_edition", "bond_hearing_circuit_"
SIGN_FIRST: Mapping[str, str] = {
    "bia_appeal_days": "R05",
    "asylum_filing_years": "R08",
    "asylum_exception_months": "R08",
    "minor_months": "R08",
    "credible_fear_review_days": "R03a",
    "reasonable_fear_review_days": "R03a",
    "fear_reconsider_days": "R03c",
    "petition_for_review_days": "R07",
    "in_absentia_days": "R06a",
    "reopen_days": "R06c",
    "master_filing_days": "R04",
    "individual_filing_days": "R04",
    "motion_answer_days": "R09",
    FEES: "",
    EDITION_ROW: "",
    "expedited_removal_": "R13",
    "tps_": "R22",
    "parole_": "R22",
    "sijs_state_age": "R12",
    BOND: "R02",
}
"""The lines of the worksheet in the order in which lawyers sign, see their handbook.

An id, or the beginning of the ids of a table, which is one line; and the rule whose words are shown
beside it.
"""


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

    def content(self) -> Values:
        """Return the signature that a valid form gives, or takes away from under its rows."""
        if self.drop.data:
            return {"rows": self.rows, "bar": ""}
        return {
            "rows": self.rows,
            "name": self.name.data,
            "bar": f"{self.state.codes[0]} {self.bar.data}",
            "on": str(self.signed_on.data),
        }


@blueprint.get("/desk/law/worksheet")
@staff(Act.SEE_LAW)
def show(form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Show the rows to sign first, or all. *form* is one refused with *status*."""
    everything = "all" in request.args
    lines = lines_to_sign(law(), on=today())
    page = render_template(
        "desk/law/worksheet.html",
        form=form or SignForm(data={"signed_on": today()}),
        lines=[(rows, says) for line, rows, says in lines if everything or line in SIGN_FIRST],
        waivers=WAIVERS,
        everything=everything,
        unsigned=sum(row.is_unsigned for _, rows, _ in lines for row in rows),
    )
    return page, status


@blueprint.post("/desk/law/worksheet")
@on_desk(Act.APPROVE_LAW, SignForm, refused=show, fresh="Sign legal values")
def sign(by: Actor, form: SignForm) -> str:
    """Put a lawyer's name under the rows that were ticked, or take the names under them away."""
    publish.sign_law(by, form.content())
    return url_for("worksheet.show", all=request.args.get("all"))


def lines_to_sign(book: LawBook, *, on: date) -> list[tuple[str, list[Parameter], list[str]]]:
    """Return the rows of law in use on a day by lines, with what applicants read of each.

    Those to sign first come in their order.
    """
    lines: dict[str, list[Parameter]] = {line: [] for line in SIGN_FIRST}
    for id_ in sorted(book.by_id):
        row = book.parameter(id_, on=on)
        if row.is_law and row.in_force(on):
            lines.setdefault(_line_of(row), []).append(row)
    says = dict(_sentences(tuple(replace(row, signatures=()) for row in book.rows)))
    says[FEES] = [f"{row.what}: {_fee_words(row.id, book, on=on)}" for row in lines[FEES]]
    says[EDITION_ROW] = [say(EDITION).in_english()]
    says.setdefault("parole_", says["tps_"])  # told in one sentence
    return [(line, rows, says.get(line, [])) for line, rows in lines.items() if rows]


def _line_of(row: Parameter) -> str:
    lines = (line for line in SIGN_FIRST if row.id.startswith(line))
    line = next(lines, row.id)
    return row.id if line == FEES and not row.waiver else line


def _fee_words(fee: str, book: LawBook, *, on: date) -> str:
    facts = Facts(answers=Answers({}), law=book, received=on)
    return " ".join(says.in_english() for says in about_fee(facts, fee, on))


@lru_cache(maxsize=1)
def _sentences(unsigned: tuple[Parameter, ...]) -> Mapping[str, list[str]]:
    """Return the English sentence that applicants read of each line, if any.

    It is taken from the vignettes, which run each line of the rules: of a day known and to come,
    naming the value, of the rule that reads the fewest numbers, if there is such.
    """
    law, best = NotedBook(rows=unsigned), dict[str, tuple[tuple[bool, bool, int], str]]()
    for vignette in read_vignettes():
        received = date.fromisoformat(vignette["received"])
        answers = with_older_ids(read_answers(vignette["answers"], today=received))
        facts = NotedFacts(answers=answers, law=law, received=received)
        for findings, rows in findings_with_rows(facts):
            for row, one in product(rows, findings):
                line = _line_of(row)
                if one.rule != SIGN_FIRST.get(line, one.rule):
                    continue
                passed = one.passed or one.certainty is not Certainty.EXACT
                for says in _words(one, line):
                    found = (passed, not _names(row.value, says), len(rows)), says
                    if line not in best or found[0] < best[line][0]:
                        best[line] = found
    return {line: [says] for line, (_, says) in best.items()}


def _words(finding: Finding, line: str) -> tuple[str, ...]:
    """Return what applicants read; of bond hearings, on which courts differ, only staff do."""
    if line == BOND:
        return (f"Only staff read: {finding.do.for_staff().in_english()}",)
    return finding.reason.says.in_english(), finding.do.in_english()


def _names(value: Value, says: str) -> bool:
    items = (value,) if isinstance(value, int) else value
    words = (
        f"{item.day} {item:%B %Y}" if isinstance(item, date) else f"{item:,}" for item in items
    )
    return any(re.search(rf"(?<![\w-]){word}(?![\w-])", says) for word in words)
