"""One page of a case: its frame, and what the page itself adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template

from intake.actions.case_keys import Reader
from intake.actions.open_case import OpenedCase
from intake.web.access import signed_in
from intake.web.desk import gate
from intake.web.desk.forms import DeskForm
from intake.web.desk.frame import frame_context

Content = Callable[[OpenedCase, Reader, DeskForm | None], Mapping[str, Any]]


def case_page(template: str, tab: str, content: Content) -> Callable[..., str]:
    """A function that shows this page of a case; given a form, one that was not taken."""

    def page(
        reference: str,
        form: DeskForm | None = None,
        *,
        cursor: str = "",
        note: gate.Note | None = None,
    ) -> str:
        def shown(opened: OpenedCase, me: Reader) -> str:
            return render_template(
                template,
                member=signed_in().member,
                form=form,
                **frame_context(opened, me, tab=tab),
                **content(opened, me, form),
            )

        return gate.page(reference, shown, form=form, cursor=cursor, note=note)

    return page
