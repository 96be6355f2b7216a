"""The team page: access for a colleague, password resets, disabling, and new keys."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from sqlalchemy import delete, select, update

from intake.actions.accounts.change_password import LastKeys
from intake.actions.keys.reseal_cases import IN_FLIGHT
from intake.audit.models import AuditEntry
from intake.extensions import db
from intake.keys import store as keys
from intake.keys.models import Epoch, SigningGrant
from intake.sealing.seal import new_pair
from intake.sessions import store as sessions
from intake.staff import store
from intake.staff.invitations import RESET_WAITS, link_id
from intake.staff.models import Invitation
from intake.staff.store import Role
from tests.staff.making import EMAIL, PASSWORD, STEP
from tests.support.clients.applicant import csrf_of
from tests.support.clients.members import (
    GULL,
    end_wait,
    fingerprint_of,
    joined_as,
    member_id_of,
    sealed_to_team,
    text_of,
    typed_groups,
)
from tests.support.databases.writing import writing_in
from tests.support.rows import one_row

TERN = "tern.testwood@example.org"
NEW_PASSWORD = "seven quiet lamps by the lake"
WAITS = "You cannot open cases yet. Ask a colleague for access"
NAG = "Fewer than two members can open cases."


@pytest.mark.parametrize(
    "page, parts",
    [
        ("team", ["Signing key", "Request new keys", "/desk/offices"]),
        ("law", ["rule tester"]),
    ],
)
def test_what_few_need_is_behind_administration(wren, page, parts):
    wren.open(f"/desk/{page}")

    before, folded = wren.text.split("<summary>Administration</summary>")
    assert "open" not in before.rpartition("<details")[2]
    for part in parts:
        assert (part in before, part in folded) == (False, True)


def test_a_colleague_gets_access_by_comparing_a_fingerprint(app, wren, gull):
    (reference,) = sealed_to_team(app, count=1)
    gull.open("/desk/")
    assert f"Ask one of these colleagues for access: {EMAIL.partition('@')[0]}." in gull.text
    theirs = fingerprint_in(gull.text)
    wren.open("/desk/")
    assert "A colleague is waiting for case access" in wren.text
    assert NAG in wren.text

    see_gull(wren)
    assert text_of(wren.text, "standing") == "Waiting for case access"
    press(wren, "access", **typed_groups(wren.text, theirs))

    assert wren.path == "/desk/team"
    assert standings(wren)[GULL] == "Has case access"
    wren.open("/desk/")
    assert NAG not in wren.text
    gull.open("/desk/")
    assert WAITS not in gull.text
    gull.open(f"/desk/cases/{reference}")
    assert "Lumo Test-Wrenfold" in gull.text


def test_a_replaced_key_is_reported_and_gets_no_access(app, wren, gull, clock):
    sign_in_anew(gull, clock)
    theirs = fingerprint_in(gull.text)
    see_gull(wren)

    replace_key(app)

    press(wren, "access", **typed_groups(wren.text, theirs))
    assert wren.status == 422
    assert "These two groups do not match the key on this server." in wren.text
    gull.open("/desk/")
    assert "Your key on this server was replaced" in gull.text
    assert WAITS not in gull.text


def test_a_member_without_keys_cannot_grant_access(app, wren, gull):
    joined_as(app, Role.CASEWORKER, TERN)

    gull.open(member_page(gull, TERN))
    press(gull, "access", **typed_groups(gull.text, fingerprint_of(app, TERN)))

    assert gull.status == 409
    assert "You do not have case access yet" in gull.text


def test_a_forgotten_password_loses_nothing(wren, gull, clock):
    give_access(wren, gull, clock)

    see_gull(wren)
    press(wren, "reset")
    link = urlsplit(text_of(wren.text, "link")).path
    gull.open("/desk/")
    assert gull.path == "/desk/signin"
    assert standings(wren)[GULL] == "Must set a new password"
    gull.open(link)
    assert gull.status == 409
    assert "This link does not work yet" in gull.text

    end_wait(gull.client.application)
    gull.open(link)
    assert GULL in text_of(gull.text, "email")
    assert "No cases are lost." in gull.text
    gull.fill(password=NEW_PASSWORD, password_again=NEW_PASSWORD)
    gull.give_code()
    gull.open("/desk/")
    assert gull.path == "/desk/"
    theirs = fingerprint_in(gull.text)
    gull.open(link)
    assert gull.status == 410

    see_gull(wren)
    press(wren, "access", **typed_groups(wren.text, theirs))
    sign_in(gull, clock, NEW_PASSWORD)
    assert WAITS not in gull.text
    assert standings(wren)[GULL] == "Has case access"


def test_a_second_administrator_confirms_a_reset_or_ends_its_link(app, wren, gull, clock):
    tern = joined_as(app, Role.ADMINISTRATOR, TERN)
    clock.shift(RESET_WAITS)
    for who, email in ((wren, EMAIL), (tern, TERN)):
        sign_in(who, clock, email=email)
    links = []
    for ends in (False, True):
        see_gull(wren)
        press(wren, "reset")
        links.append(urlsplit(text_of(wren.text, "link")).path)
        see_gull(wren)
        assert "The link works from 26 November 2026" in wren.text
        assert f"{wren.path}/reset/end" in wren.text
        assert f"{wren.path}/reset/confirm" not in wren.text
        press(wren, "reset/confirm", link=link_shown(app))
        assert "another administrator must confirm it" in wren.text

        tern.open("/desk/")
        assert "A colleague's password was reset." in unescape(tern.text)
        tern.open(member_page(tern, GULL))
        assert EMAIL in tern.text
        assert {f'action="{tern.path}/reset/{act}"' in tern.text for act in ("confirm", "end")} == {
            True
        }
        if ends:
            press(tern, "reset/end")
        else:
            press(tern, "reset/confirm", link=text_value(tern.text, "link"))
        gull.open(links[-1])
        assert gull.status == (410 if ends else 200)
        tern.open("/desk/")
        assert "A colleague's password was reset." not in unescape(tern.text)


def test_a_reset_alerts_the_other_administrators_and_nobody_else(app, wren, gull):
    tern = joined_as(app, Role.ADMINISTRATOR, TERN)
    ibis = joined_as(app, Role.CASEWORKER, "ibis.testwood@example.org")

    see_gull(wren)
    press(wren, "reset")

    alerted = {}
    for name, who in (("wren", wren), ("tern", tern), ("ibis", ibis)):
        who.open("/desk/")
        assert who.path == "/desk/"
        alerted[name] = "A colleague's password was reset." in unescape(who.text)
    assert alerted == {"wren": False, "tern": True, "ibis": False}


def test_the_new_key_of_a_volunteer_is_compared_on_the_team_page(app, wren, clock):
    gull = joined_as(app, Role.VOLUNTEER)
    give_access(wren, gull, clock)
    gull.open("/desk/signin/password")
    gull.fill(password_now=PASSWORD, password=NEW_PASSWORD, password_again=NEW_PASSWORD)
    gull.open("/desk/")
    spoken = fingerprint_of(app)
    assert "Your own key is new." in gull.text
    assert spoken in gull.text
    assert standings(wren)[GULL] == "Opens lent cases; the new key is not compared yet"
    wren.open("/desk/")
    assert "The new key of a colleague is not compared yet." in wren.text

    see_gull(wren)
    assert spoken not in wren.text
    press(wren, "access", **typed_groups(wren.text, spoken))

    assert standings(wren)[GULL] == "Opens lent cases"
    gull.open("/desk/")
    assert "Your own key is new." not in gull.text


def test_two_administrators_who_confirm_at_once_are_both_answered(app, wren, gull, clock):
    others = []
    for email in (TERN, "ibis.testwood@example.org"):
        other = joined_as(app, Role.ADMINISTRATOR, email)
        others.append(other)
    clock.shift(RESET_WAITS)
    sign_in(wren, clock, email=EMAIL)
    see_gull(wren)
    press(wren, "reset")
    link = urlsplit(text_of(wren.text, "link")).path
    for other in others:
        sign_in(other, clock, email=other.email)
        other.open(member_page(other, GULL))

    def confirm(who):
        data = {"csrf_token": csrf_of(who.text), "link": text_value(who.text, "link")}
        return who.client.post(f"{who.path}/reset/confirm", data=data).status_code

    with ThreadPoolExecutor(2) as at_once:
        assert list(at_once.map(confirm, others)) == [303, 303]

    gull.open(link)
    assert gull.status == 200
    with app.app_context():
        acts = select(AuditEntry.act).where(AuditEntry.act == "reset_confirmed")
        assert len(db.session.scalars(acts).all()) == 1
        db.session.remove()


def test_two_groups_of_the_fingerprint_are_typed_by_hand(app, wren, gull):
    theirs = fingerprint_of(app)
    see_gull(wren)
    asked = typed_groups(wren.text, theirs)
    shown = re.findall(r"<code[^>]*>([a-z2-7]{4})</code>", wren.text)

    assert len(asked) == 2
    assert len(shown) == 6
    assert sorted([*shown, *asked.values()]) == sorted(theirs.split("-"))
    tern = joined_as(app, Role.ATTORNEY, TERN)
    tern.open(member_page(tern, GULL))
    assert typed_groups(tern.text, theirs) == asked, "another giver is shown a missing group"
    another = next(iter(shown))
    one_right = [{**asked, name: another} for name in asked]
    for wrong in ({}, dict.fromkeys(asked, "é\u0660"), dict.fromkeys(asked, another), *one_right):
        see_gull(wren)
        press(wren, "access", **wrong)
        assert wren.status == 422
    assert standings(wren)[GULL] == "Waiting for case access"

    see_gull(wren)
    spoken = {name: f" {group.upper()} " for name, group in asked.items()}
    press(wren, "access", **spoken)
    assert standings(wren)[GULL] == "Has case access"


def test_of_two_links_for_one_member_the_later_works(wren, gull):
    links = []
    for _ in range(2):
        see_gull(wren)
        press(wren, "reset")
        links.append(urlsplit(text_of(wren.text, "link")).path)

    end_wait(gull.client.application)
    gull.open(links[0])
    assert gull.status == 410
    gull.open(links[1])
    assert gull.status == 200


def test_changing_ones_own_password_changes_nothing_else(wren, gull, clock):
    give_access(wren, gull, clock)
    elsewhere = gull.client.application.test_client()
    elsewhere.set_cookie("d", gull.cookie)

    gull.open("/desk/signin/password")
    gull.fill(password_now="another", password=NEW_PASSWORD, password_again=NEW_PASSWORD)
    assert "Your current password is not correct." in gull.text
    gull.fill(password_now=PASSWORD, password="short", password_again="short")
    assert "Use at least 12 characters." in gull.text
    gull.fill(password_now=PASSWORD, password=NEW_PASSWORD, password_again=NEW_PASSWORD)

    assert gull.path == "/desk/"
    assert WAITS not in gull.text
    assert elsewhere.get("/desk/").status_code == 303
    gull.press_sign_out()
    sign_in(gull, clock, NEW_PASSWORD)
    assert WAITS not in gull.text


def test_disabling_a_member_signs_out_and_renews_the_keys(app, wren, gull, clock):
    give_access(wren, gull, clock)
    references = sealed_to_team(app, count=3)

    see_gull(wren)
    press(wren, "disable")

    assert wren.path == "/desk/team"
    assert GULL not in wren.text
    assert "Cases re-encrypted: 0 of 3." in wren.text
    gull.open("/desk/")
    assert gull.path == "/desk/signin"
    clock.shift(minutes=1)
    wren.work_behind()
    wren.open("/desk/team")
    assert "The old keys stay five more minutes" in wren.text
    clock.shift(IN_FLIGHT)
    for _ in range(2):
        wren.work_behind()
        clock.shift(minutes=1)
    wren.open("/desk/team")
    assert "Renew keys" not in wren.text
    for reference in references:
        wren.open(f"/desk/cases/{reference}")
        assert "Lumo Test-Wrenfold" in wren.text


def test_disabling_after_a_reset_renews_the_keys(wren, gull, clock):
    give_access(wren, gull, clock)
    see_gull(wren)
    press(wren, "reset")

    see_gull(wren)
    press(wren, "disable")

    assert "All cases use the new keys." in wren.text
    assert NAG in wren.text


@pytest.mark.parametrize(
    "damage", [update(Epoch).values(signature=bytes(64)), delete(SigningGrant)]
)
def test_damage_to_keys_keeps_nobody_in_the_team(app, wren, gull, clock, damage):
    give_access(wren, gull, clock)
    see_gull(wren)
    with writing_in(app):
        db.session.execute(damage)

    press(wren, "disable")

    assert GULL not in standings(wren)
    assert "as soon as an administrator who holds the signing key" in wren.text
    gull.open("/desk/")
    assert gull.path == "/desk/signin"


@pytest.mark.parametrize("what", ["disable", "roles"])
def test_a_disabled_administrators_links_are_revoked(app, wren, gull, clock, what):
    give_access(wren, gull, clock)
    tern = joined_as(app, Role.ADMINISTRATOR, TERN)
    tern.open("/desk/team")
    tern.fill(action="/desk/team/invite", email="other@example.org", roles="administrator")
    links = [urlsplit(text_of(tern.text, "link")).path]
    tern.open(member_page(tern, GULL))
    press(tern, "reset")
    links.append(urlsplit(text_of(tern.text, "link")).path)
    tern.open(links[0])
    tern.fill(password=PASSWORD, password_again=PASSWORD)

    wren.open(member_page(wren, TERN))
    press(wren, what, roles="reporter")

    tern.give_code()
    assert tern.status == 410
    for link in links:
        tern.open(link)
        assert tern.status == 410
    see_gull(wren)
    press(wren, "reset")
    end_wait(app)
    gull.open(urlsplit(text_of(wren.text, "link")).path)
    assert GULL in text_of(gull.text, "email")


@pytest.mark.parametrize("what", ["disable", "roles"])
def test_two_administrators_cannot_disable_each_other_at_once(app, wren, what):
    tern = joined_as(app, Role.ADMINISTRATOR, TERN)
    wren.open(member_page(wren, TERN))
    tern.open(member_page(tern, EMAIL))

    def press_it(who):
        data = {"csrf_token": csrf_of(who.text), "roles": "supervisor"}
        return who.client.post(f"{who.path}/{what}", data=data).status_code

    with ThreadPoolExecutor(2) as at_once:
        answers = list(at_once.map(press_it, (wren, tern)))

    assert answers == [303, 303]
    with app.app_context():
        here = store.members_of(keys.the_team().id)
        assert sum(Role.ADMINISTRATOR in member.roles for member in here) == 1
        db.session.remove()


def test_a_session_ended_during_a_request_has_no_further_page(wren, gull, monkeypatch):
    def too_late(*_, **__):
        sessions.end_all_of(member_id_of(EMAIL))
        db.session.commit()
        raise LastKeys

    monkeypatch.setattr("intake.web.desk.team.team.reset_password", too_late)
    see_gull(wren)

    press(wren, "reset")
    assert wren.status == 409
    wren.open("/desk/team")

    assert wren.path == "/desk/signin"


def test_long_resealing_goes_on_by_a_page_that_renews_itself(
    app,
    wren,
    gull,
    clock,
    monkeypatch,
):
    monkeypatch.setattr("intake.actions.keys.reseal_cases.AT_ONCE", 1)
    monkeypatch.setattr("intake.web.desk.team.renewal.WORKS_FOR", timedelta())
    give_access(wren, gull, clock)
    sealed_to_team(app, count=3)
    see_gull(wren)
    press(wren, "disable")

    wren.open("/desk/team/keys/run")
    progress = re.findall(r"(\d of \d) cases", wren.text)
    while "long-work" in wren.text:
        wren.open("/desk/team/keys/run")
        progress += re.findall(r"(\d of \d) cases", wren.text)

    assert progress == ["1 of 3", "2 of 3", "3 of 3"]
    assert wren.path == "/desk/team"
    assert "All cases use the new keys" in wren.text


def test_an_administrator_without_keys_cannot_renew_them(app, wren, gull):
    keeper = joined_as(app, Role.ADMINISTRATOR, "ibis.testwood@example.org")

    keeper.open(member_page(keeper, GULL))
    press(keeper, "disable")
    keeper.open(member_page(keeper, EMAIL))
    press(keeper, "disable")

    assert "New keys are made as soon as an administrator" in keeper.text
    assert "no one holds it." in keeper.text
    assert standings(keeper) == {"ibis.testwood@example.org": "Does not need case access"}


def give_access(wren, gull, clock):
    """Compare the fingerprint, give the colleague access, and sign them in again."""
    gull.open("/desk/")
    theirs = fingerprint_in(gull.text)
    see_gull(wren)
    press(wren, "access", **typed_groups(wren.text, theirs))
    sign_in(gull, clock)


def see_gull(wren):
    """Open the page of the colleague."""
    wren.open(member_page(wren, GULL))


def member_page(who, email):
    """Return the link of this member on the team page."""
    who.open("/desk/team")
    link = re.search(rf'href="(/desk/team/[^"]+)"[^>]*>(?:<[^>]+>)?{re.escape(email)}<', who.text)
    assert link, f"{email} is not in the team"
    return link[1]


def standings(who):
    """Return the access of each member, as the team page shows it."""
    who.open("/desk/team")
    rows = re.findall(r"<tr>\s*<th scope=\"?row.*?</tr>", who.text, re.DOTALL)
    cells = [re.sub(r"<[^>]*>", "\n", row).split("\n") for row in rows]
    members = [[cell.strip() for cell in row if cell.strip()] for row in cells]
    return {member[0]: member[-1] for member in members}


def press(who, what, **fields):
    """Press a button of the member page."""
    who.fill(action=f"{who.path}/{what}", **fields)


def link_shown(app):
    """Return the name of the only reset link, which its asker is not shown."""
    with app.app_context():
        return link_id(one_row(Invitation))


def text_value(html, name):
    """Return the value of a hidden field."""
    match = re.search(rf'name="?{name}"? value="?([0-9a-f]+)', html)
    assert match, f"no field {name}"
    return match[1]


def fingerprint_in(html):
    fingerprint = re.search(r"in person: ([a-z2-7-]{39})", unescape(html))
    assert fingerprint, "no fingerprint is shown"
    return fingerprint[1]


def sign_in(who, clock, password=PASSWORD, *, email=GULL):
    clock.shift(STEP)
    who.open("/desk/signin")
    who.fill(email=email, password=password)
    who.give_code()
    assert who.path == "/desk/"


def sign_in_anew(who, clock):
    who.press_sign_out()
    sign_in(who, clock)


def replace_key(app):
    """Replace a key in the database, as an attacker with write access could."""
    with writing_in(app):
        member = store.find(member_id_of(GULL))
        assert member is not None
        member.public_key = new_pair().public


@pytest.fixture
def settings(settings):
    """Return the settings of a process that serves only the desk."""
    return replace(settings, doors=("desk",))


@pytest.fixture(autouse=True)
def _stand_still(clock):
    """Codes belong to a moment."""
