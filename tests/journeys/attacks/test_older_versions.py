"""An attacker who can write to the database restores older versions of rows of a case.

They do not open, no page answers with a server error, and the desk shows an alarm.
"""

import pytest

from intake.cases.models import Case
from intake.extensions import Model, db
from tests.journeys.attacks.test_tampering import (
    ALARM,
    PUT_BACK,
    answer_more,
    applicant,
    case,
    cases_in,
    code_of,
    forget_alarms,
    queue,
)
from tests.support.clients.applicant import Applicant
from tests.support.databases.writing import writing_in
from tests.support.rows import change_rows

pytestmark = pytest.mark.usefixtures("clock")


def test_a_restored_older_date_does_not_open_and_raises_an_alarm(app, wren):
    reference = cases_in(app)[0]
    case(wren, reference)
    (older,) = rows(app, "diary_entries", reference)
    press(wren, app, reference, f"dates/{older['id']}", seen="paper")
    (seen,) = rows(app, "diary_entries", reference)
    met = {"outcome": "filed", "on": "2026-11-24", "how": "By mail", "proof": "Zanziproof"}
    press(wren, app, reference, f"dates/{older['id']}/met", **met)
    (newest,) = rows(app, "diary_entries", reference)
    assert "Zanziproof" in case(wren, reference)
    assert ALARM not in queue(wren)

    for restored in (older, seen, {"sealed": seen["sealed"]}):
        put(app, "diary_entries", newest["id"], restored)
        assert PUT_BACK in case(wren, reference)
        assert ALARM in queue(wren)
        forget_alarms(app)
    put(app, "diary_entries", newest["id"], newest)
    assert "Zanziproof" in case(wren, reference)
    assert ALARM not in queue(wren)


def test_confirming_a_restored_older_date_is_refused(app, wren):
    reference = cases_in(app)[0]
    case(wren, reference)
    (older,) = rows(app, "diary_entries", reference)
    press(wren, app, reference, f"dates/{older['id']}", seen="paper")
    case(wren, reference)
    put(app, "diary_entries", older["id"], older)

    press(wren, app, reference, f"dates/{older['id']}", seen="court")

    assert wren.status == 409
    assert PUT_BACK in wren.text
    assert rows(app, "diary_entries", reference) == [older]
    assert ALARM in queue(wren)


def test_a_card_from_before_a_recall_does_not_open_and_raises_an_alarm(app, wren):
    references = cases_in(app)
    reference = references[0]
    (older,) = rows(app, "cases", reference)
    recall_cases(wren)
    (newest,) = rows(app, "cases", reference)
    assert "Lumo" in case(wren, reference)
    assert queue(wren).count("Lumo") == len(references)

    put(app, "cases", newest["id"], {"card": older["card"]})
    assert queue(wren).count("Lumo") == len(references) - 1
    wren.open("/desk/search")
    wren.fill(q="Lumo")
    assert wren.text.count("Lumo Test") == len(references) - 1
    press(wren, app, reference, "contact", channel="call", outcome="reached", text="")
    assert wren.status == 409
    forget_alarms(app)
    assert PUT_BACK in case(wren, reference)
    assert ALARM in queue(wren)


def test_a_recall_does_not_accept_an_older_card(app, wren):
    reference = cases_in(app)[0]
    (older,) = rows(app, "cases", reference)
    recall_cases(wren)
    (newest,) = rows(app, "cases", reference)
    put(app, "cases", newest["id"], {"card": older["card"]})

    recall_cases(wren)

    (row,) = rows(app, "cases", reference)
    assert row["card"] == older["card"]
    assert PUT_BACK in case(wren, reference)


def test_an_applicant_is_not_shown_an_older_version_of_their_case(app, wren):
    someone = applicant(app)
    code = code_of(someone)
    reference = someone.send()
    (older,) = rows(app, "cases", reference)
    answer_more(app, code)
    (newest,) = rows(app, "cases", reference)

    for columns in (("card", "story"), ("card",), ("story",)):
        put(app, "cases", newest["id"], {name: older[name] for name in columns})
        assert come_back(app, code).page.status_code == 409, columns
        assert ALARM in queue(wren), columns
        forget_alarms(app)
        put(app, "cases", newest["id"], newest)
    assert come_back(app, code).path == "/en/mailbox"
    assert ALARM not in queue(wren)


def test_a_recalled_message_that_was_restored_does_not_open(app, wren):
    someone = applicant(app)
    code = code_of(someone)
    reference = someone.send()
    case(wren, reference)
    press(wren, app, reference, "messages", text="Zanzimessage", language="en", wording="")
    (sent,) = rows(app, "messages", reference)
    press(wren, app, reference, "messages/back", message=sent["id"])
    assert rows(app, "messages", reference) == []

    with writing_in(app):
        db.session.execute(db.insert(table("messages")).values(sent | {"out_at": None}))

    visitor = come_back(app, code)
    assert visitor.status == 409
    assert "Zanzimessage" not in visitor.text
    assert ALARM in queue(wren)
    forget_alarms(app)
    assert PUT_BACK in case(wren, reference)
    assert ALARM in queue(wren)


def press(wren, app, reference, action, **fields):
    """Press a button of a case's page, with the current version of the case."""
    (now,) = rows(app, "cases", reference)
    address = f"/desk/cases/{reference}/{action}"
    wren.fill(action=address, version=str(now["version"]), **fields)
    assert wren.status in (200, 409), wren.status


def recall_cases(wren):
    """Assess all open cases again."""
    wren.open("/desk/law/recall")
    wren.fill(action="/desk/law/recall")
    assert wren.status == 200


def come_back(app, code):
    """Return an applicant who has opened their mailbox with the code."""
    again = Applicant(app)
    again.enter_code(code)
    again.open("/en/mailbox")
    return again


def rows(app, name, reference):
    """Return the rows of a case in a table."""
    rows_of = table(name)
    case_id = db.select(Case.id).where(Case.reference == reference).scalar_subquery()
    column = rows_of.c.id if name == "cases" else rows_of.c.case_id
    with app.app_context():
        result = db.session.execute(db.select(rows_of).where(column == case_id))
        return [dict(row) for row in result.mappings()]


def put(app, name, row, values):
    with writing_in(app):
        change_rows(table(name), table(name).c.id == row, **values)


def table(name):
    return Model.metadata.tables[name]
