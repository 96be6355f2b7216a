"""Questions under options of other questions: shown in place, and counted only where they are."""

from collections.abc import Mapping

from intake.questionnaire.asylum import ASYLUM
from tests.support.clients.applicant import SHORTEST, at_check

IN_US: Mapping[str, list[str]] = {
    **SHORTEST,
    "location_kind": ["in_us"],
    "so_far": ["fear_interview", "old_order"],
}
REVIEWED = {
    "fear_interview": ["not_passed"],
    "fear_review": ["agreed"],
    "fear_review_date-day": ["2"],
    "fear_review_date-month": ["11"],
    "fear_review_date-year": ["2026"],
}


def test_a_panel_may_hold_panels(ready_client):
    for page, fields in [
        ("lawful_status", ["status_kind", "parole_kind"]),
        ("fear_interview", ["fear_review", "fear_review_date-day"]),
        ("bad_decision", ["old_order", "reinstated", "reinstated_date-day"]),
    ]:
        ready_client.delete_cookie("s")
        someone = at_check(ready_client, IN_US)

        someone.open(address(page))

        places = [someone.text.index(f'name="{field}"') for field in fields]
        assert places == sorted(places)


def test_what_stood_under_a_panel_is_not_refused_once_it_is_closed_and_does_not_count(ready_client):
    reviewed = at_check(ready_client, {**IN_US, **REVIEWED})
    assert 'data-question="fear_review_date"' in reviewed.text

    reviewed.post(address("fear_interview"), REVIEWED | {"fear_interview": ["passed"]})

    assert reviewed.path == "/en/f/check"
    assert 'data-question="fear_review"' not in reviewed.text
    assert 'data-question="fear_review_date"' not in reviewed.text


def test_whoever_chose_calls_alone_is_not_asked_about_texts_but_heard(ready_client):
    for ways, listed in [
        ({"contact_methods": ["call"]}, False),
        ({"contact_methods": ["call"], "ok_text": ["no"]}, True),
        ({"contact_methods": ["call", "signal"]}, True),
        ({"contact_methods": ["email"], "ok_text": ["no"]}, False),
    ]:
        ready_client.delete_cookie("s")
        someone = at_check(ready_client, {**SHORTEST, **ways})

        assert ('data-question="ok_text"' in someone.text) is listed


def address(question):
    return f"/en/f/{ASYLUM.numbers[question]}"
