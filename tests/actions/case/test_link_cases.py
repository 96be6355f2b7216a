"""Links between cases: sealed in both, and merging duplicates without losing an answer."""

from contextlib import nullcontext
from datetime import timedelta

import pytest

from intake.actions.callers.import_requests import worked_on
from intake.actions.case.change_status import move_case
from intake.actions.case.decide_case import confirm_closing
from intake.actions.case.erase_case import erase_batch
from intake.actions.case.link_cases import (
    link_cases,
    merge_case,
    unlink_cases,
)
from intake.actions.links import (
    MergesIntoUnsettled,
    Relation,
    drop_links_to,
    read_links,
    readable_links,
)
from intake.actions.mail.mornings import mark_floods
from intake.actions.opening.case_keys import case_key
from intake.audit.models import AuditEntry
from intake.cases.pipeline import CloseReason, Status
from intake.conflicts.models import CaseLinks
from intake.conflicts.stubs import case_links
from intake.diary import entries
from intake.extensions import db
from intake.traffic import arrivals
from intake.words import Refused
from tests.cases.making import NOW, TODAY, actor
from tests.support.rows import acts_logged, all_rows

FAR = TODAY + timedelta(90)
HEARING = {"dates": {"act_by": FAR}, "rule": "R04"}


def test_a_link_stands_in_both_cases_and_in_no_clear_column(team, reader):
    sister, brother = team.case(due_on=FAR), team.case(due_on=FAR)

    link(sister, brother, reader)

    assert links_of(sister, reader) == {brother.reference: Relation.FAMILY}
    assert links_of(brother, reader) == {sister.reference: Relation.FAMILY}
    for row in all_rows(CaseLinks):
        assert sister.reference.encode() not in row.sealed
        assert brother.reference.encode() not in row.sealed
    entries = all_rows(AuditEntry, AuditEntry.act == "case_linked")
    assert [entry.case_id for entry in entries] == [sister.id], "no entry pairs the two"


def test_a_link_is_removed_from_both_and_an_older_row_opens_no_more(team, reader):
    sister, brother = team.case(due_on=FAR), team.case(due_on=FAR)
    link(sister, brother, reader)
    older = [(case, case_links.sealed_of(case.id) or b"") for case in (sister, brother)]

    unlink(brother, sister.reference, reader)

    assert (links_of(sister, reader), links_of(brother, reader)) == ({}, {})
    for case, sealed in older:
        case_links.keep(case.id, sealed)
        assert readable_links(case_key(case, reader)) is None
        case_links.keep(case.id, b"damaged")
        assert readable_links(case_key(case, reader)) is None
    case_links.erase_of(brother.id)
    with pytest.raises(Refused, match="not linked any more"):
        unlink(brother, sister.reference, reader)


@pytest.mark.parametrize("tier", ["P0", "P2"])
def test_a_merged_case_is_closed_and_points_to_the_other(team, reader, tier):
    first, twin = (team.case(due_on=FAR, tier=tier) for _ in range(2))
    before = (first.story, twin.story, first.erase_on)

    merge(twin, first, reader)

    assert (twin.status, twin.close_reason, first.status) == ("closed", "duplicate", "new")
    assert links_of(twin, reader) == {first.reference: Relation.SAME_PERSON}
    assert (first.story, twin.story, first.erase_on) == before, "each keeps its answers and its day"
    with pytest.raises(Refused, match="The other case is closed"):
        merge(first, twin, reader)


def test_a_merge_near_a_deadline_waits_for_a_second_member(team, reader):
    first, twin = (team.case(due_on=TODAY + timedelta(5)) for _ in range(2))

    merge(twin, first, reader)

    assert twin.status == "new"
    assert "closing_proposed" in acts_logged(twin.id)


def test_two_merges_in_opposite_directions_do_not_close_both(team, reader, second):
    first, twin = (team.case(due_on=TODAY + timedelta(5)) for _ in range(2))
    merge(twin, first, reader)

    with pytest.raises(MergesIntoUnsettled), db.session.begin_nested():
        merge(first, twin, second)
    confirm(twin, second)

    assert (first.status, twin.status) == ("new", "closed")


