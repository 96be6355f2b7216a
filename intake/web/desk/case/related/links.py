"""Compare a case with others side by side, link them, merge duplicates, remove a link."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import ValidationError

from intake.actions.case.link_cases import drop_damaged_links, link_cases, merge_case, unlink_cases
from intake.actions.case.open_case import OpenedCase
from intake.actions.links import Relation
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import staff
from intake.web.app_context import settings
from intake.web.desk.case.case_access import load_case, unopened_page
from intake.web.desk.case.frame import frame_context, page_url
from intake.web.desk.case.refusals import REFUSED, change_context, explain, url_after
from intake.web.desk.case.related.side_by_side import people_of
from intake.web.desk.common.fields import CodeField, LineField
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import is_reference
from intake.words import N_

blueprint = Blueprint("links", __name__)

MERGE = "merge"
"""Posted in place of a relation by the button that also closes this case as a duplicate."""

NO_REFERENCE = N_("Enter the reference of the other case, such as K7QF-2MX9.")


class LinkForm(DeskForm):
    """The other case by its reference, and what to do: a relation, or to merge."""

    other = LineField(NO_REFERENCE)
    to = CodeField((*(relation.value for relation in Relation), MERGE))

    def validate_other(self, _field: LineField) -> None:
        """Refuse what is no reference."""
        if not is_reference(self.reference):
            raise ValidationError(gettext(NO_REFERENCE))

    @property
    def reference(self) -> str:
        """Return the reference as it is stored."""
        return self.other.data.upper()


@blueprint.get("/desk/cases/<reference>/links")
@staff(Act.MOVE_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Show this person beside those of cases that were found or linked."""
    return _page(reference)


@blueprint.post("/desk/cases/<reference>/links")
@staff(Act.MOVE_CASE)
def add(reference: str) -> ResponseReturnValue:
    """Link the case to another one, or merge it into that."""
    form, reader = LinkForm(request.form), current_reader()
    if not form.validate():
        return _page(reference, form, 422)
    try:
        next_url = url_after(reference, "case.show" if form.to.data == MERGE else "links.show")
        with writing():
            if form.to.data == MERGE:
                days = settings().retention_days
                merge_case(
                    reference, reader, form.reference, retention_days=days, **change_context(form)
                )
            else:
                relation = Relation(form.to.data or Relation.FAMILY)
                link_cases(reference, reader, form.reference, relation, **change_context(form))
            db.session.commit()
    except REFUSED as refusal:
        return _page(reference, form, explain(refusal, form))
    return redirect(next_url, 303)


@blueprint.post("/desk/cases/<reference>/links/remove")
@staff(Act.MOVE_CASE)
def remove(reference: str) -> ResponseReturnValue:
    """Remove the link to another case."""
    form, reader = LinkForm(request.form), current_reader()
    if not form.validate():
        return _page(reference, form, 422)
    try:
        next_url = url_after(reference, "links.show")
        with writing():
            unlink_cases(reference, reader, form.reference, **change_context(form))
            db.session.commit()
    except REFUSED as refusal:
        return _page(reference, form, explain(refusal, form))
    return redirect(next_url, 303)


@blueprint.post("/desk/cases/<reference>/links/drop")
@staff(Act.ERASE_CASE)
def drop(reference: str) -> ResponseReturnValue:
    """Drop links that do not open, which makes the case ready for new ones."""
    form, reader = DeskForm(request.form), current_reader()
    try:
        next_url = url_after(reference, "links.show")
        with writing():
            drop_damaged_links(reference, reader, **change_context(form))
            db.session.commit()
    except REFUSED as refusal:
        return _page(reference, form, explain(refusal, form))
    return redirect(next_url, 303)


def _page(reference: str, form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader, form, status)
    page = render_template(
        "desk/case/links.html",
        **frame_context(opened, reader, form, tab=""),
        **people_of(opened, reader),
        link_form=form if isinstance(form, LinkForm) else LinkForm(),
        add_url=page_url("links.add", opened.case),
        remove_url=page_url("links.remove", opened.case),
        drop_url=page_url("links.drop", opened.case),
        search_url=page_url("duplicates.show", opened.case),
    )
    return page, status
