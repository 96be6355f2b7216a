"""A draft of the older order goes on at the right page, is asked nothing twice, loses nothing."""

from typing import Any

import pytest

from intake.actions.opening.open_draft import pages_seen
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.proceedings import appointment
from intake.questionnaire.journey import Draft, first_unseen, live_answers, pages_to_ask
from intake.questionnaire.reading import from_content, read_answers, to_content
from tests.questionnaire.making import TODAY

EARLY = ("filling_for", "device", "danger_now", "help_types", "location_kind", "us_state")
DAYS = (
    *("detained_now", "detention_place", "asylum_filed", "last_arrival_date", "removal_soon"),
    *("removal_soon_date", "court_case", "next_hearing_date", "hearing_kind", "court_city"),
    *("bad_decision", "bad_decision_date", "appeal_sent", "gov_motion", "gov_motion_date"),
    *("lawful_status", "changed"),
)
MONEY = ("has_lawyer", "lawyer_scope", "household_size", "income_amount")
ANSWERS: dict[str, Any] = {
    "filling_for": "self",
    "device": "mine",
    "danger_now": "no",
    "help_types": ["fear_return"],
    "location_kind": "in_us",
    "us_state": "TX",
    "detained_now": "yes",
    "detention_place": "Quillmere",
    "asylum_filed": "no",
    "last_arrival_date": "2026-01-17",
    "removal_soon": "check_in",
    "removal_soon_date": "2026-12-03",
    "court_case": "yes",
    "next_hearing_date": "2026-12-20",
    "hearing_kind": "master",
    "bad_decision": "judge",
    "bad_decision_date": "2026-11-02",
    "gov_motion": "yes",
    "gov_motion_date": "2026-11-20",
    "lawful_status": "no",
    "has_lawyer": "no",
    "household_size": 2,
    "income": "none",
}


@pytest.mark.parametrize(
    "seen, goes_on",
    [
        (("filling_for",), "filling_for"),
        (("filling_for", "device"), "location_kind"),
        (EARLY[:5], "location_kind"),
        (EARLY, "has_lawyer"),
        ((*EARLY, *DAYS, *MONEY), "name_to_use"),
        ((*EARLY, *DAYS, *MONEY, "name_to_use"), "contact_methods"),
    ],
)
def test_it_goes_on_where_the_person_was(seen, goes_on):
    assert goes_on_at(older(seen)) == goes_on


def test_ways_of_contact_are_asked_again_only_where_one_lacks_its_number():
    more = {"name_to_use": "Oona", "contact_methods": ["email"], "email": "oona@example.org"}
    seen = (*EARLY, *DAYS, *MONEY, "name_to_use", "contact_methods")

    assert goes_on_at(older(seen, **more)) == "contact_methods"
    assert goes_on_at(older((*seen, "email"), **more)) == ""


def test_every_answer_still_counts():
    draft = older((*EARLY, *DAYS, *MONEY))

    assert live_answers(draft.answers, as_of=TODAY) == draft.answers


def test_pages_of_days_that_were_answered_can_still_be_changed():
    asked = {page.id for page in pages_to_ask(older((*EARLY, *DAYS, *MONEY)))}

    assert {"so_far", "court_case", "removal_soon", "bad_decision", "gov_motion_date"} <= asked


def test_a_draft_of_the_first_questionnaire_is_asked_no_page_of_the_second_again():
    answers = ANSWERS | {"so_far": ["court_paper", "not_sure"], "bad_decision": "appeals_board"}
    old = to_content(read_answers(answers, today=TODAY)) | {"version": 1}
    seen = frozenset(page.id for page in ASYLUM.pages if page.id not in ("name_to_use", "note"))
    draft = Draft(as_of=TODAY, language="en", answers=from_content(old), seen=seen)

    assert goes_on_at(draft) == "name_to_use"
    kept = draft.keep(ASYLUM.page_of("name_to_use"), {"name_to_use": "Oona"}).answers
    live = live_answers(kept, as_of=TODAY)
    assert {"appointment", "under_18", "voluntary_departure"}.isdisjoint(live)
    assert not live.lacks(appointment)


def older(seen, **more):
    """Return a draft as it is read from a row that an older release saved."""
    answers = read_answers(ANSWERS | more, today=TODAY)
    pages = pages_seen(frozenset(seen), answers, as_of=TODAY)
    return Draft(as_of=TODAY, language="en", answers=answers, seen=pages)


def goes_on_at(draft):
    """Return the page at which the person goes on; empty where nothing is left."""
    page = first_unseen(draft)
    return page.id if page else ""
