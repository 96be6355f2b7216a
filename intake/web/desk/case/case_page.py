"""One page of a case: its frame, and what the page itself adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template

from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Reader
from intake.web.access import signed_in
from intake.web.desk.case import case_access
from intake.web.desk.case.frame import frame_context
from intake.web.desk.common.forms import DeskForm

Content = Callable[[OpenedCase, Reader, DeskForm | None], Mapping[str, Any]]


def case_page(template: str, tab: str, content: Content) -> Callable[..., str]:
    """A function that shows this page of a case; given a form, one that was not taken."""

    def page(
        reference: str,
        form: DeskForm | None = None,
        *,
        cursor: str = "",
        note: case_access.Note | None = None,
    ) -> str:
        def shown(opened: OpenedCase, me: Reader) -> str:
            return render_template(
                template,
                member=signed_in().member,
                form=form,
                **frame_context(opened, me, tab=tab),
                **content(opened, me, form),
            )

        return case_access.page(reference, shown, form=form, cursor=cursor, note=note)

    return page
