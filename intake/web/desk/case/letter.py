"""The bilingual letter about an applicant's dates, as a page to print, whatever was decided."""

from flask import Blueprint, request

from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Reader
from intake.messages.wordings import DEADLINES, halves
from intake.staff.store import Act
from intake.web.access import staff
from intake.web.app_context import Values, today
from intake.web.desk.case.restricted_page import case_page
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.letters import languages_for, letter_text

blueprint = Blueprint("letter", __name__)


@blueprint.get("/desk/cases/<reference>/letter")
@staff(Act.WORK_CASE)
@case_page("desk/case/letter.html", tab="messages")
def show(opened: OpenedCase, _reader: Reader, _form: DeskForm | None) -> Values:
    """Show the letter in the applicant's language or another one, with the English beside it."""
    languages = languages_for(opened)
    tag = request.args.get("written_in", "")  # the view of the queue has a language of its own
    tag = tag if tag in dict(languages) else opened.language
    above, english = halves(letter_text(DEADLINES, opened, tag))
    texts = [(tag, above), ("en", english)] if english else [("en", above)]
    return {
        "columns": [
            (language, [line for line in text.splitlines() if line]) for language, text in texts
        ],
        "languages": languages,
        "written_on": today(),
    }
