"""The quarantine: many requests of one network apart from the queue, closed or released by people.

Ten people of one network among them are served as any other.
"""

from dataclasses import replace
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from intake import clock as now_of
from intake.actions.mail import mornings
from intake.actions.mail.mornings import Morning, mark_floods, remind
from intake.actions.opening.case_keys import Actor
from intake.actions.queue.change_many import close_many
from intake.actions.upkeep.jobs import erase_due
from intake.audit.models import AuditEntry
from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.cases.queue import page_of
from intake.cases.views import Queue, View
from intake.extensions import db, saving
from intake.outbox.models import OutboxEmail, State
from intake.traffic import arrivals
from intake.traffic.models import Arrival
from tests.cases.desk import desk_of, references, save_arranged
from tests.cases.making import TODAY
from tests.support.clients.applicant import Applicant
from tests.support.databases.fixtures import ON_BOTH
from tests.support.rows import all_rows

PAGE = "/desk/quarantine"


@ON_BOTH
def test_requests_above_the_limit_wait_apart_and_the_first_stay_in_the_queue(app, ready_client):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], quarantine_above=2)

    references = [Applicant(app).apply() for _ in range(3)]

    with app.app_context():
        assert aside(references) == [False, False, True]
        assert tags(references) == ["", "", " flood "]
        assert watch(most=2) == 2
        assert aside(references) == [False, False, True]
        assert tags(references) == [" flood "] * 3
        assert states() == {State.UNROUTED: 2, State.HELD: 1}


def test_the_most_urgent_request_stands_first_whatever_its_day(desk):
    later = desk.case(tier="P1", due_on=TODAY + timedelta(3), quarantined_on=TODAY)
    sooner = desk.case(tier="P2", due_on=TODAY, quarantined_on=TODAY)

    desk.open(PAGE)

    assert references(desk) == [later.reference, sooner.reference]


def test_one_network_is_told_from_another_and_its_hour_ends(desk, clock):
    camp, elsewhere = (arrivals.network_hash(name, secret="s" * 32) for name in ("a", "b"))
    for network in (camp, camp, camp, elsewhere):
        arrivals.add(desk.case(conflict=None).id, network, now=now_of.now())

    assert arrivals.is_above(camp, 3, now_of.now())
    assert not arrivals.is_above(elsewhere, 3, now_of.now())
    assert watch(most=2) == 3
    clock.shift(hours=1, minutes=10)
    assert not arrivals.is_above(camp, 1, now_of.now())
    assert watch(most=2) == 0
    assert all_rows(Arrival) == []


def test_a_flood_is_marked_whole_however_large(desk, monkeypatch):
    monkeypatch.setattr(mornings, "AT_ONCE", 2)
    camp = arrivals.network_hash("a", secret="s" * 32)
    for tags_before in (" flood ", " flood ", " flood ", "", ""):
        case = desk.case(conflict=None, tags=tags_before)
        arrivals.add(case.id, camp, now=now_of.now())

    assert watch(most=2) == 2


def test_what_a_member_began_to_work_on_is_not_marked(desk):
    network = arrivals.network_hash("", secret="s" * 32)
    begun = [
        desk.case(conflict=None, assignee_id=desk.member.id),
        desk.case(conflict=None, opened_on=TODAY),
        desk.case(conflict=None, status="triage"),
    ]
    new, checked = desk.case(conflict=None), desk.case(conflict="clear")
    for case in (*begun, new, checked):
        arrivals.add(case.id, network, now=now_of.now())

    assert watch(most=1) == 2
    assert tags([case.reference for case in begun]) == ["", "", ""]
    assert tags([new.reference, checked.reference]) == [" flood ", " flood "]


def test_seventy_three_false_requests_are_closed_in_one_act_and_come_back(desk, clock):
    person = desk.case(tier="P2")
    references = flood(desk.team, 73)
    desk.open()
    assert person.reference in desk.text
    assert not [reference for reference in references if reference in desk.text]

    desk.post(f"{PAGE}/close", shown=" ".join(references), page="1")
    assert statuses(references) == {"closed"}
    desk.open(PAGE)
    assert "73 requests closed." in desk.text
    assert "Nothing is in quarantine." in desk.text
    assert logged() == ["quarantine_closed_73"]

    clock.shift(minutes=10)
    desk.open(PAGE)
    desk.post(desk.action(f"{PAGE}/undo/"))
    assert statuses(references) == {"new"}
    assert aside(references) == [True] * 73
    assert logged() == ["quarantine_closed_73", "quarantine_reopened_73"]


