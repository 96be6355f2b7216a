"""The page of referral contacts: two people add, change, check and retire them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.amendments.approved import places_in_force
from intake.audit.models import AuditEntry
from intake.referrals.places import shipped
from tests.cases.making import TODAY
from tests.cases.signing import last_row, stored_rows
from tests.support.rows import all_rows

DESK_OF, SIGNS = ("attorney",), True

PAGE = "/desk/law/places"
LANTERN: dict[str, str | list[str]] = {
    "name": "Invented Lantern Legal Aid",
    "says": "Legal help with asylum and court, free or for little money",
    "kind": "lawyer",
    "needs": ["detained", "anybody"],
    "states": "TX, NM",
    "languages": "es fa-AF",
    "phone": "555-010-0100",
    "price": "free",
    "source": "A call to the invented office",
    "confidence": "verified",
    "called": "1",
    "review_by": "2027-05-01",
}


def test_a_contact_is_in_force_once_a_second_person_approves(desk, gull):
    assert desk.post(PAGE, **LANTERN).status_code == 303
    assert places_in_force() is shipped()
    desk.open(PAGE)
    assert "You proposed this, so someone else must approve it." in desk.text

    gull.open(PAGE)
    waiting = gull.words_of("li", data_place=last_row().content["place_id"])
    for words in ("New contact:", "Invented Lantern", "Texas, New Mexico", "Spanish", "wren"):
        assert words in waiting
    assert gull.post(f"{PAGE}/changes/{last_row().id}/approve").status_code == 303

    lantern = places_in_force()[-1]
    assert (lantern.name, lantern.states, lantern.checked_on) == (
        LANTERN["name"],
        ("TX", "NM"),
        TODAY,
    )
    assert not lantern.hidden(TODAY)
    assert "555-010-0100" in desk.open("/en/other-help").text
    acts = {(entry.act, entry.member_id) for entry in all_rows(AuditEntry)}
    assert acts >= {
        ("place_proposed", desk.member.id),
        ("place_approved", gull.member.id),
    }


def test_one_call_today_shows_a_hidden_contact_again(desk, gull):
    assert place_of("unhcr_detention_line").hidden(TODAY)
    desk.post(f"{PAGE}/unhcr_detention_line/checked")
    approve(gull)

    checked = place_of("unhcr_detention_line")
    assert not checked.hidden(TODAY)
    assert (checked.checked_on, checked.review_by) == (TODAY, TODAY + timedelta(days=180))
    desk.open(PAGE)
    assert "Checked on 24 November 2026." in row_of(desk, "unhcr_detention_line")


def test_a_change_shows_each_field_before_and_after(desk, gull):
    desk.open(f"{PAGE}?change=court_status")
    fields = {
        **posted_again(desk),
        "phone": "555-010-0199",
        "unconfirmed": ["phone"],
        "source": "A letter of the invented court",
    }
    assert desk.post(PAGE, **fields).status_code == 303

    gull.open(PAGE)
    waiting = gull.words_of("li", data_place="court_status")
    for words in (
        "Change this contact:",
        "Phone 1-800-898-7180 → 555-010-0199",
        "Not confirmed Phone",
    ):
        assert words in waiting
    approve(gull)
    assert place_of("court_status").ways == ("web",)
    assert place_of("court_status").needs == shipped_place("court_status").needs


def test_a_retired_contact_comes_back_when_that_is_withdrawn(desk, gull):
    desk.post(f"{PAGE}/cgrs/retire")
    approve(gull)
    assert "cgrs" not in {place.id for place in places_in_force()}

    desk.post(f"{PAGE}/changes/{last_row().id}/withdraw")

    assert "cgrs" in {place.id for place in places_in_force()}


def test_nobody_approves_their_own_change_or_decides_twice(desk, gull):
    desk.post(f"{PAGE}/cgrs/retire")
    assert desk.post(f"{PAGE}/changes/{last_row().id}/approve").status_code == 422
    assert places_in_force() is shipped()
    approve(gull)
    assert gull.post(f"{PAGE}/changes/{last_row().id}/approve").status_code == 409


def test_an_incomplete_contact_is_refused_at_its_field(desk):
    for field, value, sentence in [
        ("name", "", "Enter the name."),
        ("says", "", "Choose what it does, or describe it in your own words."),
        ("kind", "magic", "Choose the kind of help."),
        ("needs", [], "Choose who it is for."),
        ("states", "ZZ", "Enter states by their postal codes"),
        ("nationalities", "ZZ", "Enter countries by their codes"),
        ("languages", "zz", "Enter languages by their codes"),
        ("phone", "", "Enter at least one way to reach it"),
        ("phone", "call us", "Phone numbers look like 555-010-0100"),
        ("web", "https://example.org", "without https:// in front"),
        ("unconfirmed", ["web"], "Check only ways to reach it that you entered."),
        ("source", "", "Enter where to find this"),
        ("review_by", "2026-11-24", "Enter a future date for the next check."),
    ]:
        desk.open(PAGE)

        answer = desk.post(PAGE, **{**LANTERN, field: value})

        assert answer.status_code == 422
        assert sentence in desk.text
        assert stored_rows() == []


def test_without_a_call_a_new_contact_stays_hidden(desk, gull):
    desk.open(PAGE)
    fields = {key: value for key, value in LANTERN.items() if key != "called"}
    desk.post(PAGE, **fields)
    approve(gull)

    assert places_in_force()[-1].hidden(TODAY)


def test_an_unknown_contact_is_not_found(desk):
    assert desk.post(f"{PAGE}/nowhere/retire").status_code == 404
    assert desk.post(f"{PAGE}/changes/{'0' * 32}/withdraw").status_code == 404
    assert desk.open(f"{PAGE}?change=nowhere").status_code == 404


def test_contacts_due_for_a_check_stand_in_the_work_of_those_who_may_check(desk, monkeypatch):
    first, second, third = [place for place in shipped() if not place.hidden(TODAY)][:3]
    places = (
        replace(first, review_by=TODAY - timedelta(days=1)),
        replace(second, review_by=TODAY + timedelta(days=13)),
        replace(third, review_by=TODAY + timedelta(days=14)),
    )
    monkeypatch.setattr("intake.web.desk.work.work.referral_places", lambda: places)
    monkeypatch.setattr("intake.web.desk.law.places.referral_places", lambda: places)
    late = "1 referral contact is due for a check. Applicants do not see it"
    soon = "1 referral contact must be checked within two weeks, or applicants lose it"

    desk.open("/desk/work")
    assert late in desk.text
    assert soon in desk.text
    desk.open(PAGE)
    rows = [row.get("data-place") for row in desk.root.iter("tr") if row.get("data-place")]
    assert rows == [first.id, second.id, third.id]
    assert "Check soon" in row_of(desk, second.id)
    desk.post(f"{PAGE}/{first.id}/checked")
    desk.open("/desk/work")
    assert late not in desk.text
    swift = desk.colleague("caseworker", email="swift@example.org")
    swift.open("/desk/work")
    assert soon not in swift.text
    swift.open(PAGE)
    assert not list(swift.all("form", action=PAGE))
    assert "Called today" not in swift.text


def posted_again(desk):
    """Return what the form on the page would post unchanged."""
    (form,) = [form for form in desk.root.iter("form") if form.get("action") == PAGE]
    fields: dict[str, str | list[str]] = {}
    for element in form.iter("input"):
        name, kind = element.get("name", ""), element.get("type")
        if kind != "checkbox":
            fields[name] = element.get("value", "")
        elif element.get("checked") is not None:
            ticked = fields.setdefault(name, [])
            assert isinstance(ticked, list)
            ticked.append(element.get("value", ""))
    for select_ in form.iter("select"):
        chosen = [o.get("value", "") for o in select_.iter("option") if "selected" in o.attrib]
        fields[select_.get("name", "")] = chosen[0] if chosen else ""
    del fields["csrf_token"]
    return fields


def row_of(desk, place_id):
    return desk.words_of("tr", data_place=place_id)


def place_of(place_id):
    return next(place for place in places_in_force() if place.id == place_id)


def shipped_place(place_id):
    return next(place for place in shipped() if place.id == place_id)


def approve(gull):
    assert gull.post(f"{PAGE}/changes/{last_row().id}/approve").status_code == 303


@pytest.fixture
def gull(desk):
    return desk.colleague("supervisor")
