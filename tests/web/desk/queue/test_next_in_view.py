"""Going on from case to case in the order of the view."""

from datetime import timedelta

from intake.cases.pipeline import Status
from intake.cases.tasks import TaskKind, add_task
from intake.web.desk.case import wall
from tests.cases.desk import references
from tests.cases.making import TODAY


def test_next_leads_through_the_view_in_its_order(desk):
    cases = [desk.case(due_on=TODAY + timedelta(ahead)) for ahead in (1, 2, 9)]
    desk.case(due_on=TODAY, assignee_id=desk.member.id)
    desk.open("/desk/?view=unassigned")

    first = follow(desk, cases[0])
    seen = [first, *(press_next(desk, "date", on=str(TODAY + timedelta(60))) for _ in cases[1:])]

    assert [address.split("?")[0] for address in seen] == [
        f"/desk/cases/{address.reference}" for address in cases
    ]
    assert all("view=unassigned" in address for address in seen)
    assert f"{cases[1].reference}: Reviewed, follow-up date set" in desk.text


def test_the_last_case_of_a_view_leads_to_the_queue(desk):
    case = desk.case()
    desk.open("/desk/?view=unassigned&tier=P2")
    follow(desk, case)

    address = press_next(desk, "assign")

    assert address == f"/desk/?view=unassigned&tier=P2&done={case.reference}"
    assert f"{case.reference}: Assigned to self" in desk.text


def test_next_after_the_last_case_leads_to_the_first(desk):
    first, last = (desk.case(due_on=TODAY + timedelta(ahead)) for ahead in (0, 50))
    desk.open("/desk/")
    follow(desk, last)

    assert press_next(desk, "assign").startswith(f"/desk/cases/{first.reference}?")


def test_a_column_head_sorts_the_queue_and_next_follows_that_order(desk):
    days = {9: 0, 1: 20, 5: 3}
    cases = {
        idle: desk.case(due_on=TODAY + timedelta(due), last_move_on=TODAY - timedelta(idle))
        for idle, due in days.items()
    }
    desk.open("/desk/?tier=P2")

    head = next(head for head in desk.all("th", aria_sort="none"))
    desk.open(next(head.iter("a")).get("href", ""))

    longest_idle = [cases[idle].reference for idle in (9, 5, 1)]
    assert references(desk) == longest_idle
    assert "Last activity" in desk.words_of("th", aria_sort="ascending")
    follow(desk, cases[9])
    address = press_next(desk, "date", on=str(TODAY + timedelta(60)))
    assert address.startswith(f"/desk/cases/{longest_idle[1]}?tier=P2&sort=moved")


def test_next_leaves_out_what_waits_for_a_second_member(desk):
    colleague = desk.colleague("caseworker", email="lark.testmoor@example.org")
    near = TODAY + timedelta(9)
    cases = [desk.case(status="triage", due_on=near) for _ in range(3)]
    cases.sort(key=lambda case: case.id)
    desk.open("/desk/")
    follow(desk, cases[0])

    seen = [press_next(desk, "move", to="closed:spam") for _ in cases]

    assert [address.partition("?")[0] for address in seen] == [
        f"/desk/cases/{cases[1].reference}",
        f"/desk/cases/{cases[2].reference}",
        "/desk/",
    ]
    assert [case.status for case in cases] == ["triage"] * 3
    colleague.open("/desk/")
    follow(colleague, cases[0])
    address = press_next(colleague, "assign")
    assert address.startswith(f"/desk/cases/{cases[1].reference}?")


def test_next_is_found_behind_more_proposals_than_are_read_at_a_time(desk, monkeypatch):
    monkeypatch.setattr(wall, "LOOKED_AT", 1)
    cases = [desk.case(due_on=TODAY + timedelta(ahead)) for ahead in range(5)]
    for case in cases[1:4]:
        add_task(case, TaskKind.SECOND_DECISION, on=TODAY, by_id=desk.member.id)
    desk.open("/desk/")
    follow(desk, cases[0])

    assert press_next(desk, "assign").startswith(f"/desk/cases/{cases[4].reference}?")


def test_next_works_without_an_act(desk):
    first, last = (desk.case(due_on=TODAY + timedelta(ahead)) for ahead in (0, 50))
    desk.open("/desk/?view=unassigned")
    follow(desk, first)

    answer = desk.open(desk.links["Next case"])

    assert answer.location == f"/desk/cases/{last.reference}?view=unassigned"
    desk.send(first, "assign?view=unassigned")
    assert desk.page.location == f"/desk/cases/{first.reference}?saved=1&view=unassigned"


def test_a_filter_shows_only_matching_cases(desk):
    match = desk.case(tier="P0", status=Status.TRIAGE.value, language="other", tags=" x ")
    desk.case(tier="P1", status=Status.TRIAGE.value, language="other")
    desk.case(tier="P0", status=Status.NEW.value, language="other")
    desk.case(tier="P0", status=Status.TRIAGE.value, language="es")

    desk.open("/desk/?tier=P0&status=triage&language=fa-AF")

    assert references(desk) == [match.reference]


def follow(desk, case):
    """Press the case's link in the queue shown; gives its address."""
    desk.open(desk.page.request.full_path if desk.page else "/desk/")
    address = next(
        href
        for link in desk.all("a")
        if (href := link.get("href", "")).startswith(f"/desk/cases/{case.reference}")
        and "#" not in href
    )
    desk.open(address)
    return address


def press_next(desk, act, **fields):
    """Press the second button of a form; gives where that led."""
    form = next(form for form in desk.all("form") if f"/{act}" in form.get("action", ""))
    version = next(
        field.get("value", "") for field in form.iter("input") if field.get("name") == "version"
    )
    answer = desk.post(form.get("action", ""), version=version, then="next", **fields)
    desk.open(answer.location)
    return answer.location
