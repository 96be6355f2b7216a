"""The bilingual letter about an applicant's dates, as a page to print, whatever was decided."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from intake.actions.case.open_case import OpenedCase
from intake.messages.wordings import DEADLINES, halves
from intake.staff.store import Act
from intake.web.access import staff
from intake.web.answers import spoken_name
from intake.web.app_context import settings, today
from intake.web.desk.case.frame import frame_context, page_url
from intake.web.desk.case.restricted_page import load_case, unopened_page
from intake.web.desk.common.letters import letter_text
from intake.web.desk.common.reader import current_reader

blueprint = Blueprint("letter", __name__)


@blueprint.get("/desk/cases/<reference>/letter")
@staff(Act.WORK_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Show the letter in the applicant's language or another one, with the English beside it."""
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader)
    languages = dict.fromkeys([opened.language, *settings().languages])
    tag = request.args.get("language", "")
    tag = tag if tag in languages else opened.language
    above, english = halves(letter_text(DEADLINES, opened, tag))
    return render_template(
        "desk/case/letter.html",
        **frame_context(opened, reader, tab="messages"),
        columns=_columns(above, english, tag),
        languages=[(language, spoken_name(language)) for language in languages],
        address=page_url("letter.show", opened.case),
        messages_url=page_url("messages.show", opened.case),
        contact_url=page_url("contact.show", opened.case),
        written_on=today(),
    )


def _columns(above: str, english: str, tag: str) -> list[tuple[str, list[str]]]:
    """Return each text as its language and its lines. The English alone is one text in English."""
    texts = [(tag, above), ("en", english)] if english else [("en", above)]
    return [(language, [line for line in text.splitlines() if line]) for language, text in texts]
