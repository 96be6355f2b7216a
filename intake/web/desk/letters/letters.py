"""The templates of messages to applicants, by language, and the changes that two people make."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from difflib import SequenceMatcher
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.law import amend
from intake.actions.opening.actor import Actor
from intake.amendments import two_people
from intake.amendments.models import WordingChange
from intake.amendments.wordings import Texts, changes_of, texts_in_force
from intake.extensions import db, writing
from intake.frozen import frozen
from intake.messages.reading import readability_of
from intake.messages.wording_text import Variable, paragraphs, tagged_lines
from intake.messages.wordings import WORDINGS, Wording, WordingId
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.so_far import with_older_ids
from intake.questionnaire.reading import read_answers
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.answers import spoken_name
from intake.web.app_context import settings, today
from intake.web.desk.common.case_words import WORDING
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.letters import (
    InventedCase,
    InventedDays,
    follows_english,
    letter_text,
    text_is_checked,
)
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.common.reader import MemberNames, actor_of, current_reader
from intake.web.desk.law.bench_examples import example_answers
from intake.web.desk.law.law import people_of
from intake.web.desk.letters.letter_forms import (
    ApproveForm,
    NoSuchTemplate,
    Template,
    TemplateForm,
)
from intake.web.filters import long_date
from intake.web.locale import speaking
from intake.web.pseudo import PSEUDO
from intake.words import N_

blueprint = Blueprint("letters", __name__)

VARIABLE = {
    Variable.DEADLINES: N_("their deadlines, with who set each day and what to do"),
    Variable.CONTACTS: N_("up to four other organizations near them"),
    Variable.DELETION_DAY: N_("the date on which we delete their answers"),
}
EXAMPLE = "appeal"
"""The example of the rule tester that a preview is about: it has a deadline and contacts."""


@frozen
class WithEnglish:
    """The reason to send the English too: in few words for a list, and in a sentence."""

    label: str
    says: str


OLDER = WithEnglish(
    label=N_("with English: made before the English changed"),
    says=N_("The English text is included because it changed after this text was made."),
)
UNCHECKED = WithEnglish(
    label=N_("with English: not checked"),
    says=N_(
        "The English text is included because no one who reads the language has checked this text."
    ),
)
ALWAYS = WithEnglish(
    label=N_("with English, always"),
    says=N_("The English always goes along, for the lawyer or clerk who reads it next."),
)


def _list(form: DeskForm, status: int = 200) -> ResponseReturnValue:
    member, texts = signed_in().member, texts_in_force()
    names = MemberNames(member.team_id)
    page = render_template(
        "desk/letters/letters.html",
        member=member,
        form=form,
        templates=[
            {
                "id": wording.id.value,
                "title": gettext(WORDING[wording.id]),
                "languages": [_language(wording, tag, texts) for tag in offered_languages()],
            }
            for wording in WORDINGS.values()
        ],
        waiting=[
            {
                **people_of(change, names),
                "title": template_title(WORDINGS[WordingId(change.wording)], change.language),
                "url": _url(change.wording, change.language),
            }
            for change in two_people.pending(WordingChange)
            if change.wording in set(WordingId)
        ],
    )
    return page, status


@blueprint.get("/desk/letters")
@staff(Act.SEE_LAW)
def show() -> ResponseReturnValue:
    """Show every template with its state in each language, and the changes that wait."""
    return _list(DeskForm())


@blueprint.get("/desk/letters/<wording>/<language>")
@staff(Act.SEE_LAW)
def show_template(wording: str, language: str) -> ResponseReturnValue:
    """Show a template in one language, its versions, and how an applicant reads it."""
    return _page(TemplateForm.showing(_template(wording, language)))


@blueprint.post("/desk/letters/<wording>/<language>")
@staff(Act.AMEND_WORDING)
def propose(wording: str, language: str) -> ResponseReturnValue:
    """Propose another text, or only show how an applicant would read it."""
    form = TemplateForm.of(request.form, _template(wording, language))
    if not form.validate():
        return _page(form), 422
    if not form.proposes:
        return _page(form)
    reader = current_reader()
    with writing():
        amend.propose(actor_of(reader), form.proposal())
        db.session.commit()
    return redirect(_url(wording, language, "waiting"), 303)


@blueprint.post("/desk/letters/changes/<id_>/approve")
@on_desk(
    Act.APPROVE_WORDING,
    ApproveForm,
    refused=_list,
    fresh=N_("Approve a change to a message template"),
)
def approve(by: Actor, form: ApproveForm, id_: str) -> str:
    """Approve a change, as a second member, who has proofread the text in its language or not."""
    change = amend.approve(by, WordingChange, id_)
    change.proofread = form.proofread.data
    return _url(change.wording, change.language, "versions")


@blueprint.post("/desk/letters/changes/<id_>/withdraw")
@on_desk(Act.AMEND_WORDING, DeskForm, refused=_list)
def withdraw(by: Actor, _form: DeskForm, id_: str) -> str:
    """Withdraw a change; the text before it is used again."""
    change = amend.withdraw(by, WordingChange, id_)
    return _url(change.wording, change.language, "versions")


def _template(wording: str, language: str) -> Template:
    """Return the template, or raise ``NoSuchTemplate``."""
    if wording not in set(WordingId) or language not in offered_languages():
        raise NoSuchTemplate
    return Template(wording=WORDINGS[WordingId(wording)], language=language, texts=texts_in_force())


def _url(wording: str, language: str, anchor: str | None = None) -> str:
    return url_for("letters.show_template", wording=wording, language=language, _anchor=anchor)


def _page(form: TemplateForm) -> str:
    member, template = signed_in().member, form.template
    text, texts = form.text.data, template.texts
    if text != template.text:
        texts = template.trying(text)
    return render_template(
        "desk/letters/template.html",
        member=member,
        form=form,
        template=template,
        title=template_title(template.wording, template.language),
        language=spoken_name(template.language),
        languages=[(tag, spoken_name(tag)) for tag in offered_languages()],
        with_english=why_with_english(template.wording, template.language, template.texts),
        variables=[(variable.marked, VARIABLE[variable]) for variable in template.variables],
        preview=None if form.errors else _preview(template, texts),
        is_tried=texts is not template.texts,
        ease=readability_of(text, language=template.language),
        versions=_versions(template, MemberNames(member.team_id)),
        may_amend=may(member.roles, Act.AMEND_WORDING),
        may_approve=may(member.roles, Act.APPROVE_WORDING),
    )


def offered_languages() -> list[str]:
    """Return the languages in which templates may be changed."""
    return [tag for tag in settings().languages if tag not in PSEUDO]


def template_title(wording: Wording, language: str) -> str:
    """Return the name of a template and its language."""
    name = gettext(WORDING[wording.id])
    return gettext("%(name)s, in %(language)s", name=name, language=spoken_name(language))


def why_with_english(wording: Wording, language: str, texts: Texts) -> WithEnglish | None:
    """Return why the English goes along with this text; ``None`` if that is not needed."""
    if language == "en":
        return None
    if not follows_english(wording, language, texts):
        return OLDER
    if not text_is_checked(wording, language, texts):
        return UNCHECKED
    return ALWAYS if wording.days else None


def _language(wording: Wording, tag: str, texts: Texts) -> dict[str, Any]:
    """Return a template in one language: the link to it, and its state in words."""
    reason = why_with_english(wording, tag, texts)
    return {
        "name": spoken_name(tag),
        "url": _url(wording.id.value, tag),
        "is_changed": (wording.id, tag) in texts,
        "with_english": gettext(reason.label) if reason else "",
    }


def _versions(template: Template, names: MemberNames) -> dict[str, list[dict[str, Any]]]:
    """Return the changes of a template that wait, were approved, and withdrawn, latest first.

    ``parts`` has the paragraphs of each against the text in use.
    """
    versions: dict[str, list[dict[str, Any]]] = {"waiting": [], "approved": [], "withdrawn": []}
    for change in changes_of(template.wording.id.value, template.language):
        state = "approved" if change.approved_by else "waiting"
        text = template.shipped if change.text is None else change.text
        versions["withdrawn" if change.withdrawn_by else state].append(
            {
                **people_of(change, names),
                "is_shipped": change.text is None,
                "parts": list(_differences(paragraphs(template.text), paragraphs(text))),
            }
        )
    versions["approved"].sort(
        key=lambda shown: (shown["change"].approved_at, shown["change"].id), reverse=True
    )
    return versions


def _differences(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each paragraph of both texts with ``same``, ``old`` or ``new``."""
    for act, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if act == "equal":
            yield from (("same", text) for text in before[a:b])
        else:
            yield from (("old", text) for text in before[a:b])
            yield from (("new", text) for text in after[c:d])


def _preview(template: Template, texts: Texts) -> dict[str, Any]:
    """Return the message as the applicant of an invented case reads it in the mailbox."""
    day = today()
    answers = read_answers(ASYLUM, example_answers(EXAMPLE, received=day), today=day)
    days = InventedDays(received_on=day, erase_on=day + timedelta(days=settings().retention_days))
    case = InventedCase(answers=with_older_ids(answers), case=days)
    text = letter_text(template.wording, case, template.language, texts=texts)
    with speaking(template.language):
        heading = f"{gettext('We wrote')} · {long_date(day)}"
    return {"heading": heading, "lines": list(tagged_lines(text, template.language))}
