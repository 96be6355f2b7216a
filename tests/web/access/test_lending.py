"""Cases lent to a volunteer on the desk: their queue, their screening, and the end of it."""

import re
from datetime import timedelta

import pytest

from intake.cases import loans
from intake.cases.card import Card
from intake.keys import store as keys
from intake.staff import store as staff
from intake.staff.store import Role
from tests.staff.making import TODAY
from tests.support.clients.members import give_access_to, joined_as, sealed_to_team
from tests.support.databases.writing import writing_in

IBIS = "ibis.testwood@example.org"
FRIDAY = TODAY + timedelta(days=3)


def test_the_queue_of_a_volunteer_is_what_was_lent(app, wren, ibis, references):
    lent, another = references
    ibis.open("/desk/")
    assert lent not in ibis.text

    lend(wren, app, lent)
    assert "ibis.testwood" in wren.text
    assert lent in wren.text

    ibis.open("/desk/")
    assert lent in ibis.text
    assert another not in ibis.text
    ibis.open("/desk/diary?span=passed")
    assert another not in ibis.text
    ibis.open(f"/desk/cases/{lent}")
    assert "Lumo" in ibis.text
    assert "Lent to you until the end of 27 November 2026." in ibis.text
    for address in (
        *(f"/desk/cases/{another}{page}" for page in ("", "/contact", "/notes", "/timeline")),
        *("/desk/search", "/desk/law/recall", f"/desk/cases/{lent}/duplicates"),
        *("/desk/team", "/desk/team/lent", f"/desk/cases/{lent}/wall"),
    ):
        ibis.open(address)
        assert ibis.status == 404, address


def test_a_volunteer_screens_hands_back_and_is_out(app, wren, ibis, references):
    lent = references[0]
    lend(wren, app, lent)

    ibis.open(f"/desk/cases/{lent}/notes")
    note = {"kind": "call", "text": "She is safe."}
    ibis.fill(action=f"/desk/cases/{lent}/notes", **note)
    assert "She is safe." in ibis.text
    ibis.open(f"/desk/cases/{lent}/contact")
    call = {"spoke_with": "person", "interpreter": "none", "text": "Long call."}
    ibis.fill(action=f"/desk/cases/{lent}/screening", **call)
    assert ibis.status == 200
    assert ibis.path == f"/desk/cases/{lent}/contact"
    ibis.fill(action=f"/desk/cases/{lent}/messages", text="Hello")
    assert ibis.status == 404
    ibis.open(f"/desk/cases/{lent}")
    ibis.fill(action=f"/desk/cases/{lent}/hand-back")

    assert ibis.path == "/desk/"
    assert lent not in ibis.text
    ibis.open(f"/desk/cases/{lent}")
    assert ibis.status == 404
    wren.open(f"/desk/cases/{lent}/timeline")
    for words in ("Lent to a volunteer", "Was lent this case", "Handed back"):
        assert words in wren.text


def test_an_open_session_is_out_once_the_loan_ends(app, wren, ibis, references):
    first, second = references
    lend(wren, app, first)
    lend(wren, app, second)
    ibis.open(f"/desk/cases/{first}")
    assert ibis.status == 200

    wren.open("/desk/team/lent")
    loan = re.search(r'name="?loan"? value="?([0-9a-f]{32})', wren.text)
    assert loan
    wren.fill(action="/desk/team/lent/end", loan=loan[1])
    with writing_in(app):
        assert loans.end_over(today=FRIDAY + timedelta(days=1)) == 1

    assert [status_of(ibis, reference) for reference in references] == [404, 404]
    wren.open("/desk/team/lent")
    assert "No case is lent." in wren.text


def test_a_loan_is_listed_through_its_last_day_and_no_longer(app, wren, ibis, references, clock):
    lend(wren, app, references[0], until=str(TODAY))
    assert references[0] in wren.text
    assert "No case is lent." not in wren.text

    clock.shift(days=1)
    wren.sign_in(clock)
    wren.open("/desk/team/lent")

    assert "No case is lent." in wren.text
    assert references[0] not in wren.text


def test_a_mistake_lends_nothing(app, wren, references):
    for fields, sentence in (
        ({"reference": ""}, "Enter the reference of a case."),
        ({"reference": "ZZZZ-ZZZZ"}, "The team has no case with this reference."),
        ({"until": "2026-11-01"}, "Enter a day from today to 60 days ahead."),
        ({"member": ""}, "Choose a volunteer whose key a colleague has compared"),
    ):
        lend(wren, app, references[0], **fields)
        assert sentence in wren.text
    with app.app_context():
        assert loans.of_team(keys.the_team().id) == []


def lend(who, app, lent, **fields):
    """Send the form that lends a case to the volunteer until Friday."""
    who.open("/desk/team/lent")
    with app.app_context():
        known = staff.find_by_email(IBIS, secrets=(app.config["SETTINGS"].secret_key,))
    data = {"reference": lent, "member": known.id if known else "", "until": str(FRIDAY)}
    who.fill(**data | fields)


def status_of(who, reference):
    """Return the status with which a case page answers."""
    who.open(f"/desk/cases/{reference}")
    return who.status


@pytest.fixture
def ibis(app, new_installation, wren, clock):
    """Return a volunteer whose key was compared, signed in."""
    browser = joined_as(app, Role.VOLUNTEER, IBIS)
    give_access_to(app, new_installation, IBIS)
    browser.sign_in(clock)
    return browser


@pytest.fixture
def references(app, wren):
    """Return the references of two cases that are sealed to the team, with a clear check."""
    return sealed_to_team(app, count=2, card=Card(name_to_use="Lumo"))
