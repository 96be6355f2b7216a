"""The page after a yes to danger: who answers now, where the person is, and one way on."""

import re

from tests.support.clients.applicant import SHORTEST, Applicant


def test_whose_place_is_not_told_gets_both_each_under_its_heading(
    ready_client,
):
    someone = at_safe(ready_client, {})

    assert headings(someone.text) == ["In the US", "Outside the US"]
    assert "tel:911" in someone.text
    assert "help.unhcr.org" in someone.text


def test_abroad_no_number_of_the_us_is_shown(ready_client):
    someone = at_safe(ready_client, {"location_kind": ["outside_us"], "country_now": ["GT"]})
    while not someone.path.endswith("/f/result"):
        someone.answer()
    result = someone.text
    someone.open("/en/f/safe")

    assert "In the US" not in headings(someone.text)
    assert "help.unhcr.org" in someone.text
    for page in (result, someone.text):
        assert re.findall(r"tel:(?:1?[0-9]{10}|911|988|711)\b", page) == []
        assert "ice.gov" not in page


def test_one_form_leads_on_and_leaving_is_in_reach(ready_client):
    someone = at_safe(ready_client, {})

    forms = re.findall(r'<form method="?get"? action="?([^" >]*)', someone.text)
    assert len(forms) == 1
    assert re.match(r"/en/f/", forms[0])
    assert 'id="leave"' in someone.text


def at_safe(client, answers):
    someone = Applicant(client, {**SHORTEST, "danger_now": ["yes"], **answers})
    someone.begin()
    while not someone.path.endswith("/f/safe"):
        someone.answer()
    return someone


def headings(html):
    return re.findall(r"<h2[^>]*>([^<]*)</h2>", html)
