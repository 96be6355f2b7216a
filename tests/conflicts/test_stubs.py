"""Conflict stubs: they match any spelling of a name, and show no name."""

import json
from datetime import date

import pytest

from intake.conflicts import stubs
from intake.conflicts.name_list import NameList, parsed, text_of
from intake.conflicts.stubs import OpenedStub, Result
from intake.conflicts.traits import Traits, Why, in_common, traits_of
from intake.extensions import db, new_id
from intake.sealing.signing import StubHasher
from tests.cases.making import new_team
from tests.conflicts.pairs import ONE_PERSON

HASHER = StubHasher(bytes(range(32)))


def hashed(*names, born=None, number="", against="", hasher=HASHER):
    years = [born] if born else []
    return traits_of(hasher, names=names, years=years, number=number, against=against)


def look_up(person, *others):
    return stubs.look_up(
        person,
        [OpenedStub(case_id=None, live=False, traits=traits) for traits in others],
    )


@pytest.mark.parametrize("name, spelling", ONE_PERSON)
def test_hashes_match_every_spelling_of_a_name(name, spelling):
    for asked, stored in ((name, spelling), (spelling, name)):
        result = look_up(hashed(asked), hashed(stored))
        assert result.result is Result.POSSIBLE
        assert result.matches[0].why == (Why.SAME_NAME,)
        name = parsed(stored)
        assert name
        listed = NameList(text_of({f"client {stored}": name}))
        person = traits_of(str, names=[asked], years=(), number="", against="")
        ((_at, _kind, other),) = listed.like(person)
        assert in_common(person, other) == (Why.SAME_NAME,)


@pytest.mark.parametrize(
    "name, stored",
    [
        ("Hassan Karimi", "Hassan Wardak"),
        ("Mohammad Ahmad Karimi", "Mohammad Ahmad Rahimi"),
        ("Wang Wei", "Zhang Wei"),
        ("Mohammad", "Mohammad Karimi"),
        ("", "Mohammad Karimi"),
        ("---", "---"),
    ],
)
def test_other_names_are_clear(name, stored):
    assert look_up(hashed(name), hashed(stored)).result is Result.CLEAR


@pytest.mark.parametrize(
    "year, stored, result",
    [
        (1990, 1990, Result.POSSIBLE),
        (1990, 1992, Result.POSSIBLE),
        (1990, 1993, Result.CLEAR),
        (1990, None, Result.POSSIBLE),
        (None, 1990, Result.POSSIBLE),
    ],
)
def test_birth_years_too_far_apart_mean_two_persons(year, stored, result):
    person, candidate = hashed("Lumo Karimi", born=year), hashed("Lumo Karimi", born=stored)

    assert look_up(person, candidate).result is result


def test_a_number_matches_in_any_notation_whatever_the_name():
    person = hashed("Somebody Else", born=1950, number="A 088-111-222")
    candidate = hashed("Lumo Karimi", born=1990, number="۸۸۱۱۱۲۲۲")

    assert look_up(person, candidate).matches[0].why == (Why.SAME_NUMBER,)


def test_a_person_named_as_not_to_tell_is_a_conflict():
    stored = hashed("Sita Gurung", against="Do not tell my husband, Mohammed Kareemi, or the shop")

    result = look_up(hashed("محمد کریمی"), stored)

    assert result.result is Result.CONFLICT
    assert result.matches[0].why == (Why.NAMED_BY_THEM,)


def test_naming_a_person_of_a_stub_as_not_to_tell_is_a_conflict():
    person = hashed("Sita Gurung", against="محمد کریمی")

    result = look_up(person, hashed("Mohammad Karimi"))

    assert result.result is Result.CONFLICT
    assert result.matches[0].why == (Why.NAMES_THEM,)


def test_a_single_name_in_a_sentence_is_possible_and_a_short_one_is_clear():
    person = hashed("Sita Gurung", against="my brother Bashir")

    assert look_up(person, hashed("Basheer")).result is Result.POSSIBLE
    assert look_up(hashed("A B", against="all at home"), hashed("Ali")).result is Result.CLEAR


def test_two_persons_who_fear_the_same_person_are_clear():
    person = hashed("Sita Gurung", against="Mohammad Karimi")

    assert look_up(person, hashed("Nazma Begum", against="Mohammad Karimi")).result is Result.CLEAR


def test_the_most_serious_match_counts_and_an_unreadable_stub_is_possible():
    unread = OpenedStub(case_id=None, live=False, traits=None)
    against = OpenedStub(case_id="c", live=True, traits=hashed("X Y", against="Lumo Karimi"))

    assert stubs.look_up(hashed("Lumo Karimi"), [unread]).result is Result.POSSIBLE
    both = stubs.look_up(hashed("Lumo Karimi"), [unread, against])
    assert both.result is Result.CONFLICT
    assert [match.case_id for match in both.matches] == [None, "c"]


def test_a_stub_contains_no_word_and_matches_nothing_under_another_key():
    stored = hashed("Lumo Karimi", born=1990, number="088111222", against="Mohammad")
    under_another_key = hashed("Lumo Karimi", number="088111222", hasher=StubHasher(b"x" * 32))

    content = json.dumps(stored.to_json()).casefold()

    assert not any(word in content for word in ("lumo", "karimi", "krm", "1990", "088111222"))
    assert look_up(under_another_key, stored).result is Result.CLEAR
    assert Traits.from_json(stored.to_json()) is not None


def test_traits_survive_their_sealed_form_and_a_newer_form_is_not_read():
    stored = hashed("Lumo Karimi", born=1990, number="1", against="Mohammad").to_json()

    traits = Traits.from_json(json.loads(json.dumps(stored)))

    assert traits is not None
    assert traits.to_json() == stored
    assert Traits.from_json({**stored, "version": 99}) is None


def test_a_stub_outlives_its_case_by_seven_years(team):
    case_id = new_id()
    stubs.add(id=new_id(), team_id=team.id, case_id=case_id, sealed=b"s")

    assert stubs.with_stub([case_id, "other"]) == {case_id}
    assert stubs.detach(case_id, on=date(2028, 2, 29))
    assert not stubs.detach(case_id, on=date(2028, 2, 29))

    [stub] = stubs.of_team(team.id)
    assert (stub.live, stub.case_id, stub.discard_on) == (False, None, date(2035, 2, 28))
    assert stubs.discard_old(today=date(2035, 2, 27)) == 0
    assert stubs.discard_old(today=date(2035, 2, 28)) == 1
    assert stubs.discard_old(today=date(2035, 2, 28)) == 0


@pytest.mark.parametrize("day", [None, date(2026, 1, 1)])
def test_a_live_stub_is_never_deleted_whatever_its_day(team, day):
    stub = stubs.add(id=new_id(), team_id=team.id, case_id=new_id(), sealed=b"s")
    stub.discard_on = day

    assert stubs.discard_old(today=date(2099, 1, 1)) == 0
    assert len(stubs.of_team(team.id)) == 1


@pytest.fixture
def team(db_session):
    team = new_team()
    db.session.flush()
    return team
