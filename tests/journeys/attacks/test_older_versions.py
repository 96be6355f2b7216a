"""Somebody who can write to the database puts back what a case was before staff changed it.

What was put back does not open, nobody sees our failure page, and the desk says that something is
wrong.
"""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table

from intake.cases.models import Case
from intake.extensions import Model, db, writing
from tests.journeys.attacks.test_tampering import (
    ALARM,
    BROKEN,
    answer_more,
    applicant,
    case,
    cases_in,
    code_of,
    forget_alarms,
    queue,
)
from tests.support.clients.applicant import Applicant
from tests.support.clients.members import StaffBrowser
from tests.support.databases.fixtures import ON_EITHER

pytestmark = [pytest.mark.usefixtures("clock"), ON_EITHER]


def test_an_older_date_put_back_does_not_open_and_raises_an_alarm(
    app: Flask, wren: StaffBrowser
) -> None:
    reference = cases_in(app)[0]
    case(wren, reference)
    (older,) = rows(app, "diary_entries", reference)
    press(wren, app, reference, f"dates/{older['id']}", seen="paper")
    (seen,) = rows(app, "diary_entries", reference)
    press(wren, app, reference, f"dates/{older['id']}", state="missed", why="Zanzimissed")
    (newest,) = rows(app, "diary_entries", reference)
    assert "Zanzimissed" in case(wren, reference)
    assert ALARM not in queue(wren)

    for put_back in (older, seen, {"sealed": seen["sealed"]}):
        put(app, "diary_entries", newest["id"], put_back)
        assert BROKEN in case(wren, reference)
        assert ALARM in queue(wren)
        forget_alarms(app)
    put(app, "diary_entries", newest["id"], newest)
    assert "Zanzimissed" in case(wren, reference)
    assert ALARM not in queue(wren)


def test_an_older_date_put_back_is_not_made_new_by_who_confirms_it(
    app: Flask, wren: StaffBrowser
) -> None:
    reference = cases_in(app)[0]
    case(wren, reference)
    (older,) = rows(app, "diary_entries", reference)
    press(wren, app, reference, f"dates/{older['id']}", seen="paper")
    case(wren, reference)
    put(app, "diary_entries", older["id"], older)

    press(wren, app, reference, f"dates/{older['id']}", seen="court")

    assert wren.page.status_code == 409
    assert BROKEN in wren.text
    assert rows(app, "diary_entries", reference) == [older]
    assert ALARM in queue(wren)


def test_the_card_from_before_a_recall_opens_nowhere_and_raises_an_alarm(
    app: Flask, wren: StaffBrowser
) -> None:
    references = cases_in(app)
    reference = references[0]
    (older,) = rows(app, "cases", reference)
    weigh_all_again(wren)
    (newest,) = rows(app, "cases", reference)
    assert "Lumo" in case(wren, reference)
    assert queue(wren).count("Lumo") == len(references)

    put(app, "cases", newest["id"], {"card": older["card"]})
    assert queue(wren).count("Lumo") == len(references) - 1
    wren.open("/desk/search")
    wren.fill(q="Lumo")
    assert wren.text.count("Lumo Test") == len(references) - 1
    press(wren, app, reference, "contact", way="call", came="reached", text="")
    assert wren.page.status_code == 409
    forget_alarms(app)
    assert BROKEN in case(wren, reference)
    assert ALARM in queue(wren)


def test_a_recall_makes_no_older_card_new(app: Flask, wren: StaffBrowser) -> None:
    reference = cases_in(app)[0]
    (older,) = rows(app, "cases", reference)
    weigh_all_again(wren)
    (newest,) = rows(app, "cases", reference)
    put(app, "cases", newest["id"], {"card": older["card"], "act_by": older["act_by"]})

    weigh_all_again(wren)

    (left,) = rows(app, "cases", reference)
    assert left["card"] == older["card"]
    assert BROKEN in case(wren, reference)


def test_a_person_comes_upon_their_own_older_case(app: Flask, wren: StaffBrowser) -> None:
    someone = applicant(app)
    code = code_of(someone)
    reference = someone.send()
    (older,) = rows(app, "cases", reference)
    answer_more(app, code)
    (newest,) = rows(app, "cases", reference)

    for put_back in (("card", "story"), ("card",), ("story",)):
        put(app, "cases", newest["id"], {name: older[name] for name in put_back})
        assert come_back(app, code).page.status_code == 409, put_back
        assert ALARM in queue(wren), put_back
        forget_alarms(app)
        put(app, "cases", newest["id"], newest)
    assert come_back(app, code).path == "/en/mailbox"
    assert ALARM not in queue(wren)


def test_a_message_called_back_and_put_back_is_read_by_nobody(
    app: Flask, wren: StaffBrowser
) -> None:
    someone = applicant(app)
    code = code_of(someone)
    reference = someone.send()
    case(wren, reference)
    press(wren, app, reference, "messages", text="Zanzimessage", language="en", wording="")
    (sent,) = rows(app, "messages", reference)
    press(wren, app, reference, "messages/back", message=sent["id"])
    assert rows(app, "messages", reference) == []

    with app.app_context(), writing():
        db.session.execute(db.insert(table("messages")).values(sent | {"out_at": None}))
        db.session.commit()

    visitor = come_back(app, code)
    assert visitor.page.status_code == 409
    assert "Zanzimessage" not in visitor.text
    assert ALARM in queue(wren)
    forget_alarms(app)
    assert BROKEN in case(wren, reference)
    assert ALARM in queue(wren)


def press(wren: StaffBrowser, app: Flask, reference: str, action: str, **given: str) -> None:
    """A button of the case's page, as it stands now."""
    (now,) = rows(app, "cases", reference)
    address = f"/desk/cases/{reference}/{action}"
    wren.fill(action=address, version=str(now["version"]), **given)
    assert wren.page.status_code in (200, 409), wren.page.status_code


def weigh_all_again(wren: StaffBrowser) -> None:
    wren.open("/desk/law/recall")
    wren.fill(action="/desk/law/recall")
    assert wren.page.status_code == 200


def come_back(app: Flask, code: str) -> Applicant:
    """The person with their code, at their mailbox."""
    again = Applicant(app.test_client())
    again.open("/en/return")
    again.post("/en/return", {"code": [code]})
    again.open("/en/mailbox")
    return again


def rows(app: Flask, name: str, reference: str) -> list[dict[str, Any]]:
    """What the database has of a case in this table."""
    of = table(name)
    this = db.select(Case.id).where(Case.reference == reference).scalar_subquery()
    wanted = db.select(of).where((of.c.id if name == "cases" else of.c.case_id) == this)
    with app.app_context():
        return [dict(row) for row in db.session.execute(wanted).mappings()]


def put(app: Flask, name: str, row: str, values: dict[str, Any]) -> None:
    with app.app_context(), writing():
        db.session.execute(db.update(table(name)).where(table(name).c.id == row).values(values))
        db.session.commit()


def table(name: str) -> Table:
    return Model.metadata.tables[name]
