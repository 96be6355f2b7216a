"""A letter to a team finds its readers, each once."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Event

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from intake.actions.accounts.change_roles import disable_staff
from intake.actions.mail.route_letters import route_letters, something_to_route
from intake.cases import walls
from intake.extensions import db, saving
from intake.keys.models import Team
from intake.offices import store as offices
from intake.offices.models import Office
from intake.outbox import letters, routing
from intake.outbox.applicant_letters import Recipient, message_waiting
from intake.outbox.mail_health import trouble
from intake.outbox.models import OutboxEmail, State
from intake.outbox.routing import NO_READER, Allowance, EmailReader
from intake.outbox.undelivered import drop_of
from intake.sealing import at_rest
from intake.staff.store import Preference, set_preferences
from tests.cases.making import new_team
from tests.outbox.making import NOW, TODAY, doorless, letter, member, team
from tests.staff.making import moment
from tests.support.databases.writing import writing_in
from tests.support.rows import all_rows
from tests.support.storm.concurrency import together
from tests.support.waiting import PATIENCE


def test_each_member_gets_a_letter_of_their_own(in_app, settings):
    harbor = team()
    member(harbor, "ana@example.org")
    member(harbor, "ben@example.org")
    member(team(), "of-another-team@example.org")
    origin = letter(to=harbor)

    assert route(settings) == 1

    rows = readers()
    assert addresses() == ["ana@example.org", "ben@example.org"]
    assert origin.state == State.ROUTED
    assert len({row.message_id for row in rows}) == 2
    assert all(row.message_id.endswith("@example.org>") for row in rows if row.message_id)
    assert {row.try_until for row in rows} == {TODAY + timedelta(days=3)}


def test_a_letter_to_an_applicant_is_tried_for_a_day_from_when_it_was_queued(in_app, settings):
    harbor = team()
    recipient = Recipient(
        team_id=harbor.id, reference="K7QF-2MXH", address="lumo@example.org", language="es"
    )
    message_waiting(
        recipient, message_id="1" * 32, queued_on=TODAY - timedelta(days=4), not_before=None
    )

    route(settings)

    assert [row.try_until for row in readers()] == [TODAY - timedelta(days=3)]


def test_a_worker_with_another_secret_leaves_an_address_to_the_others(in_app, settings):
    recipient = Recipient(
        team_id=team().id, reference="K7QF-2MXH", address="lumo@example.org", language="es"
    )
    message_waiting(recipient, message_id="1" * 32, queued_on=TODAY, not_before=None)
    at_rest.bind("another secret " * 4)
    db.session.expire_all()

    assert something_to_route(settings)
    assert route(settings) == 1
    assert addresses() == []
    assert not something_to_route(settings)
    assert route(settings) == 0
    assert "late" in [each.code for each in trouble(settings, NOW)]

    at_rest.bind(settings.secret_key)
    db.session.expire_all()
    assert something_to_route(settings)
    assert route(settings) == 1
    assert addresses() == ["es lumo@example.org"]


def test_addresses_that_are_lost_block_none_that_another_worker_left(in_app, settings):
    recipient = Recipient(
        team_id=team().id, reference="K7QF-2MXH", address="lumo@example.org", language="es"
    )
    for secret, numbers in (("a lost secret " * 4, range(300)), (settings.secret_key, range(5))):
        at_rest.bind(secret)
        for number in numbers:
            id_ = f"{len(numbers)}{number:029}"
            message_waiting(recipient, message_id=id_, queued_on=TODAY, not_before=None)
        at_rest.bind("another secret " * 4)
        db.session.expire_all()
        while something_to_route(settings):
            route(settings)

    at_rest.bind(settings.secret_key)
    db.session.expire_all()
    for _look in range(99):
        if something_to_route(settings):
            route(settings)

    assert addresses() == ["es lumo@example.org"] * 5


def test_former_and_unwilling_members_get_no_letter(in_app, settings):
    harbor = team()
    member(harbor, "left@example.org").disabled_on = TODAY
    member(harbor, "quiet@example.org", wants_letters=False)
    member(harbor, "ana@example.org")
    letter(to=harbor)

    route(settings)

    assert addresses() == ["ana@example.org"]


def test_a_reply_is_told_to_the_owner_of_the_case_and_to_all_without_an_owner(in_app, settings):
    harbor = new_team()
    ana = harbor.member(email="ana@example.org")
    harbor.member(email="ben@example.org")
    owned, nobodys = harbor.case(assignee_id=ana.id), harbor.case()
    for case in (owned, nobodys):
        wrote(harbor, case)

    route(settings)

    told = sorted((row.reference, row.address) for row in readers())
    assert told == sorted(
        [
            (owned.reference, "ana@example.org"),
            (nobodys.reference, "ana@example.org"),
            (nobodys.reference, "ben@example.org"),
        ]
    )


def test_a_new_request_is_told_to_its_office_and_p0_to_all(in_app, settings):
    harbor = new_team()
    ana, ben = harbor.member(email="ana@example.org"), harbor.member(email="ben@example.org")
    add_offices(harbor, north=[ana.id], south=[ben.id], empty=[])
    cases = {
        name: harbor.case(office_id=name or None, tier=tier)
        for name, tier in (("north", "P2"), ("south", "P0"), ("empty", "P2"), ("", "P2"))
    }
    for case in cases.values():
        letter(to=harbor.row, reference=case.reference, tier=case.tier)
    letters.to_team("case_moved", **told_of(harbor, cases["south"]), not_before=NOW)

    route(settings)

    both = ["ana@example.org", "ben@example.org"]
    new = {name: told(case, "case_received") for name, case in cases.items()}
    assert new == {"north": both[:1], "south": both, "empty": both, "": both}
    assert told(cases["south"], "case_moved") == both[1:]
    assert {row.not_before for row in readers() if row.letter == "case_moved"} == {NOW}


def test_an_office_in_which_nobody_works_today_is_told_through_all(in_app, settings):
    harbor = new_team()
    ana = harbor.member(email="ana@example.org")
    harbor.member(email="ben@example.org")
    ana.away_from = TODAY
    add_offices(harbor, north=[ana.id], south=[])
    case = harbor.case(office_id="north")
    letter(to=harbor.row, reference=case.reference)

    route(settings)

    assert told(case, "case_received") == ["ben@example.org"]


def test_the_only_office_of_a_team_narrows_no_letter(in_app, settings):
    harbor = new_team()
    ana = harbor.member(email="ana@example.org")
    harbor.member(email="ben@example.org")
    add_offices(harbor, north=[ana.id])
    case = harbor.case(office_id="north")
    letter(to=harbor.row, reference=case.reference)

    route(settings)

    assert told(case, "case_received") == ["ana@example.org", "ben@example.org"]


def test_new_requests_wait_for_one_morning_email_but_p0_does_not(in_app, settings):
    harbor = team()
    ana, _ben = member(harbor, "ana@example.org"), member(harbor, "ben@example.org")
    set_preferences(ana, [Preference.MORNING_EMAIL])
    for reference, tier, days in (("A", "P2", 2), ("B", "P1", 3), ("C", "P0", 0)):
        due_on = TODAY + timedelta(days)
        letter(to=harbor, reference=reference, tier=tier, due_on=due_on)

    route(settings)

    to_ana = [row for row in readers() if row.address == "ana@example.org"]
    digest = next(row for row in to_ana if row.letter == "morning_digest")
    assert sorted((row.letter, row.tier) for row in to_ana) == [
        ("case_received", "P0"),
        ("morning_digest", "P1"),
    ]
    assert digest.due_on == date(2026, 11, 26)
    assert digest.not_before is not None
    morning = digest.not_before.astimezone(settings.time_zone)
    assert (morning.date(), morning.hour) == (TODAY + timedelta(days=1), 7)
    assert sum(row.address == "ben@example.org" for row in readers()) == 3


@pytest.mark.parametrize("state", [State.WAITING, State.DELIVERED])
def test_the_case_behind_a_morning_email_can_be_erased(in_app, settings, state):
    harbor = team()
    ana = member(harbor, "ana@example.org")
    set_preferences(ana, [Preference.MORNING_EMAIL])
    for reference in ("A", "B"):
        letter(to=harbor, reference=reference, tier="P2")
    route(settings)
    (digest,) = readers()
    digest.state = state
    db.session.flush()

    for reference in ("A", "B"):
        drop_of(reference)

    assert [row.letter for row in readers()] == ["morning_digest"]


def test_a_member_who_left_gets_no_morning_email(in_app, settings):
    harbor = new_team()
    ana = harbor.member(email="ana@example.org")
    harbor.member(email="ben@example.org")
    set_preferences(ana, [Preference.MORNING_EMAIL])
    letter(to=harbor.row, tier="P2")
    route(settings)

    disable_staff(ana, moment())

    assert addresses() == ["ben@example.org"]


def test_a_reply_is_told_to_who_stands_in_for_the_owner(in_app, settings):
    harbor = new_team()
    ana, ben = harbor.member(email="ana@example.org"), harbor.member(email="ben@example.org")
    harbor.member(email="cleo@example.org")
    ana.away_from, ana.stand_in_id = TODAY, ben.id
    wrote(harbor, harbor.case(assignee_id=ana.id))

    route(settings)

    assert addresses() == ["ben@example.org"]


def test_a_new_request_is_told_to_those_who_may_open_it(in_app, settings):
    harbor = new_team()
    harbor.member("volunteer", email="lent@example.org")
    harbor.member("reporter", email="reporter@example.org")
    harbor.member(email="ana@example.org")
    letter(to=harbor.row)

    route(settings)

    assert addresses() == ["ana@example.org"]


def test_a_new_request_is_told_to_all_if_none_at_work_may_open_it(in_app, settings):
    harbor = new_team()
    harbor.member("administrator", email="admin@example.org")
    harbor.member("reporter", email="reporter@example.org")
    harbor.member("volunteer", email="lent@example.org")
    harbor.member(email="away@example.org").away_from = TODAY
    letter(to=harbor.row, tier="P0")

    route(settings)

    assert addresses() == ["admin@example.org", "away@example.org", "reporter@example.org"]


@pytest.mark.parametrize(
    "role, changed",
    [("reporter", {}), ("caseworker", {"wants_letters": False}), ("", {})],
    ids=["may not open cases", "wants no email", "no stand-in"],
)
def test_a_reply_is_told_to_the_supervisor_if_no_stand_in_can_be(in_app, settings, role, changed):
    harbor = new_team()
    harbor.member("supervisor", email="boss@example.org")
    harbor.member(email="cleo@example.org")
    ana = harbor.member(email="ana@example.org")
    ana.away_from = TODAY
    if role:
        stand_in = harbor.member(role, email="ben@example.org")
        stand_in.wants_letters = changed.get("wants_letters", True)
        ana.stand_in_id = stand_in.id
    wrote(harbor, harbor.case(assignee_id=ana.id))

    route(settings)

    assert addresses() == ["boss@example.org"]


@pytest.mark.parametrize("is_walled", [False, True], ids=["open", "walled"])
def test_a_reply_is_not_emailed_if_its_owner_works_and_wants_no_email(in_app, settings, is_walled):
    harbor = new_team()
    harbor.member("supervisor", email="boss@example.org")
    ana = harbor.member(email="ana@example.org")
    ana.wants_letters = False
    case = harbor.case(assignee_id=ana.id)
    if is_walled:
        walls.put_up(case, {ana.id: b"sealed"}, on=TODAY)
    wrote(harbor, case)

    assert route(settings) == 1

    assert addresses() == []


def test_no_letter_about_a_walled_case_leaves_its_wall(in_app, settings):
    harbor = new_team()
    inside = [
        harbor.member(role, email=f"{role}@example.org") for role in ("supervisor", "attorney")
    ]
    inside[0].away_from = inside[1].away_from = TODAY
    outside = harbor.member(email="outside@example.org")
    case = harbor.case(assignee_id=inside[1].id)
    inside[1].stand_in_id = outside.id
    walls.put_up(case, {member.id: b"sealed" for member in inside}, on=TODAY)
    reminder(harbor, case)
    wrote(harbor, case)

    assert route(settings) == 2

    assert set(addresses()) == {"attorney@example.org", "supervisor@example.org"}


def test_a_letter_about_a_walled_case_waits_if_nobody_inside_can_read_it(in_app, settings):
    harbor = new_team()
    former = harbor.member("supervisor", email="former@example.org")
    harbor.member(email="outside@example.org")
    case = harbor.case()
    walls.put_up(case, {former.id: b"sealed"}, on=TODAY)
    former.disabled_on = TODAY
    waiting = reminder(harbor, case)
    letter(to=harbor.row)

    assert route(settings) == 1

    assert (waiting.state, waiting.trouble) == (State.UNROUTED, NO_READER)
    assert [row.letter for row in readers()] == ["case_received"]


def test_a_letter_about_an_account_goes_to_its_owner_alone(in_app, settings):
    harbor = team()
    quiet = member(harbor, "quiet@example.org", wants_letters=False)
    member(harbor, "ana@example.org")
    letters.to_member("password_reset", quiet.id, harbor.id, queued_on=TODAY)

    assert something_to_route(settings)
    assert route(replace(settings, notify=("operator@example.org",))) == 1

    assert addresses() == ["quiet@example.org"]
    assert not something_to_route(settings)


def test_a_letter_about_the_account_of_a_former_member_goes_to_nobody(in_app, settings):
    harbor = team()
    former = member(harbor, "left@example.org")
    former.disabled_on = TODAY
    letters.to_member("wrong_factors", former.id, harbor.id, queued_on=TODAY)

    assert route(replace(settings, notify=("operator@example.org",))) == 1

    assert addresses() == []
    assert not something_to_route(settings)


def test_two_members_with_one_mailbox_get_one_letter(in_app, settings):
    harbor = team()
    member(harbor, "both@example.org")
    member(harbor, "Both@example.org")
    letter(to=harbor)

    route(settings)

    assert [address.casefold() for address in addresses()] == ["both@example.org"]


def test_concurrent_workers_route_each_letter_once(app, settings):
    with writing_in(app):
        harbor = team()
        member(harbor, "ana@example.org")
        for _ in range(30):
            letter(to=harbor)

    def race(_worker):
        with writing_in(app):
            routed: int = route_letters(settings, now=NOW, allowance=Allowance(most=0))
        return routed

    assert sum(together(range(4), race)) == 30


def test_concurrent_workers_write_one_morning_email(app, settings):
    with writing_in(app):
        harbor = team()
        set_preferences(member(harbor, "ana@example.org"), [Preference.MORNING_EMAIL])
        letter(to=harbor, reference="A", tier="P2")
        team_id = harbor.id
    first_routed, second_is_done = Event(), Event()

    def race(*, is_first):
        with app.app_context():
            if not is_first:
                assert first_routed.wait(PATIENCE)
                with saving():
                    letter(to=db.session.get_one(Team, team_id), reference="B", tier="P1")
            with saving():
                route(settings)
                if is_first:
                    first_routed.set()
                    second_is_done.wait(0.3)  # it waits for the lock until this one commits
            second_is_done.set()

    together((True, False), lambda is_first: race(is_first=is_first))

    with app.app_context():
        assert [(row.letter, row.tier) for row in readers()] == [("morning_digest", "P1")]


def test_operators_get_the_letter_of_a_team_without_members(in_app, settings):
    changed_settings = replace(
        settings, notify=("Desk@example.org", "desk@example.org", "two@example.org")
    )
    letter(to=team())

    route(changed_settings)

    assert addresses() == ["desk@example.org", "two@example.org"]


def test_operators_get_no_letter_of_a_team_with_members(in_app, settings):
    harbor = team()
    member(harbor, "ana@example.org")
    letter(to=harbor)

    route(replace(settings, notify=("desk@example.org",)))

    assert addresses() == ["ana@example.org"]


def test_a_letter_without_a_reader_waits_for_the_first_member(in_app, settings):
    harbor = team()
    origin = letter(to=harbor)
    assert route(settings) == 0
    db.session.refresh(origin)
    assert (origin.state, origin.trouble) == (State.UNROUTED, NO_READER)

    member(harbor, "ana@example.org")
    assert route(settings) == 1

    assert addresses() == ["ana@example.org"]
    assert origin.trouble is None


def test_unreadable_addresses_do_not_stop_other_teams(in_app, settings):
    harbor, garden = team(), team()
    lost = member(harbor, "lost@example.org")
    member(garden, "ana@example.org")
    letter(to=harbor)
    letter(to=garden)
    scrambled = text("UPDATE staff_members SET email = :zeros WHERE id = :id")
    db.session.execute(scrambled, {"zeros": bytes(64), "id": lost.id})
    db.session.expire_all()

    assert route(settings) == 1

    assert addresses() == ["ana@example.org"]


def test_a_routed_letter_is_not_routed_again(in_app, settings):
    harbor = team()
    member(harbor, "ana@example.org")
    letter(to=harbor)

    assert [route(settings), route(settings)] == [1, 0]

    assert addresses() == ["ana@example.org"]


def test_a_constraint_prevents_a_second_letter(in_app, settings):
    origin = letter(to=team())
    ana = EmailReader(key="ana", address="ana@example.org")

    routing.to_each(origin, [ana, ana], sender="desk@example.org", try_until=TODAY)

    with pytest.raises(IntegrityError):
        db.session.flush()


def route(settings):
    routed = route_letters(settings, now=NOW, allowance=Allowance(most=0))
    db.session.flush()
    return routed


def add_offices(harbor, **member_ids):
    """Add offices with these names and members."""
    for name, ids in member_ids.items():
        db.session.add(Office(id=name, team_id=harbor.id, name=name, states=[], languages=[]))
        db.session.flush()
        offices.set_members(name, ids)


def told(case, kind):
    """Return the addresses to which letters of this kind about the case go."""
    rows = (row for row in readers() if row.reference == case.reference and row.letter == kind)
    return sorted(row.address or "" for row in rows)


def told_of(harbor, case):
    """Return what a letter about the case is queued with."""
    return {name: value for name, value in of_case(harbor, case).items() if name != "invented"}


def wrote(harbor, case):
    """Queue the letter about a message in this case."""
    letters.about_case("person_wrote", **of_case(harbor, case))


def reminder(harbor, case):
    """Queue a reminder of a date of this case."""
    row = letters.about_case("reminder", **of_case(harbor, case))
    assert row is not None
    return row


def of_case(harbor, case):
    return {
        "team_id": harbor.id,
        "reference": case.reference,
        "tier": "P1",
        "due_on": TODAY,
        "queued_on": TODAY,
        "invented": False,
    }


def readers():
    return all_rows(OutboxEmail, OutboxEmail.origin_id.is_not(None))


def addresses():
    return sorted(row.address for row in readers() if row.address)


@pytest.fixture
def settings(database, tmp_path):
    return doorless(database, tmp_path)
