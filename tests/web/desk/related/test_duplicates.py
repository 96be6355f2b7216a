"""Cases of the same person are suggested to staff, and to nobody else."""

from datetime import timedelta
from typing import Any

from intake.cases.card import Card
from intake.web.desk.case.related import duplicates
from tests.cases.desk import desk_of
from tests.cases.making import CARD

ME: dict[str, Any] = {
    "name_to_use": "Mohammad Karimi",
    "birth_date": "1990-03-21",
    "a_number": "A012-345-678",
    "contact": {"phone": "+1 (202) 555-0143", "email": "Lumo@Example.org"},
}


def test_the_case_page_suggests_who_may_be_the_same_person(desk):
    alike: list[tuple[dict[str, Any], str]] = [
        ({"a_number": "12345678"}, "Same A-number"),
        ({"contact": {"phone": "202.555.0143"}}, "Same phone"),
        ({"contact": {"phone": "٢٠٢٥٥٥٠١٤٣"}}, "Same phone"),
        ({"contact": {"email": " lumo@example.org"}}, "Same email"),
        (
            {"names": ("محمد کریمی",), "birth_date": "1990-03-21"},
            "Similar name, same birth date",
        ),
        (
            {"name_to_use": "Muhammed Karimi", "birth_date": "1990"},
            "Similar name, same birth year",
        ),
        (
            {
                "name_to_use": "Mohammad Karimi",
                "birth_date": {"calendar": "solar_hijri", "said": "1369-01-01"},
            },
            "Similar name, same birth date",
        ),
    ]
    twins = [
        (desk.case(card=Card(**{"name_to_use": "Somebody", **fields})).reference, why)
        for fields, why in alike
    ]
    unlike: tuple[dict[str, Any], ...] = (
        {"name_to_use": "Mohammad Karimi"},
        {"name_to_use": "Mohammad Karimi", "birth_date": "1991-03-21"},
        {
            "name_to_use": "Mohammad Karimi",
            "birth_date": {"calendar": "solar_hijri", "said": "1369-01-02"},
        },
        {"name_to_use": "Leila Azizi", "birth_date": "1990-03-21"},
        {"contact": {"phone": "202 555 0144", "trusted_phone": "+1 (202) 555-0143"}},
        {"contact": {"phone": "0143"}},
        {"a_number": "5678"},
    )
    for weak in unlike:
        desk.case(card=Card(**{"name_to_use": "Somebody", **weak}))

    case = open_one(desk)

    rows = {row: why for row in desk.all("li") for twin, why in twins if twin in desk.words(row)}
    assert len(rows) == len(twins)
    assert [(desk.words(row), why) for row, why in rows.items() if why not in desk.words(row)] == []
    for page in (f"/desk/cases/{case}", f"/desk/cases/{case}/duplicates"):
        assert set(suggested(desk)) == {reference for reference, _ in twins}
        desk.open(page)
    assert len(suggested(desk)) == len(twins)


def test_cases_of_other_teams_are_not_suggested(app, desk):
    desk_of(app, "caseworker", email="other@example.org").team.case(card=Card(**ME))

    open_one(desk)

    assert suggested(desk) == []


def test_no_link_makes_a_session_keep_what_the_link_says(desk):
    twin = desk.case(card=Card(**ME))
    case = desk.case(card=Card(**ME))
    address = f"/desk/cases/{case.reference}/duplicates"
    answer = desk.post(address, after="\0", found="\0.phone", looked="x")
    assert answer.status_code == 200, "an invalid cursor is ignored"

    desk.open(f"{address}?after={'f' * 32}&looked=9")
    assert suggested(desk) == [twin.reference]
    forged = desk.request("POST", address, data={"after": "f" * 32})

    assert forged.status_code == 403
    desk.open_case(case)
    assert suggested(desk) == [twin.reference]


def test_a_long_search_for_duplicates_continues_where_it_stopped(desk, monkeypatch):
    monkeypatch.setattr(duplicates, "AT_ONCE", timedelta())
    monkeypatch.setattr(duplicates, "WORKS_FOR", timedelta())
    monkeypatch.setattr("intake.actions.conflicts.duplicates.AT_ONCE", 2)
    twins = {desk.case(card=Card(**ME)).reference for _ in range(5)}

    case = open_one(desk)
    assert "cases checked so far" in desk.text
    address, steps = f"/desk/cases/{case}/duplicates", 0
    desk.open(address)
    while "Continue" in desk.text:
        form = next(form for form in desk.all("form") if form.get("action") == address)
        fields: dict[str, str | list[str]] = {}
        for field in form.iter("input"):
            name, value = field.get("name", ""), field.get("value", "")
            fields[name] = [*fields.get(name, []), value] if name == "found" else value
        desk.post(address, **fields)
        steps += 1

    assert steps > 1
    assert set(suggested(desk)) == twins
    assert "Checked all 6 other cases." in desk.text


def open_one(desk):
    """Open a case of this person. Return its reference."""
    case = desk.case(card=Card(**ME))
    desk.case(card=CARD)
    desk.open_case(case)
    return case.reference


def suggested(desk):
    """Return the references of the cases that are listed."""
    lists = [list_ for list_ in desk.all("ul") if list_.get("class") == "duplicates"]
    return [desk.words(link) for list_ in lists for link in list_.iter("a")]
