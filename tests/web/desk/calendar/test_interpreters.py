"""The team's interpreters: kept under seal, offered by language, booked with a call."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from intake.actions.interpreters.list_interpreters import Interpreter, list_interpreters
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases.models import Case
from intake.diary.models import InterpreterRow
from intake.extensions import db
from tests.cases.desk import Desk, desk_of
from tests.cases.making import CARD, TODAY, new_team
from tests.support.databases.fixtures import ON_EITHER

pytestmark = [pytest.mark.usefixtures("clock"), ON_EITHER]

SPEAKS_SPANISH: dict[str, str | list[str]] = {
    "name": "Zanzi Interpreter",
    "languages": ["es", "no-tag"],
    "reach": "+1 202 555 0199",
    "note": "mornings",
}


def test_an_interpreter_is_added_changed_and_hidden_and_no_column_names_them(desk: Desk) -> None:
    first = add(desk)
    assert (first.name, first.languages, first.hidden) == ("Zanzi Interpreter", ("es",), False)
    row = db.session.get_one(InterpreterRow, first.id)
    assert b"Zanzi" not in row.sealed

    desk.open(f"/desk/interpreters/{first.id}")
    assert 'value="mornings"' in desk.text
    changed = {**SPEAKS_SPANISH, "name": "Zanzi Other", "languages": ["fr"], "hidden": "1"}
    changed["seen"] = first.version
    assert desk.post(f"/desk/interpreters/{first.id}", **changed).status_code == 303

    (second,) = listed(desk)
    assert (second.name, second.languages, second.hidden) == ("Zanzi Other", ("fr",), True)
    desk.open("/desk/interpreters")
    assert "Hidden" in desk.text
    assert log.did(desk.member.id, AuditAct.INTERPRETER_ADDED)
    assert log.did(desk.member.id, AuditAct.INTERPRETER_HIDDEN)


def test_a_call_is_booked_with_an_interpreter_who_speaks_the_language(desk: Desk) -> None:
    add(desk, name="Zanzi Abel", languages=["fr"])
    speaks = add(desk, name="Zanzi Zora")
    add(desk, name="Zanzi Hidden", hidden="1", languages=["es"])
    case = case_of(desk)

    desk.open_case(case)
    (chooser,) = desk.all("select", id="call-interpreter")
    groups = [(group.get("label"), desk.words(group)) for group in chooser.iter("optgroup")]
    assert groups == [
        ("Speaks Spanish", "Zanzi Zora (Spanish)"),
        ("Other languages", "Zanzi Abel (French)"),
    ]
    day = (TODAY + timedelta(2)).isoformat()
    call = {"on": day, "at": "14:30", "interpreter": speaks.id, "version": str(case.version)}
    assert desk.post(f"/desk/cases/{case.reference}/call", **call).status_code == 303

    for page in (f"/desk/cases/{case.reference}", "/desk/work", "/desk/diary"):
        desk.open(page)
        assert "Zanzi Zora" in desk.text, page
        assert "14:30" in desk.text, page
    desk.open(f"/desk/cases/{case.reference}/contact")
    booked = desk.words(next(desk.all("form", aria_labelledby="screening")))
    assert f"Interpreter: {speaks.name}" in booked.replace("\u2068", "").replace("\u2069", "")


def test_one_who_is_not_on_the_list_is_refused(desk: Desk) -> None:
    case = case_of(desk)
    desk.open_case(case)
    call = {"on": TODAY.isoformat(), "at": "14:30", "interpreter": "0" * 32}

    answer = desk.post(f"/desk/cases/{case.reference}/call", version=str(case.version), **call)

    assert answer.status_code == 409
    assert "This interpreter is no longer on the list." in desk.text


def test_a_name_and_a_language_are_needed(desk: Desk) -> None:
    desk.open("/desk/interpreters")

    assert desk.post("/desk/interpreters", name=" ").status_code == 422

    assert "Enter a name." in desk.text
    assert "Choose at least one language." in desk.text
    assert listed(desk) == ()


def test_a_damaged_or_older_row_is_left_out(desk: Desk) -> None:
    interpreter = add(desk)
    older = db.session.get_one(InterpreterRow, interpreter.id).sealed
    desk.open("/desk/interpreters")
    seen = interpreter.version
    desk.post(f"/desk/interpreters/{interpreter.id}", **SPEAKS_SPANISH, seen=seen)
    assert listed(desk)[0].version != seen

    for sealed in (older, b"damaged"):
        db.session.execute(update(InterpreterRow).values(sealed=sealed))
        db.session.commit()
        assert desk.open("/desk/interpreters").status_code == 200
        assert "Zanzi" not in desk.text
        assert "could not be opened: 1." in desk.text
        assert "The list is empty." not in desk.text


def test_of_two_members_who_change_an_interpreter_the_later_is_asked_again(desk: Desk) -> None:
    interpreter = add(desk)
    path = f"/desk/interpreters/{interpreter.id}"
    desk.open(path)
    first = {**SPEAKS_SPANISH, "reach": "+1 202 555 0100", "seen": interpreter.version}
    second = {**SPEAKS_SPANISH, "note": "evenings", "seen": interpreter.version}
    assert desk.post(path, **first).status_code == 303
    desk.open("/desk/interpreters")

    assert desk.post(path, **second).status_code == 409

    assert "Another member changed this interpreter meanwhile." in desk.text
    assert 'value="evenings"' in desk.text
    (now,) = listed(desk)
    assert now.reach == "+1 202 555 0100"
    assert f'name="seen" value="{now.version}"' in desk.text
    assert desk.post(path, **second | {"seen": now.version}).status_code == 303
    assert listed(desk)[0].note == "evenings"


def test_another_team_and_a_volunteer_have_none_of_it(app: Flask, desk: Desk) -> None:
    interpreter = add(desk)
    others = desk_of(app, "attorney", team=new_team(), email="gull.testwood@example.org")
    volunteer = desk_of(app, "volunteer", team=desk.team, email="tern.testwood@example.org")

    assert listed(others) == ()
    assert others.open(f"/desk/interpreters/{interpreter.id}").status_code == 404
    assert volunteer.open("/desk/interpreters").status_code == 404


def add(desk: Desk, **fields: str | list[str]) -> Interpreter:
    """Add an interpreter on the page and return them as the list has them."""
    before = {interpreter.id for interpreter in listed(desk)}
    desk.open("/desk/interpreters")
    assert desk.post("/desk/interpreters", **{**SPEAKS_SPANISH, **fields}).status_code == 303
    (added,) = (interpreter for interpreter in listed(desk) if interpreter.id not in before)
    return added


def listed(desk: Desk) -> tuple[Interpreter, ...]:
    db.session.rollback()
    return list_interpreters(desk.team.reader(desk.member))


def case_of(desk: Desk) -> Case:
    card = replace(CARD, spoken_languages=("es",))
    case = desk.team.case(assignee_id=desk.member.id, card=card, looked_on=TODAY)
    db.session.commit()
    return case
