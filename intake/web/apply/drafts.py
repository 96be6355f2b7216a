"""The draft of this session: begin, open and save it; what is shown where there is none."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake import clock
from intake.actions.application.submit import save_draft, start_request
from intake.actions.opening.open_draft import NothingToOpen, OpenDraft
from intake.extensions import db, writing_alone
from intake.questionnaire.journey import Draft
from intake.requests import applicant_access as own_requests
from intake.requests.applicant_access import OwnRequest
from intake.web.access import current_request, installation, see_other
from intake.web.app_context import today
from intake.web.security import note_saves

blueprint = Blueprint("ended", __name__)


class AlreadySent(Exception):
    """The request of this session was sent. Its page says so."""


def current_row(*, anew: bool = False) -> OwnRequest:
    """Return the row of this session. Raise :class:`NothingToOpen` where it is over."""
    row = current_request(anew=anew)
    if row is None:
        raise NothingToOpen
    return row


def unsent_row(*, anew: bool = False) -> OwnRequest:
    """Return the row of a request that was not sent, or raise :class:`AlreadySent` as well."""
    row = current_row(anew=anew)
    if row.sent:
        raise AlreadySent if row.receipt else NothingToOpen
    return row


def begin_draft(token: bytes, language: str) -> OpenDraft:
    """Return a new draft for the session of this token, which :func:`store_draft` adds."""
    return start_request(
        token, language=language, today=today(), now=clock.now(), installation=installation()
    )


def store_draft(opened: OpenDraft, draft: Draft, *, is_new: bool = False) -> bool:
    """Save the draft. Return false if another tab saved something since it was opened.

    All that takes time is done before the write transaction.
    """
    before = opened.request.answers
    saves = save_draft(opened, draft, today=today(), now=clock.now()).saves
    with writing_alone() as transaction:
        if is_new:
            own_requests.add(opened.request)
        elif not own_requests.save_draft(opened.request, instead_of=before):
            return False
        transaction.commit()
    note_saves(saves)
    return True


def ended(status: int = 410) -> ResponseReturnValue:
    """Return a page that leads to the return code, which opens what was kept, or to a new start."""
    return render_template("apply/gone.html"), status


@blueprint.app_errorhandler(NothingToOpen)
def nothing_to_open(_failure: NothingToOpen) -> ResponseReturnValue:
    """Answer where the session is over, or its draft was erased, or sent, meanwhile."""
    db.session.rollback()
    return ended()


@blueprint.app_errorhandler(AlreadySent)
def already_sent(_failure: AlreadySent) -> ResponseReturnValue:
    """Redirect from a page of the form to the page of what was sent."""
    return see_other("sending.sent")
