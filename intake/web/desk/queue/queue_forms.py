"""The forms of the queue: the acts on selected cases, and the name of a saved view."""

from flask_babel import gettext
from wtforms import ValidationError

from intake.cases.batches import MOST
from intake.cases.matched_queue import page_of
from intake.cases.tags import Tag
from intake.web.desk.common.fields import (
    DeskForm,
    EnumField,
    FlagField,
    LineField,
    ReferencesField,
    RowIdField,
)
from intake.web.desk.common.view import current_queue, filtered_queue
from intake.words import N_

LONGEST_NAME = 40
NO_NAME = N_("Enter a view name of 40 characters or fewer.")
NOBODY = "nobody"
"""Posted in place of the id of a member, to unassign cases."""


class SelectionForm(DeskForm):
    """The selected cases: the whole view, the page that was shown, or the ticked rows.

    ``first_row`` is the reference of a row to return to. ``references`` are the cases of a valid
    form: those of a whole view are read here, before the transaction.
    """

    references: tuple[str, ...] = ()
    none_selected = N_("Select at least one case first.")
    whole_view = FlagField(name="all")
    whole_page = FlagField(name="page")
    shown = ReferencesField()
    ticked = ReferencesField(name="case")
    first_row = ReferencesField(name="onto")

    def validate_whole_view(self, field: FlagField) -> None:
        """Find the selected cases. Refuse none, and more than one act may change."""
        if field.data:
            page = page_of(filtered_queue(current_queue()).queue, after=None, size=MOST + 1)
            self.references = tuple(case.reference for case in page.cases)
        else:
            self.references = self.shown.data if self.whole_page.data else self.ticked.data
        if not self.references:
            raise ValidationError(gettext(self.none_selected))
        if len(self.references) > MOST:
            raise ValidationError(gettext("Too many cases. Narrow the view to 1,000 or fewer."))


class AssignManyForm(SelectionForm):
    """The member to whom the selected cases go: the id of oneself or a colleague, or nobody."""

    to_me = LineField(name="take")
    to = LineField()

    @property
    def member_id(self) -> str | None:
        """Return the id of the member; ``None`` for nobody."""
        chosen = self.to_me.data or self.to.data
        return None if chosen == NOBODY else chosen

    def validate_to(self, _field: LineField) -> None:
        """Refuse a form in which no one was chosen."""
        if self.member_id == "":
            raise ValidationError(gettext("Choose an owner."))


class MoveManyForm(SelectionForm):
    """The office to which the selected cases are moved."""

    office = RowIdField()

    def validate_office(self, field: RowIdField) -> None:
        """Refuse a form in which no office was chosen."""
        if not field.data:
            raise ValidationError(gettext("Choose an office."))


class TagManyForm(SelectionForm):
    """A tag to put on the selected cases, or to take off."""

    tag = EnumField(Tag, "Choose a tag.")
    off = FlagField()


class SaveViewForm(DeskForm):
    """The name of a view to save."""

    name = LineField(NO_NAME)

    def validate_name(self, field: LineField) -> None:
        """Refuse a name that is too long for the row of views."""
        if len(field.data) > LONGEST_NAME:
            raise ValidationError(gettext(NO_NAME))
