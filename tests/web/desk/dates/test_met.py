"""The page of one deadline: what became of it, with which proof, and who has looked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from intake.actions.access.unlock_keys import set_session_mac
from intake.actions.case.dates.replaced_dates import Outcome
from intake.actions.case.dates.update_date import Report, record_outcome
from intake.diary.models import DiaryEntry
from intake.extensions import db
from intake.sessions import store as sessions
from tests.cases.making import NOW, TODAY, actor
from tests.support.rows import change_rows

FIELDS = {
    "outcome": "filed",
    "on": "2026-11-24",
    "how": "Motion to reopen, immigration court in Miami, by ECAS",
    "proof": "ECAS 4471-0093",
}
YESTERDAY = TODAY - timedelta(1)


def test_one_date_is_recorded_on_its_own_page_and_stays_open(desk, case, attorney):
    desk.open_case(case)
    assert page(case) in desk.links.values()
    desk.open(page(case))
    assert "Act by 24 December 2026" in desk.words_of("h2", id="met")
    assert [each for each in desk.all("input", name="outcome") if "checked" in each.attrib] == []

    assert record(desk, case) == 303

    desk.open_case(case)
    row = next(desk.all("li", id=f"d-{date_of(case).id}"))
    assert "Not confirmed yet It was filed, 24 November 2026" in desk.words(row)
    assert "ECAS 4471-0093" in desk.words(row)
    assert date_of(case).state == "open"
    desk.open("/desk/diary?span=month&day=2026-12-24")
    assert "Act by or our review: 1" in desk.words(desk.root)


def test_a_second_person_finds_it_in_their_work_and_confirms_it(desk, case, attorney):
    record(desk, case)
    desk.open("/desk/work")
    assert case.reference not in desk.text

    attorney.open("/desk/work")
    assert "Is the proof right?" in attorney.text
    attorney.open(attorney.links[f"Look at the proof, {case.reference}"])
    facts = attorney.words_of("dl", class_="facts")
    assert "wren.testwood says It was filed" in facts.replace("says", " says ").replace("  ", " ")
    assert "In 30 days" in attorney.text
    url = attorney.address_of("I have seen the proof: it is so")
    assert attorney.post(url, version=str(case.version), do="confirm").status_code == 303

    assert date_of(case).state == "done"
    attorney.open(page(case))
    assert "In 30 days" not in attorney.text
    attorney.open("/desk/work")
    assert "Is the proof right?" not in attorney.text
    attorney.open(f"/desk/cases/{case.reference}/timeline")
    assert "Deadline met: 24 December 2026" in attorney.text


def test_it_is_not_so_keeps_the_date_open(desk, case, attorney):
    record(desk, case)
    attorney.open(page(case))
    url = attorney.address_of("It is not: keep the date open")

    assert attorney.post(url, version=str(case.version), do="").status_code == 422
    assert "Say that you have seen the proof" in attorney.text
    assert attorney.post(url, version=str(case.version), do="keep").status_code == 303

    attorney.open(page(case))
    assert "What happened?" in attorney.text
    assert date_of(case).state == "open"


def test_who_recorded_it_gets_no_button_to_confirm_but_one_to_undo(desk, case, attorney):
    record(desk, case)
    desk.open(desk.page.location)

    assert "open until confirmed" in desk.words_of("div", class_="done")
    undo = desk.address_of("Undo")
    desk.open(page(case))
    assert "You recorded this, so somebody else confirms it." in desk.text
    assert "Can confirm:" in desk.text
    assert "I have seen the proof" not in desk.text
    confirming = f"dates/{date_of(case).id}/met/confirm"
    assert desk.send(case, confirming, do="confirm") == 409
    desk.open_case(case)
    assert desk.post(undo, version=str(case.version)).status_code == 303
    desk.open(page(case))
    assert "What happened?" in desk.text


def test_what_is_missing_is_said_and_what_was_typed_stays(desk, case):
    for changed, says in (
        ({"outcome": ""}, "Choose what happened."),
        ({"on": ""}, "Enter the day on which it happened."),
        ({"how": ""}, "Say what was done, where and how; or why it was not."),
        ({"proof": ""}, "Enter the proof. Without proof the date stays open."),
        ({"on": "2026-11-25"}, "Enter the day on which it happened, today or earlier."),
        ({"outcome": "missed"}, "This day is not over yet, so it cannot be missed."),
    ):
        assert record(desk, case, **changed) == 422
        assert says in desk.words(desk.root)
        assert next(desk.all("input", id="how")).get("value") == (FIELDS | changed)["how"]
    assert date_of(case).state == "open"


def test_alone_it_takes_another_day(desk, case):
    record(desk, case)

    desk.open(page(case))

    assert "Look at the proof again on another day" in desk.words(desk.root)
    answer = desk.post(f"{page(case)}/confirm-alone", version=str(case.version))
    assert (answer.status_code, date_of(case).state) == (409, "open")


def test_alone_it_asks_for_the_second_factor_and_says_that_nobody_else_looked(desk, case):
    case.tier = "P0"
    report = Report(outcome=Outcome.FILED, on=YESTERDAY, how="By hand", proof="Stamped copy")
    by = actor(desk.reader, case, NOW - timedelta(days=1), day=YESTERDAY)
    record_outcome(by, case.reference, date_of(case).id, report)
    prove(desk, NOW - timedelta(hours=1))
    desk.open(page(case))
    url = desk.address_of("I have looked at the proof again: it is so")

    answer = desk.post(url, version=str(case.version))

    assert (answer.status_code, "/desk/signin" in answer.location) == (303, True)
    assert date_of(case).state == "open"
    prove(desk, NOW)
    desk.open(page(case))
    assert "/desk/cases/" in desk.post(url, version=str(case.version)).location
    assert date_of(case).state == "done"
    desk.open_case(case)
    assert "Not confirmed by a second person" in desk.text


def test_a_stand_in_confirms_and_whoever_returns_looks_it_over(desk, case, attorney):
    gull = desk.colleague("caseworker")
    attorney.member.away_from = TODAY
    attorney.member.stand_in_id = gull.member.id
    record(desk, case)
    gull.open("/desk/work")
    assert "Is the proof right?" in gull.text
    gull.open(page(case))
    assert "Standing in: gull" in gull.words(gull.root)
    gull.post(f"{page(case)}/confirm", version=str(case.version), do="confirm")
    assert date_of(case).state == "done"

    attorney.open("/desk/work")
    assert "Confirmed by a stand-in" in attorney.text
    attorney.open(attorney.links[f"Look it over, {case.reference}"])
    url = attorney.address_of("I have looked it over")
    assert attorney.post(url, version=str(case.version)).status_code == 303

    attorney.open("/desk/work")
    assert "Confirmed by a stand-in" not in attorney.text


def test_a_date_is_opened_again_with_a_reason(desk, case, attorney):
    record(desk, case)
    attorney.open(page(case))
    attorney.post(f"{page(case)}/confirm", version=str(case.version), do="confirm")
    desk.open(page(case))

    assert desk.post(f"{page(case)}/reopen", version=str(case.version), why="").status_code == 422
    assert "Enter a short reason." in desk.text
    answer = desk.post(f"{page(case)}/reopen", version=str(case.version), why="Sent back.")

    assert (answer.status_code, date_of(case).state) == (303, "open")
    desk.open(page(case))
    assert "Opened again: Sent back." in desk.words(desk.root)
    assert "What happened?" in desk.text


def test_old_dates_without_proof_are_one_list_until_they_have_it(desk, case):
    desk.open("/desk/diary")
    assert "Old, without proof" not in desk.links
    closed = desk.case(dates={"act_by": TODAY - timedelta(9)}, status="closed")
    change_rows(DiaryEntry, DiaryEntry.case_id == closed.id, unproven=True)

    desk.open("/desk/diary")
    desk.open(desk.links["Old, without proof"])

    (row,) = desk.all("li", data_reference=closed.reference)
    assert "Open, case closed" in desk.words(row)
    desk.open(desk.links[closed.reference])
    desk.open(page(closed))
    assert "In a closed case it cannot be undone" in desk.text
    assert "It can be opened again." not in desk.text
    assert record(desk, closed) == 303
    desk.open("/desk/diary")
    assert "Old, without proof" not in desk.links


def test_the_form_of_the_next_review_offers_no_deadline_to_tick(desk):
    case = desk.case(dates={"act_by": TODAY, "plan_by": TODAY, "next_look": TODAY})

    desk.open_case(case)

    ticks = [desk.words(label) for label in desk.all("label", class_="tick")]
    assert sorted(words.split(":")[0] for words in ticks) == ["Follow up", "Start preparing"]


def test_a_date_of_another_kind_or_case_has_no_such_page(desk, case):
    other = desk.case(act_by=None, dates={"plan_by": TODAY})

    assert desk.open(page(other)).status_code == 404
    assert desk.open(f"/desk/cases/{case.reference}/dates/none/met").status_code == 404


def record(desk, case, **changed):
    return desk.send(case, f"dates/{date_of(case).id}/met", **{**FIELDS, **changed})


def prove(desk, at):
    """Have the member have passed their second factor at this time."""
    for session in sessions.living_of(desk.member.id, NOW):
        session.proven_at = at
        set_session_mac(session, desk.member)


def page(case):
    return f"/desk/cases/{case.reference}/dates/{date_of(case).id}/met"


def date_of(case):
    query = select(DiaryEntry).where(DiaryEntry.case_id == case.id)
    return db.session.scalars(query).one()


@pytest.fixture
def case(desk):
    return desk.case(
        due_on=TODAY, act_by=TODAY + timedelta(30), dates={"act_by": TODAY + timedelta(30)}
    )


@pytest.fixture
def attorney(desk):
    return desk.colleague("attorney", email="jay@example.org")
