"""Volunteers hold no key of the team: they open what is lent to them, until the end of a day.

Row 44 of the attacks: after the day the wrap is gone, so that no key of the volunteer opens a byte
of the case, with every check taken out, in a session that is open still.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pytest

from intake.actions.accounts.change_roles import change_roles
from intake.actions.case.open_case import LockedCase, OpenedCase, open_case
from intake.actions.case.record_contact import record_screening
from intake.actions.case.set_follow_up import NextDate, set_follow_up
from intake.actions.conflicts.wall_case import put_up_wall
from intake.actions.keys.grant_access import NotWaiting, working_holders
from intake.actions.lending import (
    LONGEST,
    NoSuchLoan,
    end_loan,
    hand_back,
    lend_case,
)
from intake.actions.opening.case_keys import NoKeyForCase, case_key
from intake.actions.opening.case_notes import add_note, write_note
from intake.audit import log
from intake.cases import loans, store
from intake.cases.models import Conflict, Loan
from intake.cases.pipeline import CloseReason, Status
from intake.extensions import db
from intake.keys import store as keys
from intake.notes.store import NoteKind
from intake.sealing.opening import open_sealed, open_under
from intake.sealing.seal import SealBroken, SealDamaged, UnusableKey
from intake.sealing.wraps import lent_place
from intake.staff.models import StaffMember
from intake.staff.store import Role
from intake.words import Refused
from tests.cases.making import InventedTeam, actor
from tests.keys.test_walls import contexts, plan_for
from tests.staff.house import begun, colleague, give_access, keyring, made_for, reader
from tests.staff.making import NOW, TODAY, Begun, moment
from tests.support.rows import all_rows, one_row

FRIDAY = TODAY + timedelta(days=3)


LOAN_ACTS = ("case_lent", "case_borrowed", "case_handed_back", "loan_ended")


@dataclass(frozen=True, kw_only=True)
class Team:
    """A supervisor, wren, and a volunteer, ibis, whose key wren has compared."""

    house: Begun
    wren: StaffMember
    ibis: StaffMember
    cases: InventedTeam

    def worker(self):
        """Return wren at work."""
        return replace(reader(self.house, self.wren), today=TODAY)

    def volunteer(self, today=TODAY):
        """Return ibis at work on a day."""
        return replace(reader(self.house, self.ibis), today=today)

    def lend(self, case, *, until=FRIDAY, to=None):
        """Lend a case."""
        who = (to or self.ibis).id
        lend_case(actor(self.worker(), case, NOW), case.reference, who, until=until)
        db.session.commit()

    def open(self, case, today=TODAY):
        """Open a case as the volunteer."""
        opened = open_case(case.reference, self.volunteer(today), today=today, now=NOW)
        db.session.commit()
        return opened

    def keys_of(self, case, held):
        """Return what a process without any check opens of a case with these keys."""
        return set(opened_by(held, case, self.house.installation))


def opened_by(held, case, installation):
    """Try each key of a keyring on each wrap of a case, in each context, on each day."""
    lent = [row.sealed for row in all_rows(Loan, Loan.case_id == case.id)]
    days = [TODAY + timedelta(days=number) for number in range(-1, 6)]
    place = partial(lent_place, case.id, case.request_id, held.member_id)
    places = [place(day, installation=installation) for day in days]
    for wrap in filter(None, [case.sealed_key, case.rewrapped_key, *lent]):
        for key in filter(None, [*held.team_keys.values(), held.own_private]):
            for context in [*contexts(case, installation), *places]:
                for attempt in (partial(open_sealed, wrap, key), partial(open_under, key, wrap)):
                    try:
                        yield attempt(context=context)
                    except (SealBroken, UnusableKey, ValueError):
                        continue


def test_a_volunteer_holds_no_key_of_the_team(team):
    held, case = keyring(team.house, team.ibis), team.cases.case()

    assert (held.team_keys, held.vouch_keys, held.sign_keys) == ({}, {}, {})
    assert [grant.sealed for grant in keys.grants_of(team.ibis.id)] == [b""]
    assert team.keys_of(case, held) == set()
    assert isinstance(team.open(case), LockedCase)
    assert working_holders(team.wren.team_id) == {team.wren.id}
    with pytest.raises(NotWaiting):
        give_access(team.house, team.wren, team.ibis)


def test_what_is_lent_opens_and_nothing_else(team):
    lent, another = team.cases.case(), team.cases.case()
    key = case_key(lent, team.worker()).key

    team.lend(lent)

    assert isinstance(team.open(lent), OpenedCase)
    assert isinstance(team.open(lent, FRIDAY), OpenedCase)
    assert isinstance(team.open(another), LockedCase)
    assert team.keys_of(lent, keyring(team.house, team.ibis)) == {key}
    assert loans.lent_ids(team.ibis.id, today=FRIDAY) == (lent.id,)
    assert loans.lent_ids(team.ibis.id, today=FRIDAY + timedelta(days=1)) == ()
    acts = [(row.act, row.member_id) for row in log.history_of(lent.id) if "len" in row.act]
    assert acts == [("case_lent", team.wren.id)]
    assert isinstance(open_case(lent.reference, team.worker(), today=TODAY, now=NOW), OpenedCase), (
        "the team opens it as before"
    )


def test_after_the_day_no_key_of_an_open_session_opens_it(team):
    case, saturday = team.cases.case(), FRIDAY + timedelta(days=1)
    team.lend(case)
    session = keyring(team.house, team.ibis)
    assert team.keys_of(case, session)

    with pytest.raises(NoKeyForCase):
        case_key(case, team.volunteer(saturday))
    assert loans.end_over(today=FRIDAY) == 0
    assert loans.end_over(today=saturday) == 1
    db.session.commit()

    assert team.keys_of(case, session) == set()
    assert isinstance(team.open(case), LockedCase), "whatever day the clock shows"


def test_a_later_day_written_into_the_row_opens_nothing(team):
    case = team.cases.case()
    team.lend(case)
    row = one_row(Loan)

    row.until = FRIDAY + timedelta(days=300)
    db.session.commit()

    with pytest.raises(SealDamaged):
        case_key(case, team.volunteer(FRIDAY + timedelta(days=1)))


@pytest.mark.parametrize(
    "changed",
    [
        {"conflict": None},
        {"conflict": Conflict.POSSIBLE.value},
        {"conflict": Conflict.CONFLICT.value},
        {"status": Status.CLOSED.value},
    ],
)
def test_nothing_is_lent_before_the_check_is_clear(team, changed):
    case = team.cases.case(**changed)

    with pytest.raises(Refused, match="This case cannot be lent"):
        team.lend(case)
    assert team.keys_of(case, keyring(team.house, team.ibis)) == set()


def test_nothing_is_lent_after_a_check_that_could_not_read_every_case(team):
    case, unread = team.cases.case(), {"hits": [], "unopened": 1}
    key = case_key(case, team.worker())
    write_note(actor(team.worker(), case, NOW), key, NoteKind.CONFLICT_FOUND, "", unread)
    db.session.commit()

    with pytest.raises(Refused, match="This case cannot be lent"):
        team.lend(case)
    case.conflict = Conflict.FREED.value
    team.lend(case)


def test_it_is_lent_to_volunteers_whose_key_was_compared(team):
    case = team.cases.case()
    gull = colleague(team.house)
    tern = colleague(team.house, "tern@example.org", roles=[Role.VOLUNTEER])
    give_access(team.house, team.wren, gull)

    for member in (gull, tern):
        with pytest.raises(Refused, match="Choose a volunteer"):
            team.lend(case, to=member)
    for day in (TODAY - timedelta(days=1), TODAY + LONGEST + timedelta(days=1)):
        with pytest.raises(Refused, match="Enter a day from today"):
            team.lend(case, until=day)


def test_a_volunteer_screens_and_hands_back(team):
    case = team.cases.case(status=Status.CALL_BOOKED.value)
    team.lend(case)
    team.open(case)

    def volunteer():
        return actor(team.volunteer(), case, NOW)

    add_note(volunteer(), case.reference, NoteKind.CALL, "She is safe.")
    record_screening(volunteer(), case.reference, "Long call.", {})
    set_follow_up(volunteer(), case.reference, NextDate(on=FRIDAY))
    hand_back(volunteer(), case.reference)
    db.session.commit()

    assert isinstance(team.open(case), LockedCase)
    assert team.keys_of(case, keyring(team.house, team.ibis)) == set()
    opened = open_case(case.reference, team.worker(), today=TODAY, now=NOW)
    assert isinstance(opened, OpenedCase)
    assert sorted(note.text for note in opened.notes) == ["Long call.", "She is safe."]
    with pytest.raises(store.NoSuchCase):
        hand_back(volunteer(), case.reference)
    assert loans_logged(case) == {
        ("case_lent", team.wren.id),
        ("case_borrowed", team.ibis.id),
        ("case_handed_back", team.ibis.id),
    }


def test_a_loan_ends_early_and_with_hold_wall_and_closing(team):
    ended, held, walled, closed = (team.cases.case() for _ in range(4))
    for case in (ended, held, walled, closed):
        team.lend(case)
    session = keyring(team.house, team.ibis)
    loan = loans.find(ended.id, team.ibis.id)
    assert loan is not None

    of_another_team = replace(team.worker(), team_id="f" * 32)
    with pytest.raises(NoSuchLoan):
        end_loan(actor(of_another_team, ended, NOW), loan.id)
    end_loan(actor(team.worker(), ended, NOW), loan.id)
    store.move(held, Status.CONFLICT_HOLD, reason=None, on=TODAY)
    plan = plan_for(team.wren)
    put_up_wall(actor(team.worker(), walled, NOW), walled.reference, plan)
    store.move(closed, Status.CLOSED, reason=CloseReason.SPAM, on=TODAY)
    db.session.commit()

    for case in (ended, held, walled, closed):
        assert team.keys_of(case, session) == set()
    assert ("loan_ended", team.wren.id) in loans_logged(ended)
    with pytest.raises(NoSuchLoan):
        end_loan(actor(team.worker(), ended, NOW), loan.id)
    with pytest.raises(Refused, match="has no case access yet"):
        put_up_wall(
            actor(team.worker(), ended, NOW),
            ended.reference,
            plan_for(team.ibis),
        )


def test_lending_again_to_one_of_two_volunteers_changes_only_their_day(team):
    case, thursday = team.cases.case(), TODAY + timedelta(days=2)
    tern = colleague(team.house, "tern@example.org", roles=[Role.VOLUNTEER])
    give_access(team.house, team.wren, tern)

    def lent_until():
        return {loan.member_id: loan.until for loan in all_rows(Loan)}

    team.lend(case)
    team.lend(case, to=tern)
    assert lent_until() == {team.ibis.id: FRIDAY, tern.id: FRIDAY}

    team.lend(case, until=thursday)
    assert lent_until() == {team.ibis.id: thursday, tern.id: FRIDAY}


@pytest.mark.parametrize("ends", ["ended by the team", "handed back"])
def test_a_form_that_was_opened_before_a_loan_ended_is_refused(team, ends):
    case = team.cases.case()
    team.lend(case)
    shown = case.version
    loan = loans.find(case.id, team.ibis.id)
    assert loan is not None

    if ends == "handed back":
        hand_back(actor(team.volunteer(), case, NOW), case.reference)
    else:
        end_loan(actor(team.worker(), case, NOW), loan.id)
    db.session.commit()

    late = actor(team.worker(), case, NOW, version=shown)
    with pytest.raises(store.ChangedMeanwhile):
        add_note(late, case.reference, NoteKind.CALL, "She is safe.")


def test_another_role_ends_what_was_lent_and_granted(team):
    case = team.cases.case()
    team.lend(case)

    change_roles(team.ibis.id, [Role.CASEWORKER], moment(), by=team.wren)
    db.session.commit()

    assert team.keys_of(case, keyring(team.house, team.ibis)) == set()
    give_access(team.house, team.wren, team.ibis)
    assert keyring(team.house, team.ibis).team_keys
    change_roles(team.ibis.id, [Role.VOLUNTEER], moment(), by=team.wren)
    assert keys.due_since(team.wren.team_id) == TODAY
    assert keyring(team.house, team.ibis).team_keys == {}


def loans_logged(case):
    """Return the acts of loans in the history of a case, each with its actor."""
    history = log.history_of(case.id)
    return {(entry.act, entry.member_id) for entry in history if entry.act in LOAN_ACTS}


@pytest.fixture
def team(app, started, db_session):
    house, wren = begun(app, started)
    ibis = colleague(house, "ibis@example.org", roles=[Role.VOLUNTEER])
    give_access(house, wren, ibis)
    return Team(house=house, wren=wren, ibis=ibis, cases=made_for(house, wren))
