"""Compare a case with others side by side, link them, merge duplicates, remove a link."""

from flask import Blueprint
from flask_babel import gettext
from wtforms import ValidationError

from intake.actions.case.link_cases import drop_damaged_links, link_cases, merge_case, unlink_cases
from intake.actions.case.open_case import OpenedCase
from intake.actions.links import Relation
from intake.actions.opening.case_keys import Actor, Reader
from intake.staff.store import Act
from intake.web.access import staff
from intake.web.app_context import Values, settings
from intake.web.desk.case.related.duplicates import people_of
from intake.web.desk.case.restricted_page import case_page
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.fields import CodeField, DeskForm, FlagField, LineField, filled
from intake.web.desk.common.view import is_reference
from intake.words import N_

blueprint = Blueprint("links", __name__)

MERGE = "merge"
"""Posted in place of a relation by the button that also closes this case as a duplicate."""

NO_REFERENCE = N_("Enter the reference of the other case, such as K7QF-2MX9.")


class LinkForm(DeskForm):
    """The other case by its reference, and what to do: a relation, or to merge.

    ``one_holder`` says that one person holds the return codes of both.
    """

    other = LineField(NO_REFERENCE)
    to = CodeField((*(relation.value for relation in Relation), MERGE))
    one_holder = FlagField()

    def validate_other(self, _field: LineField) -> None:
        """Refuse what is no reference."""
        if not is_reference(self.reference):
            raise ValidationError(gettext(NO_REFERENCE))

    def validate_one_holder(self, field: FlagField) -> None:
        """Refuse to merge before the member said who holds the codes."""
        if self.to.data == MERGE and not field.data:
            raise ValidationError(
                gettext(
                    "Tick that this person alone holds both return codes, or leave both cases open."
                )
            )

    @property
    def reference(self) -> str:
        """Return the reference as it is stored."""
        return self.other.data.upper()


@blueprint.get("/desk/cases/<reference>/links")
@staff(Act.MOVE_CASE)
@case_page("desk/case/links.html", tab="")
def show(opened: OpenedCase, reader: Reader, form: DeskForm | None) -> Values:
    """Show this person beside those of cases that were found or linked."""
    return {**people_of(opened, reader), "link_form": filled(form, LinkForm)}


@blueprint.post("/desk/cases/<reference>/links")
@on_case(Act.MOVE_CASE, LinkForm, refused=show)
def add(by: Actor, form: LinkForm, reference: str) -> str:
    """Link the case to another one, or merge it into that."""
    if form.to.data == MERGE:
        merge_case(by, reference, form.reference, retention_days=settings().retention_days)
        return "case.show"
    link_cases(by, reference, form.reference, Relation(form.to.data or Relation.FAMILY))
    return "links.show"


@blueprint.post("/desk/cases/<reference>/links/remove")
@on_case(Act.MOVE_CASE, LinkForm, refused=show)
def remove(by: Actor, form: LinkForm, reference: str) -> str:
    """Remove the link to another case."""
    unlink_cases(by, reference, form.reference)
    return "links.show"


@blueprint.post("/desk/cases/<reference>/links/drop")
@on_case(Act.ERASE_CASE, DeskForm, refused=show)
def drop(by: Actor, _form: DeskForm, reference: str) -> str:
    """Drop links that do not open, which makes the case ready for new ones."""
    drop_damaged_links(by, reference)
    return "links.show"
