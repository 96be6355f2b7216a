"""Views that members save for themselves, with sealed names."""

from sqlalchemy import text

from intake.desk_state import saved_views
from intake.extensions import db

VIEW = "view=unassigned&tier=P1"


def test_a_view_is_saved_used_and_removed(desk):
    save(desk, "Lumo's family")
    desk.open("/desk/")

    assert saved(desk) == {"Lumo's family": f"/desk/?{VIEW}"}
    desk.open(f"/desk/?{VIEW}")
    desk.post(desk.action(f"/drop?{VIEW}"))
    desk.open("/desk/")

    assert saved(desk) == {}


def test_the_name_of_a_view_is_sealed_and_without_its_key_the_filters_name_it(desk):
    save(desk, "Lumo's family")
    row = db.session.execute(text("SELECT query, name FROM desk_views")).one()
    assert row.query == VIEW
    assert b"Lumo" not in bytes(row.name)

    saved_views.of_member(desk.member.id)[0].epoch = 7
    desk.open()
    assert list(saved(desk)) == ["Priority: P1"]


def test_another_members_view_is_neither_shown_nor_removed(desk):
    save(desk, "Lumo's family")
    colleague = desk.colleague()
    colleague.open()
    assert saved(colleague) == {}

    colleague.post(f"/desk/views/{saved_views.of_member(desk.member.id)[0].id}/drop")

    desk.open()
    assert len(saved(desk)) == 1


def test_a_view_needs_a_short_name(desk):
    for name in ["", "   ", "x" * 41]:
        assert save(desk, name) == 422
        assert "Enter a view name of 40 characters or fewer." in desk.text


def test_there_are_at_most_twelve(desk):
    for number in range(saved_views.MOST):
        assert save(desk, f"View {number}") == 303

    assert save(desk, "One more") == 422
    assert "You have 12 saved views" in desk.text


def save(desk, name):
    """Type a name and press Save; gives the status of the answer."""
    return desk.post(f"/desk/views/save?{VIEW}", name=name).status_code


def saved(desk):
    """Return the member's saved views with their addresses."""
    tabs = [nav for nav in desk.all("nav") if nav.get("class") == "tabs saved"]
    return {desk.words(link): link.get("href", "") for tab in tabs for link in tab.iter("a")}