@pytest.mark.parametrize("due_on", [FAR, TODAY + timedelta(5)], ids=["far", "near"])
def test_the_case_that_stays_is_not_closed_as_a_duplicate_by_hand(team, reader, due_on):
    first, twin = (team.case(due_on=due_on) for _ in range(2))
    link(first, twin, reader, Relation.SAME_PERSON)
    twin.status, twin.close_reason = "closed", "duplicate"
    db.session.flush()

    with pytest.raises(Refused, match="The other case is closed"):
        close_as_duplicate(first, reader)

    assert first.status == "new"
    assert "closing_proposed" not in acts_logged(first.id)


def test_of_a_duplicate_without_such_a_link_somebody_tells_its_applicant(team, reader):
    alone, sister, brother = (team.case(due_on=FAR) for _ in range(3))
    link(sister, brother, reader)

    for case in (alone, sister):
        close_as_duplicate(case, reader)

    assert {case.status for case in (alone, sister)} == {"new"}
    assert {case.decided for case in (alone, sister)} == {"closed_duplicate"}


@pytest.mark.parametrize("fate", ["erased", "closed", "withdrawn"])
def test_a_proposed_merge_is_not_carried_out_once_the_other_case_cannot_stay(
    team, reader, second, fate
):
    first, twin = (team.case(due_on=TODAY + timedelta(5)) for _ in range(2))
    merge(twin, first, reader)
    match fate:
        case "erased":
            erase_batch([first], today=TODAY)
        case "closed":
            first.status, first.close_reason = "closed", "spam"
        case _:
            first.erase_asked_on = TODAY
    db.session.flush()

    with pytest.raises(Refused, match=r"The other case (is closed|cannot stay open)"):
        confirm(twin, second)

    assert twin.status == "new"


def test_the_case_that_stays_is_neither_taken_back_nor_marked_as_of_a_flood(team, reader):
    first, twin = team.case(due_on=FAR), team.case(due_on=FAR)
    merge(twin, first, reader)

    assert worked_on([first]) == {first.id}
    for case in (first, team.case(due_on=FAR)):
        arrivals.add(case.id, b"n" * 32, now=NOW)
    assert mark_floods(1, NOW) == 1
    assert first.tags == ""


@pytest.mark.parametrize(
    "stays",
    [{"due_on": FAR + timedelta(1)}, {"act_by": None}],
    ids=["later", "no deadline"],
)
def test_the_case_with_the_earlier_deadline_stays_open(team, reader, stays):
    first, twin = team.case(**stays), team.case(due_on=FAR - timedelta(1))

    with pytest.raises(Refused, match="has a deadline or a booked call"):
        merge(twin, first, reader)

    assert twin.status == "new"
    merge(first, twin, reader)
    assert (first.status, twin.status) == ("closed", "new")


@pytest.mark.parametrize(
    "closes, stays, says",
    [
        ({"dates": {"call": TODAY}}, {}, "a booked call that the other one does not have"),
        ({"tier": "P0"}, {"tier": "P1"}, "is P0, and the other one is not"),
        ({"dates": {"act_by": FAR}}, {"dates": {"act_by": TODAY}}, ""),
        (HEARING, {"dates": {"act_by": TODAY}}, "has a deadline"),
        (HEARING, {"dates": {"act_by": TODAY}, "rule": "R04"}, "has a deadline"),
        (HEARING, {"dates": {"act_by": FAR}}, "has a deadline"),
        (HEARING, {"dates": {"act_by": FAR}, "rule": ""}, ""),
    ],
    ids=["call", "P0", "later", "other rule", "other hearing", "same day", "older date"],
)
def test_no_date_and_no_p0_of_a_duplicate_is_lost(team, reader, closes, stays, says):
    first, twin = (with_rule(team, reader, **state) for state in (stays, closes))

    refused = pytest.raises(Refused, match=says) if says else nullcontext()
    with refused:
        merge(twin, first, reader)

    assert twin.status == ("new" if says else "closed")