@ON_BOTH
def test_requests_of_the_queue_that_were_closed_with_a_flood_go_back_to_the_queue(desk):
    (aside_one,) = flood(desk.team, 1)
    in_queue = desk.case(tags=" flood ").reference
    desk.open(PAGE)
    assert "From the same networks, in the queue" in desk.text
    desk.post(f"{PAGE}/close", case=[aside_one, in_queue])
    assert statuses([aside_one, in_queue]) == {"closed"}

    desk.open(PAGE)
    desk.post(desk.action(f"{PAGE}/undo/"))

    assert statuses([aside_one, in_queue]) == {"new"}
    assert aside([aside_one, in_queue]) == [True, False]


@ON_BOTH
def test_a_request_that_a_member_reopened_is_not_put_back_with_the_rest(desk):
    person, junk = references = flood(desk.team, 2)
    desk.post(f"{PAGE}/close", case=references)
    with saving():
        case = store.find_for_change(person, team_id=desk.team.id)
        store.move(case, Status.TRIAGE, reason=None, on=TODAY)

    desk.open(PAGE)
    desk.post(desk.action(f"{PAGE}/undo/"))

    assert statuses([junk]) == {"new"}
    assert statuses([person]) == {"triage"}
    assert aside([person, junk]) == [False, True]


@ON_BOTH
def test_no_p0_and_no_p1_is_closed_with_a_flood(desk):
    urgent = [desk.case(tier=tier, quarantined_on=TODAY, conflict=None) for tier in ("P0", "P1")]
    (junk,) = flood(desk.team, 1)
    p0, p1 = (case.reference for case in urgent)
    desk.open(PAGE)
    assert p0 not in desk.text

    desk.post(f"{PAGE}/close", case=[p0, p1, junk])

    assert [statuses([reference]) for reference in (p0, p1, junk)] == [{"new"}, {"new"}, {"closed"}]
    desk.open(PAGE)
    assert "2 were left out: they are P0 or P1" in desk.text
    desk.open()
    assert p0 in desk.text


@ON_BOTH
def test_of_eleven_junk_requests_and_fifty_one_of_a_shelter_nobody_leaves_the_queue(desk):
    shelter = arrivals.network_hash("a", secret="s" * 32)
    before = [desk.case(conflict=None) for _ in range(50)]
    urgent = desk.case(tier="P0", conflict=None)
    junk = [desk.case(conflict=None) for _ in range(11)]
    for case in (*before, urgent, *junk):
        arrivals.add(case.id, shelter, now=now_of.now())

    watch(most=60)

    assert aside([case.reference for case in (*before, urgent, *junk)]) == [False] * 62
    assert set(tags([case.reference for case in before])) == {" flood "}


@ON_BOTH
def test_p0_junk_of_one_network_stands_behind_every_other_p0(desk):
    junk = {desk.case(tier="P0", tags=" flood ", due_on=TODAY).id for _ in range(12)}
    real = [desk.case(tier="P0", due_on=TODAY).id for _ in range(3)]
    less = desk.case(tier="P1", due_on=TODAY).id

    queue = Queue(team_id=desk.team.id, member_id="", view=View.ALL, today=TODAY)
    first = page_of(queue, after=None, size=5)
    rest = page_of(queue, after=first.next_cursor, size=50)

    shown = [case.id for case in (*first.cases, *rest.cases)]
    assert set(shown[:3]) == set(real)
    assert set(shown[3:15]) == junk
    assert shown[15:] == [less]


def test_after_a_day_there_is_no_way_back(desk, clock):
    references = flood(desk.team, 2)
    desk.post(f"{PAGE}/close", case=references)
    desk.open(PAGE)
    address = desk.action(f"{PAGE}/undo/")
    clock.shift(days=1)
    late = desk.colleague()
    late.open(PAGE)

    assert late.post(address).status_code == 409
    assert "It is too late to undo this." in late.text
    assert statuses(references) == {"closed"}


def test_a_released_request_is_in_the_queue_and_stays_there(desk):
    person, other = flood(desk.team, 2)
    desk.post(f"{PAGE}/release", case=person)

    assert aside([person, other]) == [False, True]
    assert watch(most=1) == 0
    desk.open()
    assert person in desk.text
    assert other not in desk.text
    assert logged() == ["quarantine_released"]


@ON_BOTH
def test_reminders_wait_until_a_request_is_released(desk):
    near = TODAY + timedelta(3)
    case = desk.case(
        due_on=near,
        dates={"act_by": near},
        received_on=TODAY - timedelta(2),
        quarantined_on=TODAY,
    )
    assert reminders() == 0

    desk.post(f"{PAGE}/release", case=case.reference)

    assert reminders() > 0


