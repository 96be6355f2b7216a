"""The list of closed cases, and reopening one with a reason."""

from datetime import timedelta

from intake import clock
from intake.actions.opening.case_keys import Actor, case_key
from intake.actions.opening.case_notes import newest, proposed_closing, read_notes
from intake.audit import log
from intake.cases import side_lists
from intake.cases.card import Card
from intake.notes.store import NoteKind
from tests.cases.desk import references
from tests.cases.making import CARD, TODAY

DESK_OF = ("attorney",)


def test_closed_cases_are_listed_the_last_closed_first(desk, monkeypatch):
    monkeypatch.setattr(side_lists, "PAGE", 2)
    cases = [closed(desk, closed_on=TODAY - timedelta(ago)) for ago in (3, 1, 2)]
    desk.case()

    desk.open("/desk/closed")
    assert references(desk) == [cases[1].reference, cases[2].reference]
    assert "Withdrawn" in desk.text
    assert CARD.name_to_use in desk.text
    days = [desk.words(day) for day in desk.all("td", data_l="Erase date")]
    assert days == ["22 February 2027", "22 February 2027"]

    desk.open(next(link.get("href", "") for link in desk.all("a", rel="next")))
    assert references(desk) == [cases[0].reference]


def test_hidden_names_are_not_in_the_list_of_closed_cases(desk):
    case = closed(desk, closed_on=TODAY, card=Card(name_to_use="Lumo Wrenfold"))
    desk.open("/desk/closed")
    assert "Lumo Wrenfold" in desk.text

    desk.post("/desk/preferences", more="hide_names")
    desk.open("/desk/closed")

    assert references(desk) == [case.reference]
    assert [desk.words(cell) for cell in desk.all("td", class_="who")] == ["Name hidden"]
    assert "Lumo" not in desk.text
    assert "Wrenfold" not in desk.text


def test_a_closed_case_is_reopened_only_with_a_reason(desk):
    case = closed(desk, closed_on=TODAY)
    assert desk.send(case, "reopen", text=" ") == 422
    assert "Enter a reason." in desk.text
    assert desk.send(case, "move", to="triage") == 422

    assert desk.send(case, "reopen", text="She wrote again.") == 303

    desk.open(desk.page.location)
    assert "Reopened. Status: Triage." in desk.words(desk.root)
    assert (case.status, case.close_reason, case.due_on) == ("triage", None, TODAY)
    note = newest(read_notes(case_key(case, desk.reader)), NoteKind.MOVE)
    assert note is not None
    assert note.text == "She wrote again."
    assert note.id in {entry.made for entry in log.history_of(case.id)}


def test_a_proposal_from_before_a_case_was_reopened_cannot_be_approved(desk):
    case = desk.case(due_on=TODAY + timedelta(20))
    desk.open_case(case)
    desk.send(case, "move", to="closed:spam")
    boss = desk.colleague("supervisor", email="b@example.org")
    key = case_key(case, desk.reader)
    assert proposed_closing(read_notes(key)) is not None

    Actor(reader=desk.reader, day=TODAY, at=clock.now())
    case.status, case.close_reason, case.closed_on = "closed", "withdrawn", TODAY
    boss.open_case(case)
    assert boss.send(case, "reopen", text="She wrote.") == 303

    assert (case.status, case.due_early) == ("triage", False)
    assert proposed_closing(read_notes(case_key(case, desk.reader))) is None


def test_a_caseworker_sees_closed_cases_and_reopens_none(desk):
    case = closed(desk, closed_on=TODAY)
    worker = desk.colleague("caseworker", email="w@example.org")
    worker.open("/desk/closed")
    assert references(worker) == [case.reference]

    worker.open_case(case)

    assert "Reopen this case" not in worker.text
    assert worker.send(case, "reopen", text="Please.") == 422


def closed(desk, **changed):
    return desk.case(status="closed", close_reason="withdrawn", **changed)