def with_rule(team, reader, *, rule=None, **state):
    case = team.case(due_on=TODAY + timedelta(60), act_by=None, **state)
    for row in entries.of_case(case.id) if rule is not None else ():
        content = {"rule": rule, "set_by": "paper"}
        row.sealed = case_key(case, reader).seal_json("diary", content, row=row.id)
    return case


def test_a_call_that_is_asked_for_in_a_duplicate_is_asked_for_in_the_case_that_stays(team, reader):
    first, twin = team.case(due_on=FAR), team.case(due_on=FAR)
    twin.call_asked_on = TODAY

    merge(twin, first, reader)

    assert first.call_asked_on == TODAY


@pytest.mark.parametrize(
    "state",
    [{"quarantined_on": TODAY}, {"erase_asked_on": TODAY}, {"decided": "closed_referred_out"}],
)
def test_no_case_is_merged_into_one_that_is_not_worked_on(team, reader, state):
    first, twin = team.case(due_on=FAR, **state), team.case(due_on=FAR)

    with pytest.raises(MergesIntoUnsettled):
        merge(twin, first, reader)


@pytest.mark.parametrize("conflict", [None, "possible", "conflict"])
def test_a_case_that_no_check_has_cleared_is_not_linked(team, reader, conflict):
    case, held = team.case(), team.case(conflict=conflict)

    with pytest.raises(Refused, match="cannot be linked yet"):
        link(case, held, reader)


def test_walled_invented_and_unknown_cases_are_not_linked(team, reader):
    case, invented, walled = team.case(), team.case(invented=True), team.case()
    walled.walled_keys = b"keys"
    db.session.flush()

    for other in (invented, walled):
        with pytest.raises(Refused, match="cannot be linked: a link would tell"):
            link(case, other, reader)
    with pytest.raises(Refused, match="the reference of this case"):
        link(case, case, reader)
    with pytest.raises(Refused, match="No case has this reference"):
        link_cases(actor(reader, case, NOW), case.reference, "AAAA-AAAA", Relation.FAMILY)


def test_a_wall_and_erasing_end_what_other_cases_know(team, reader):
    walled, other, erased = (team.case(due_on=FAR) for _ in range(3))
    link(walled, other, reader)
    link(erased, other, reader)

    drop_links_to(case_key(walled, reader), reader)
    assert links_of(other, reader) == {erased.reference: Relation.FAMILY}
    assert links_of(walled, reader) == {other.reference: Relation.FAMILY}
    case_links.keep(walled.id, b"damaged")
    drop_links_to(case_key(walled, reader), reader)

    erase_batch([erased], today=TODAY)
    assert case_links.sealed_of(erased.id) is None
    unlink(other, erased.reference, reader)
    assert case_links.sealed_of(other.id) is None


def test_the_next_link_drops_those_to_erased_cases(team, reader):
    erased, other, sister = (team.case(due_on=FAR) for _ in range(3))
    link(erased, other, reader)
    erase_batch([erased], today=TODAY)

    link(sister, other, reader)

    assert links_of(other, reader) == {sister.reference: Relation.FAMILY}


def link(case, other, reader, relation=Relation.FAMILY):
    link_cases(actor(reader, case, NOW), case.reference, other.reference, relation)


def unlink(case, other, reader):
    unlink_cases(actor(reader, case, NOW), case.reference, other)


def merge(case, into, reader):
    merge_case(actor(reader, case, NOW), case.reference, into.reference, retention_days=90)


def close_as_duplicate(case, reader):
    by, reason = actor(reader, case, NOW), CloseReason.DUPLICATE
    move_case(by, case.reference, Status.CLOSED, reason=reason, retention_days=90)


def confirm(case, reader):
    confirm_closing(actor(reader, case, NOW), case.reference)


def links_of(case, reader):
    links = read_links(case_key(case, reader))
    return {each.reference: each.relation for each in links}


@pytest.fixture
def reader(team):
    return team.reader(team.member("caseworker"))


@pytest.fixture
def second(team):
    return team.reader(team.member("supervisor"))
