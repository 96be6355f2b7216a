"""The box in which a member writes to a person: their draft, the ready texts, how easy it reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from intake.actions.case.draft_message import Drafted, drafted
from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Reader
from intake.messages.reading import HARDEST, LONGEST, ease_of
from intake.messages.wordings import WORDINGS, WordingId
from intake.staff.roles import Act, may
from intake.web.answers import spoken_name
from intake.web.app_context import settings
from intake.web.desk.case.case_forms import DraftForm, MessageForm
from intake.web.desk.case.frame import page_url
from intake.web.desk.common.case_words import WORDING
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.letters import is_approved_for, language_of, text_of
from intake.web.desk.common.not_opened import told_if_broken


@dataclass(frozen=True, kw_only=True, slots=True)
class Ready:
    """A ready text that can be put into the box; without approval it cannot be sent."""

    id: str
    title: str
    approved: bool


def composer_context(opened: OpenedCase, me: Reader, form: DeskForm | None) -> dict[str, Any]:
    """What the box shows: a form that was sent and not taken, else the draft, else nothing."""
    kept = _draft(opened, me)
    filled = form if isinstance(form, MessageForm) else _from(kept, opened)
    if isinstance(filled, DraftForm) and filled.wanted and not filled.errors:
        _add(filled, filled.wanted, opened)
    tag = filled.language.data if filled.language.data in _languages(opened) else ""
    tag = tag or language_of(opened.case)
    return {
        "message_form": filled,
        "may_write": may(me.roles, Act.WORK_CASE),
        "goes_out_in": spoken_name(tag),
        "languages": [(one, spoken_name(one)) for one in _languages(opened)],
        "ready": [
            Ready(
                id=one.id.value,
                title=wording_title(one.id.value),
                approved=is_approved_for(one, opened, tag),
            )
            for one in WORDINGS.values()
        ],
        "has_draft": kept is not None,
        "kept_says": kept_says(
            filled.text.data or "", language=tag, kept_at=kept.kept_at if kept else None
        ),
        "send_url": page_url("messages.send", opened.case),
        "keep_url": page_url("messages.keep", opened.case),
    }


def _draft(opened: OpenedCase, me: Reader) -> Drafted | None:
    """What was kept; a draft that does not open keeps nobody from the thread, and is told."""
    with told_if_broken(me, case_id=opened.case.id):
        return drafted(opened.case, me)
    return None


def kept_says(text: str, *, language: str, kept_at: datetime | None) -> str:
    """Whether and when a text was kept, and how easy it is to read."""
    said = []
    if kept_at is not None:
        here = kept_at.astimezone(settings().time_zone)
        said.append(gettext("Draft kept at %(time)s.", time=f"{here:%H:%M}"))
    if ease := ease_of(text, language=language):
        longest = gettext("Longest sentence: %(count)s words.", count=ease.longest)
        said.append(longest)
        if ease.grade is not None:
            said.append(gettext("Reading grade: %(grade)s.", grade=ease.grade))
        if not ease.is_plain:
            said.append(_too_hard())
    return " ".join(said)


def wording_title(wording: str) -> str:
    """What a ready text is called on the desk; nothing for own words."""
    return gettext(WORDING[WordingId(wording)]) if wording in set(WordingId) else ""


def _too_hard() -> str:
    return gettext(
        "Say it more simply: at most grade %(grade)s, and %(count)s words a sentence.",
        grade=HARDEST,
        count=LONGEST,
    )


def _from(kept: Drafted | None, opened: OpenedCase) -> MessageForm:
    if kept is None:
        return MessageForm(data={"language": language_of(opened.case)})
    words = kept.words
    said = {"text": words.text, "language": words.language, "wording": words.wording}
    return MessageForm(data=said)


def _add(form: DraftForm, wanted: WordingId, opened: OpenedCase) -> None:
    """The ready text below what was typed, if it may go out in the language chosen."""
    wording, tag = WORDINGS[wanted], form.language.data or ""
    if not is_approved_for(wording, opened, tag):
        form.problem = gettext(
            "Nobody has reviewed this text in that language. Write your own words."
        )
        return
    form.text.data = "\n\n".join(filter(None, [form.words, text_of(wording, opened, tag)]))
    form.wording.data = wanted.value


def _languages(opened: OpenedCase) -> list[str]:
    """The person's first, then those this desk offers."""
    return list(dict.fromkeys([language_of(opened.case), *settings().languages]))
