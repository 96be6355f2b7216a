"""The page after sending: the card to keep, and where the request is."""

from __future__ import annotations

from flask import render_template, url_for

from intake import clock
from intake.actions.application.resume import shown_code
from intake.actions.application.submit import Receipt
from intake.cases import applicant_access as own_case
from intake.messages import applicant_access as own_thread
from intake.messages.models import Direction
from intake.requests.applicant_access import OwnRequest
from intake.web.access import installation
from intake.web.after_sending.progress import Progress, progress_of
from intake.web.after_sending.return_card import return_card
from intake.web.app_context import today
from intake.web.security import door_token


def sent_page(row: OwnRequest, receipt: Receipt) -> str:
    """Return the page for the session that sent this request.

    It has no key any more: what it shows of the case is clear.
    """
    code = shown_code(row, door_token(), installation=installation())
    return render_template(
        "apply/sent.html",
        card=return_card(receipt.reference, code, folded=receipt.is_shared),
        progress=_progress(row),
        look_by=receipt.look_by,
        erase_on=receipt.erase_on,
        clear_url=url_for("pages.clear"),
    )


def _progress(row: OwnRequest) -> Progress | None:
    if (case := own_case.find(row.proof)) is None:
        return None
    unread = own_thread.count_unread(row.proof, case.id, Direction.OUT, now=clock.now())
    return progress_of(case, today=today(), unread=unread)