def test_a_request_that_a_member_takes_leaves_the_quarantine(desk):
    person, other = flood(desk.team, 2)
    desk.post("/desk/many/assign", case=person, to=desk.member.id)

    assert aside([person, other]) == [False, True]


def test_held_walled_and_proposed_requests_are_not_closed_with_the_rest(desk):
    held = desk.case(quarantined_on=TODAY, held_since=TODAY, conflict=None)
    walled = desk.case(quarantined_on=TODAY, walled_keys=b"wall", conflict=None)
    proposed = desk.case(quarantined_on=TODAY, tags=" ask_supervisor ", conflict=None)
    (junk,) = flood(desk.team, 1)
    references = [held.reference, walled.reference, proposed.reference, junk]

    with saving():
        by = Actor(reader=desk.reader, day=TODAY, at=now_of.now())
        act = close_many(by, references, retention_days=90)

    assert act.left_out == 3
    assert [statuses([reference]) for reference in references] == [*[{"new"}] * 3, {"closed"}]


def test_of_another_team_nothing_is_closed_or_put_back(app, desk):
    (reference,) = flood(desk.team, 1)
    stranger = desk_of(app, email="gull@example.org")
    stranger.open(PAGE)
    assert reference not in stranger.text
    stranger.post(f"{PAGE}/close", case=reference)
    assert statuses([reference]) == {"new"}

    desk.post(f"{PAGE}/close", case=reference)
    desk.open(PAGE)
    address = desk.action(f"{PAGE}/undo/")
    stranger.open(PAGE)
    assert "request closed" not in stranger.text
    assert stranger.post(address).status_code == 409
    assert statuses([reference]) == {"closed"}


def test_junk_is_erased_on_its_day_though_nobody_opened_it(desk):
    references = flood(desk.team, 1)
    desk.post(f"{PAGE}/close", case=references)
    on = db.session.scalar(select(Case.erase_on).where(Case.reference == references[0]))
    assert on is not None

    with saving():
        erased = erase_due(today=on, after="")

    assert (erased.erased, erased.refused) == (1, 0)


@ON_BOTH
def test_the_network_is_stored_as_a_keyed_hash_without_a_time_of_sending(app, ready_client, clock):
    clock.shift(minutes=3, seconds=7)
    Applicant(app).apply()

    with app.app_context():
        (row,) = all_rows(Arrival)
    secret = app.config["SETTINGS"].secret_key
    assert row.network == arrivals.network_hash("127.0.0.0/24", secret=secret)
    assert row.network != arrivals.network_hash("127.0.0.0/24", secret="another" * 8)
    assert (row.until.minute % 10, row.until.second, row.until.microsecond) == (0, 0, 0)


def flood(team, count):
    """Add cases in quarantine, from one network; return their references."""
    network = arrivals.network_hash("198.51.100.0/24", secret="s" * 32)
    cases = [
        team.case(tier="P3", quarantined_on=TODAY, tags=" flood ", conflict=None)
        for _ in range(count)
    ]
    for case in cases:
        arrivals.add(case.id, network, now=now_of.now())
    db.session.commit()
    return [case.reference for case in cases]


def watch(most):
    """Mark floods, as the worker does each minute."""
    save_arranged()
    with saving():
        return mark_floods(most, now_of.now())


def reminders():
    """Return how many emails remind of dates, after the hourly look."""
    with saving():
        remind(current_app.config["SETTINGS"], Morning(TODAY, TODAY))
    query = select(func.count()).where(OutboxEmail.letter == "reminder")
    return db.session.scalar(query) or 0


def aside(references):
    """Return for each case whether it is in quarantine, and so in no page of the queue."""
    cases = {case.reference: case for case in all_rows(Case)}
    for reference in references:
        case = cases[reference]
        queue = Queue(team_id=case.team_id, member_id="", view=View.ALL, today=TODAY)
        shown = {row.id for row in page_of(queue, after=None, size=200).cases}
        assert (case.id in shown) is (case.quarantined_on is None or case.tier == "P0")
    return [cases[reference].quarantined_on is not None for reference in references]


def tags(references):
    """Return the tags of each case, as they are stored."""
    rows = dict(db.session.execute(select(Case.reference, Case.tags)).all())
    return [rows[reference] for reference in references]


def statuses(references):
    query = select(Case.status).where(Case.reference.in_(references))
    return set(db.session.scalars(query))


def states():
    found = all_rows(OutboxEmail.state)
    return {state: found.count(state) for state in found}


def logged():
    query = select(AuditEntry.act).where(AuditEntry.act.startswith("quarantine_"))
    return list(db.session.scalars(query.order_by(AuditEntry.at, AuditEntry.id)))
