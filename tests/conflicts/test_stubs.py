"""What stays of a person: found in any spelling, told to nobody."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy.orm import Session, scoped_session

from intake.conflicts import stubs
from intake.conflicts.stubs import KeptStub, Result
from intake.conflicts.traits import Traits, Why, traits_of
from intake.extensions import db, new_id
from intake.sealing.stub_hashes import StubHasher
from tests.cases.making import Made, new_team
from tests.conflicts.pairs import ONE_PERSON

HASHED = StubHasher(bytes(range(32)))


def somebody(
    *names: str, born: int | None = None, number: str = "", against: str = "", by=HASHED
) -> Traits:
    years = [born] if born else []
    return traits_of(by, names=names, years=years, number=number, against=against)


def looked_up(asked: Traits, *known: Traits) -> stubs.LookUp:
    return stubs.look_up(
        asked,
        [
            KeptStub(id=str(at), case_id=None, live=False, traits=one)
            for at, one in enumerate(known)
        ],
    )


@pytest.mark.parametrize(("one", "other"), ONE_PERSON)
def test_a_name_is_found_in_every_spelling_though_only_hashes_stayed(one: str, other: str) -> None:
    for asked, known in ((one, other), (other, one)):
        found = looked_up(somebody(asked), somebody(known))
        assert found.result is Result.POSSIBLE
        assert found.matches[0].why == (Why.SAME_NAME,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hassan Karimi", "Hassan Wardak"),
        ("Mohammad Ahmad Karimi", "Mohammad Ahmad Rahimi"),
        ("Wang Wei", "Zhang Wei"),
        ("Mohammad", "Mohammad Karimi"),
        ("", "Mohammad Karimi"),
        ("---", "---"),
    ],
)
def test_other_names_are_clear(one: str, other: str) -> None:
    assert looked_up(somebody(one), somebody(other)).result is Result.CLEAR


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        (1990, 1990, Result.POSSIBLE),
        (1990, 1992, Result.POSSIBLE),
        (1990, 1993, Result.CLEAR),
        (1990, None, Result.POSSIBLE),
        (None, 1990, Result.POSSIBLE),
    ],
)
def test_a_birth_year_tells_two_of_one_name_apart(
    one: int | None, other: int | None, result: Result
) -> None:
    asked, known = somebody("Lumo Karimi", born=one), somebody("Lumo Karimi", born=other)

    assert looked_up(asked, known).result is result


def test_a_number_is_found_in_any_shape_whatever_the_name() -> None:
    asked = somebody("Somebody Else", born=1950, number="A 088-111-222")
    known = somebody("Lumo Karimi", born=1990, number="۸۸۱۱۱۲۲۲")

    assert looked_up(asked, known).matches[0].why == (Why.SAME_NUMBER,)


def test_who_was_named_as_one_who_must_not_know_is_a_conflict() -> None:
    known = somebody("Sita Gurung", against="Do not tell my husband, Mohammed Kareemi, or the shop")

    found = looked_up(somebody("محمد کریمی"), known)

    assert found.result is Result.CONFLICT
    assert found.matches[0].why == (Why.NAMED_BY_THEM,)


def test_who_names_a_person_we_know_is_a_conflict() -> None:
    asked = somebody("Sita Gurung", against="محمد کریمی")

    found = looked_up(asked, somebody("Mohammad Karimi"))

    assert found.result is Result.CONFLICT
    assert found.matches[0].why == (Why.NAMES_THEM,)


def test_one_name_alone_in_a_sentence_is_only_possible_and_a_short_one_nothing() -> None:
    asked = somebody("Sita Gurung", against="my brother Bashir")

    assert looked_up(asked, somebody("Basheer")).result is Result.POSSIBLE
    assert looked_up(somebody("A B", against="all at home"), somebody("Ali")).result is Result.CLEAR


def test_two_who_fear_the_same_person_do_not_stand_against_each_other() -> None:
    one = somebody("Sita Gurung", against="Mohammad Karimi")

    assert looked_up(one, somebody("Nazma Begum", against="Mohammad Karimi")).result is Result.CLEAR


def test_the_gravest_governs_and_what_does_not_open_is_never_clear() -> None:
    unread = KeptStub(id="u", case_id=None, live=False, traits=None)
    against = KeptStub(
        id="a", case_id="c", live=True, traits=somebody("X Y", against="Lumo Karimi")
    )

    assert stubs.look_up(somebody("Lumo Karimi"), [unread]).result is Result.POSSIBLE
    both = stubs.look_up(somebody("Lumo Karimi"), [unread, against])
    assert both.result is Result.CONFLICT
    assert [(match.stub_id, match.case_id) for match in both.matches] == [("u", None), ("a", "c")]


def test_a_stub_has_no_word_and_finds_nobody_under_another_key() -> None:
    known = somebody("Lumo Karimi", born=1990, number="088111222", against="Mohammad")
    other = somebody("Lumo Karimi", number="088111222", by=StubHasher(b"x" * 32))

    written = json.dumps(known.to_json()).casefold()

    assert not any(word in written for word in ("lumo", "karimi", "krm", "1990", "088111222"))
    assert looked_up(other, known).result is Result.CLEAR
    assert Traits.from_json(known.to_json()) is not None


def test_what_is_kept_comes_back_the_same_and_a_newer_form_is_not_read() -> None:
    kept = somebody("Lumo Karimi", born=1990, number="1", against="Mohammad").to_json()

    again = Traits.from_json(json.loads(json.dumps(kept)))

    assert again is not None
    assert again.to_json() == kept
    assert Traits.from_json({**kept, "version": 99}) is None


def test_a_stub_outlives_its_case_by_seven_years(team: Made) -> None:
    case_id = new_id()
    stubs.add(id=new_id(), team_id=team.team.id, case_id=case_id, sealed=b"s")

    assert stubs.known([case_id, "other"]) == {case_id}
    assert stubs.outlive(case_id, on=date(2028, 2, 29))
    assert not stubs.outlive(case_id, on=date(2028, 2, 29))

    [stub] = stubs.of_team(team.team.id)
    assert (stub.live, stub.case_id, stub.discard_on) == (False, None, date(2035, 3, 1))
    assert stubs.discard_old(today=date(2035, 2, 28)) == 0
    assert stubs.discard_old(today=date(2035, 3, 1)) == 1
    assert stubs.discard_old(today=date(2035, 3, 1)) == 0


@pytest.mark.parametrize("named", [None, date(2026, 1, 1)])
def test_a_live_stub_is_never_discarded_whatever_day_it_names(
    team: Made, named: date | None
) -> None:
    stub = stubs.add(id=new_id(), team_id=team.team.id, case_id=new_id(), sealed=b"s")
    stub.discard_on = named

    assert stubs.discard_old(today=date(2099, 1, 1)) == 0
    assert len(stubs.of_team(team.team.id)) == 1


@pytest.fixture
def team(db_session: scoped_session[Session]) -> Made:
    made = new_team()
    db.session.flush()
    return made
