"""The first page of the mailbox: what is needed now, the messages, and where the request is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flask import render_template, url_for
from flask_babel import gettext

from intake.actions.application.answer_later import OwnCase
from intake.actions.application.submit import receipt_of
from intake.actions.opening.case_messages import OpenMessage
from intake.cases.pipeline import Status
from intake.extensions import new_id
from intake.questionnaire import journey
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.reach import heard_from
from intake.questionnaire.journey import Draft
from intake.questionnaire.sections import Page
from intake.questionnaire.wording import heading_of, whom_of
from intake.web.access import installation
from intake.web.after_sending.progress import progress_of
from intake.web.answer_rows import label_of
from intake.web.app_context import settings, today
from intake.web.mailbox.thread import shown_messages
from intake.web.security import door_token

_HEARD_FROM = ASYLUM.page_of(heard_from.id)
"""A page of the section about contact that says nothing about how to reach the applicant."""


def mailbox_page(
    own: OwnCase,
    opened: Sequence[OpenMessage],
    *,
    problem: str = "",
    typed: str = "",
) -> str:
    """Return the page with the *opened* messages. *problem* says why *typed* was not sent."""
    messages = shown_messages(opened)
    is_open = own.case.stage is not Status.CLOSED
    return render_template(
        "mailbox/mailbox.html",
        progress=progress_of(
            own.case, today=today(), unread=sum(message.is_new for message in messages)
        ),
        messages=messages,
        form_id=new_id(),
        problem=problem,
        typed=typed,
        receipt=receipt_of(own.request, door_token(), installation=installation()),
        erase_on=own.case.erase_on,
        code_until=_last_day_of_code(own),
        unanswered=_unanswered(own),
        contact_pages=_contact_pages(own),
        help_phone=settings().help_phone,
        is_open=is_open,
        **_links(own.draft),
    )


def hand_over_url(draft: Draft) -> str:
    """Return the page on which a helper hands over, or an empty text without a helper."""
    return url_for("hand_over.show") if draft.helped else ""


def address_in_mailbox(page: Page) -> str:
    """Return the address of a question page after sending."""
    return url_for("mailbox.question", number=ASYLUM.numbers[page.id])


def _links(draft: Draft) -> dict[str, str]:
    return {
        "here": url_for("mailbox.show"),
        "write_url": url_for("mailbox.write"),
        "call_url": url_for("calls.show"),
        "dates_url": url_for("own_dates.show"),
        "answers_url": url_for("mailbox.answers"),
        "hand_over_url": hand_over_url(draft),
        "clear_url": url_for("pages.clear"),
        "delete_url": url_for("mailbox.ask_to_delete"),
    }


def _last_day_of_code(own: OwnCase) -> date | None:
    """Return the last day on which the code works; ``None`` while the case is open."""
    ends_on = own.case.code_ends_on
    return ends_on - timedelta(days=1) if ends_on else None


def _unanswered(own: OwnCase) -> list[tuple[str, str]]:
    return [
        (_name_of(page, own.draft), address_in_mailbox(page))
        for page in journey.pages_to_ask(ASYLUM, own.draft)
        if page.id not in own.draft.seen
    ]


def _contact_pages(own: OwnCase) -> list[tuple[str, str]]:
    """Return title and address of the pages about contact, which may be changed at any time."""
    reach = next(section for section in ASYLUM.sections if section.id == "reach")
    asked = journey.pages_to_ask(ASYLUM, own.draft)
    pages = [page for page in reach.pages if page in asked and page is not _HEARD_FROM]
    return [(_name_of(page, own.draft), address_in_mailbox(page)) for page in pages]


def _name_of(page: Page, draft: Draft) -> str:
    heading = heading_of(page, whom_of(draft))
    return gettext(heading) if heading else label_of(page.questions[0], draft)
