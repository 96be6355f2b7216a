"""Every view has exactly one guard, of its own door."""

import pytest

from intake.staff.store import Act
from intake.web.access import anyone, applicant, staff

OPEN_AT_THE_DESK = ("signin", "signout", "invitation", "lock", "left", "calendar")


def test_every_endpoint_is_guarded(one_app):
    views = {name: view for name, view in one_app.view_functions.items() if name != "static"}
    assert len(views) >= 20

    unguarded = [
        name
        for name, view in views.items()
        if getattr(view, "guard", None) not in ("anyone", "applicant", *Act)
    ]
    assert unguarded == []


def test_the_guard_fits_the_door(one_app):
    misfits = [
        f"{rule.rule}: {guard}"
        for rule in one_app.url_map.iter_rules()
        if (guard := getattr(one_app.view_functions[rule.endpoint], "guard", None))
        and isinstance(guard, Act) != rule.rule.startswith("/desk/")
        and not (rule.rule.startswith("/desk/") and rule.rule.split("/")[2] in OPEN_AT_THE_DESK)
    ]

    assert misfits == []


SENSITIVE = {
    "audit.export",
    *("signin.password.show", "signin.codes.make", "signin.recovery_sheets.show"),
    *("signin.app.show", "signin.app.connect"),
    *("signin.passkeys.show", "signin.passkeys.add", "signin.passkeys.remove"),
    *("calendar.make", "met.confirm_alone", "decision.confirm_alone"),
    *("signin.passkey_device.show", "signin.passkey_device.keep"),
    *("joining.invite", "joining.change", "team.grant", "team.reset", "leaving.disable"),
    *(
        "signing.grant",
        "signing.request_new",
        "law.approve",
        "worksheet.sign",
        "places.approve",
        "letters.approve",
        "private.show",
        "hand_off.make",
        "hand_off.make_whole",
    ),
    *("resets.confirm", "resets.end"),
    *("erase.erase", "erase.hold", "erase.lift"),
    *("imports.take_back", "imports.take_names_back", "lending.lend"),
    *("wall.put_up", "wall.take_down"),
}
"""What a desk left open must not let anybody do: take over an account, give or take access, read
what is folded away, take a case out of the house, destroy one or keep one from being destroyed."""


def test_a_sensitive_act_asks_who_is_there(one_app):
    asking = {name for name, view in one_app.view_functions.items() if getattr(view, "fresh", "")}

    assert asking == SENSITIVE


@pytest.mark.parametrize("outer", [anyone, applicant, staff(Act.OPEN_CASE)])
@pytest.mark.parametrize("inner", [anyone, applicant, staff(Act.OPEN_CASE)])
def test_no_view_wears_two(outer, inner):
    def show():
        return "a page"

    with pytest.raises(TypeError, match="show has two guards"):
        outer(inner(show))


@pytest.fixture
def one_app(sqlite_database, app):
    return app
