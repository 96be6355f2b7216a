"""The templates of messages to applicants, by language, and the changes that two people make."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.law.amend_wordings import approve_wording, propose_wording, withdraw_wording
from intake.amendments.models import WordingChange
from intake.amendments.two_people import AlreadyDecided, NeedsSecondPerson
from intake.amendments.wordings import texts_in_force
from intake.extensions import db, writing
from intake.messages.reading import readability_of
from intake.messages.wordings import WORDINGS, WordingId
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.answers import spoken_name
from intake.web.app_context import today
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.law.law import REFUSALS
from intake.web.desk.letters.letter_forms import (
    ApproveForm,
    NoSuchTemplate,
    Template,
    TemplateForm,
)
from intake.web.desk.letters.letters_page import (
    VARIABLE,
    offered_languages,
    preview,
    shown_templates,
    template_title,
    versions_of,
    waiting_changes,
    why_with_english,
)
from intake.words import N_

blueprint = Blueprint("letters", __name__)


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
    with writing():
        member_id = signed_in().member.id
        propose_wording(form.proposal(), member_id=member_id, today=today(), now=clock.now())
        db.session.commit()
    return redirect(
        url_for("letters.show_template", wording=wording, language=language, _anchor="waiting"),
        303,
    )


@blueprint.post("/desk/letters/changes/<id_>/approve")
@staff(Act.APPROVE_WORDING, fresh=N_("Approve a change to a message template"))
def approve(id_: str) -> ResponseReturnValue:
    """Approve a change, as a second member."""
    form, member_id = ApproveForm(request.form), signed_in().member.id
    with writing():
        change = approve_wording(
            id_,
            member_id=member_id,
            proofread=form.proofread.data,
            today=today(),
            now=clock.now(),
        )
        next_url = _url(change, "versions")
        db.session.commit()
    return redirect(next_url, 303)


@blueprint.post("/desk/letters/changes/<id_>/withdraw")
@staff(Act.AMEND_WORDING)
def withdraw(id_: str) -> ResponseReturnValue:
    """Withdraw a change; the text before it is used again."""
    member_id = signed_in().member.id
    with writing():
        change = withdraw_wording(id_, member_id=member_id, today=today(), now=clock.now())
        next_url = _url(change, "versions")
        db.session.commit()
    return redirect(next_url, 303)


@blueprint.errorhandler(NeedsSecondPerson)
@blueprint.errorhandler(AlreadyDecided)
def refused(failure: Exception) -> ResponseReturnValue:
    """Show the list with the reason; nothing was changed."""
    sentence, status = REFUSALS[type(failure)]
    form = DeskForm()
    form.problem = gettext(sentence)
    return _list(form), status


def _template(wording: str, language: str) -> Template:
    """Return the template, or raise ``NoSuchTemplate``."""
    if wording not in set(WordingId) or language not in offered_languages():
        raise NoSuchTemplate
    return Template(wording=WORDINGS[WordingId(wording)], language=language, texts=texts_in_force())


def _url(change: WordingChange, anchor: str) -> str:
    return url_for(
        "letters.show_template",
        wording=change.wording,
        language=change.language,
        _anchor=anchor,
    )


def _list(form: DeskForm) -> str:
    member = signed_in().member
    return render_template(
        "desk/letters/letters.html",
        member=member,
        form=form,
        templates=shown_templates(texts_in_force()),
        waiting=waiting_changes(MemberNames(member.team_id)),
    )


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
        preview=None if form.errors else preview(template, texts),
        is_tried=texts is not template.texts,
        ease=readability_of(text, language=template.language),
        versions=versions_of(template, MemberNames(member.team_id), member.id),
        may_amend=may(member.roles, Act.AMEND_WORDING),
        may_approve=may(member.roles, Act.APPROVE_WORDING),
    )
