"""The box for a message to the applicant: the draft, the ready texts, and how easy the text is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext

from intake.actions.case.open_case import OpenedCase
from intake.actions.case.send_message import Drafted, drafted
from intake.actions.opening.case_keys import Reader
from intake.amendments.wordings import texts_in_force
from intake.messages.reading import HARDEST, LONGEST, readability_of
from intake.messages.wordings import WORDINGS, WordingId
from intake.requests import store as requests
from intake.staff.roles import Act, may
from intake.web.answers import spoken_name
from intake.web.app_context import settings
from intake.web.desk.case.case_forms import DraftForm, MessageForm
from intake.web.desk.case.frame import page_url
from intake.web.desk.common.broken_seals import audit_broken_seal
from intake.web.desk.common.case_words import WORDING
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.letters import NO_TEMPLATE, has_template, is_checked, letter_text


def composer_context(opened: OpenedCase, reader: Reader, form: DeskForm | None) -> dict[str, Any]:
    """Return the variables of the box: a form that was refused, else the draft, else nothing."""
    draft = _draft(opened, reader)
    filled = form if isinstance(form, MessageForm) else _form_with(draft, opened)
    if isinstance(filled, DraftForm) and filled.add.data and not filled.errors:
        _append(filled, filled.add.data, opened)
    languages = list(dict.fromkeys([opened.language, *settings().languages]))
    tag = filled.language.data if filled.language.data in languages else opened.language
    texts = texts_in_force()
    saved_at = draft.saved_at if draft else None
    return {
        "message_form": filled,
        "may_write": may(reader.roles, Act.WORK_CASE),
        "has_code": bool(requests.with_code([opened.case.request_id])),
        "goes_out_in": spoken_name(tag),
        "languages": [(language, spoken_name(language)) for language in languages],
        "ready_texts": [
            {
                "id": wording.id.value,
                "title": wording_title(wording.id.value),
                "is_checked": is_checked(wording, opened, tag, texts),
            }
            for wording in WORDINGS.values()
        ],
        "may_amend_wording": may(reader.roles, Act.AMEND_WORDING),
        "has_draft": draft is not None,
        "draft_status": draft_status(filled.text.data, language=tag, saved_at=saved_at),
        "send_url": page_url("messages.send", opened.case),
        "letter_url": page_url("letter.show", opened.case),
        "draft_url": page_url("messages.save_draft", opened.case),
    }


def _draft(opened: OpenedCase, reader: Reader) -> Drafted | None:
    """Return the draft; ``None`` also if it does not open, which is recorded."""
    with audit_broken_seal(reader, case_id=opened.case.id):
        return drafted(opened.case, reader)
    return None


def draft_status(text: str, *, language: str, saved_at: datetime | None) -> str:
    """Return a line about a draft: when it was saved, and how easy it is to read."""
    sentences = []
    if saved_at is not None:
        local = saved_at.astimezone(settings().time_zone)
        sentences.append(gettext("Draft saved at %(time)s.", time=f"{local:%H:%M}"))
    if ease := readability_of(text, language=language):
        sentences.append(gettext("Longest sentence: %(count)s words.", count=ease.longest))
        if ease.grade is not None:
            sentences.append(gettext("Reading grade: %(grade)s.", grade=ease.grade))
        if not ease.is_plain:
            sentences.append(
                gettext(
                    "Simplify this: aim for grade %(grade)s or lower and at most %(count)s words a "
                    "sentence.",
                    grade=HARDEST,
                    count=LONGEST,
                )
            )
    return " ".join(sentences)


def wording_title(wording: str) -> str:
    """Return the title of a ready text; empty for own words."""
    return gettext(WORDING[WordingId(wording)]) if wording in set(WordingId) else ""


def _form_with(draft: Drafted | None, opened: OpenedCase) -> MessageForm:
    if draft is None:
        return MessageForm(data={"language": opened.language})
    words = draft.words
    return MessageForm(
        data={"text": words.text, "language": words.language, "wording": words.wording}
    )


def _append(form: DraftForm, wording_id: WordingId, opened: OpenedCase) -> None:
    """Put a ready text below what was typed, if the language chosen has it."""
    wording, tag = WORDINGS[wording_id], form.language.data or ""
    if not has_template(wording, tag):
        form.problem = gettext(NO_TEMPLATE)
        return
    form.text.data = "\n\n".join(filter(None, [form.text.data, letter_text(wording, opened, tag)]))
    form.wording.data = wording_id
