"""The desk locked, ended, or asking who is there: nothing typed is lost."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from intake.audit.models import AuditEntry
from intake.extensions import db
from intake.sessions.models import StaffSession, TypedForm
from intake.sessions.pending_forms import TABS
from intake.sessions.store import FRESH, IDLE
from tests.staff.making import EMAIL, PASSWORD, STEP
from tests.support.clients.applicant import csrf_of
from tests.support.clients.members import GULL, StaffBrowser, field_names, id_of, member_id_of
from tests.support.databases.reading import stored
from tests.support.databases.writing import writing_in
from tests.support.rows import all_rows, change_rows

pytestmark = pytest.mark.usefixtures("clock")

LAW = "/desk/law/amendments"
SOURCE = "https://example.org/invented-tern-notice"
PROPOSAL = {"parameter": "no_such_number", "source": SOURCE}


def test_lock_now_puts_the_keys_away_and_keeps_the_browser(app, wren):
    wren.open("/desk/")

    wren.fill(action="/desk/lock")

    assert wren.path == "/desk/signin"
    assert "The desk is locked" in wren.text
    assert "after 15 minutes in which you open no page and type nothing" in wren.text
    assert EMAIL in wren.text
    assert wren.page.history[0].headers["Clear-Site-Data"] == '"cache"'
    with app.app_context():
        session = db.session.query(StaffSession).one()
        assert session.locked_keys == b""
    for path in ("/desk/", "/desk/team", "/desk/account"):
        wren.open(path)
        assert wren.path == "/desk/signin"


def test_coming_back_takes_password_and_code(wren, clock):
    wren.open("/desk/")
    wren.fill(action="/desk/lock")
    locked = wren.cookie
    clock.shift(STEP)

    wren.fill(email=EMAIL, password="copper kettle ten gulls")
    assert wren.status == 422
    unlock(wren)

    assert wren.path == "/desk/"
    assert wren.cookie != locked


def test_who_locked_it_need_not_be_who_comes_back(wren, gull, clock):
    propose_late(wren, clock)
    clock.shift(STEP)
    wren.open("/desk/signin")

    wren.fill(email=GULL, password=PASSWORD)
    wren.fill(code=gull.code())

    assert wren.path == "/desk/"
    wren.open("/desk/typed")
    assert wren.path == "/desk/"
    assert SOURCE not in wren.text


def test_another_account_can_be_used_at_a_locked_desk(wren):
    wren.open("/desk/")
    wren.fill(action="/desk/lock")

    wren.fill(anew="1")

    assert EMAIL not in wren.text
    assert "The desk is locked" not in wren.text


def test_what_was_posted_too_late_comes_back_after_signing_in(app, wren, clock):
    propose_late(wren, clock)
    assert wren.path == "/desk/signin"
    with app.app_context():
        assert SOURCE.encode() not in db.session.query(TypedForm).one().sealed

    clock.shift(STEP)
    unlock(wren)

    assert wren.path == "/desk/typed"
    assert SOURCE in wren.text
    wren.fill(action=LAW, **hidden(wren.text), typed=number_on(wren.text))
    assert wren.status == 422
    assert SOURCE in wren.text
    wren.open("/desk/typed")
    assert wren.path == "/desk/"


def test_what_was_typed_and_then_damaged_keeps_nobody_out(app, wren, clock):
    propose_late(wren, clock)
    damage(app)
    clock.shift(STEP)

    unlock(wren)

    assert wren.path == "/desk/"
    assert "Some encrypted data cannot be opened." in wren.text
    with app.app_context():
        entries = all_rows(AuditEntry, AuditEntry.act == "seal_broken")
        assert [entry.member_id for entry in entries] == [member_id_of(EMAIL)]
        assert db.session.query(TypedForm).all() == []


def test_damaged_while_a_proof_is_asked_for_it_is_told_once_and_then_gone(app, wren, gull, clock):
    path = f"/desk/team/{id_of(app, GULL)}"
    wren.open(path)
    clock.shift(FRESH)
    wren.fill(action=f"{path}/reset")
    damage(app)

    wren.give_code()
    assert (wren.path, wren.status) == ("/desk/typed", 409)

    wren.open("/desk/typed")
    assert wren.path == "/desk/"
    assert "Some encrypted data cannot be opened." in wren.text


def test_what_stood_in_the_page_when_it_was_locked_comes_back(wren, clock):
    wren.open("/desk/law")
    typed = urlencode({"csrf_token": "x", "password": PASSWORD, **PROPOSAL})
    wren.fill(action="/desk/lock", to=LAW, form=typed)
    clock.shift(STEP)

    unlock(wren)

    assert wren.path == "/desk/typed"
    assert hidden(wren.text).items() >= PROPOSAL.items()
    assert PASSWORD not in wren.text


def test_what_stood_in_two_tabs_comes_back_one_after_the_other(app, wren, clock):
    first, second = (PROPOSAL | {"source": f"{SOURCE}/{number}"} for number in (1, 2))
    lock_two_tabs(wren, first, second)
    clock.shift(STEP)

    unlock(wren)

    assert hidden(wren.text).items() >= first.items()
    wren.fill(action=LAW, **hidden(wren.text), typed=number_on(wren.text))
    assert wren.status == 422  # it has a mistake, and is shown in its own page
    wren.open("/desk/typed")
    assert hidden(wren.text).items() >= second.items()
    wren.fill(action="/desk/typed", typed=number_on(wren.text))
    assert wren.path == "/desk/"
    wren.open("/desk/typed")
    assert wren.path == "/desk/"
    assert kept(app) == 0


def test_after_the_first_was_sent_the_next_is_offered(wren, clock):
    lock_two_tabs(wren, {"more": "no_keys"}, PROPOSAL, to="/desk/preferences")
    clock.shift(STEP)
    unlock(wren)

    wren.fill(action="/desk/preferences", **hidden(wren.text), typed=number_on(wren.text))

    assert "Something you typed before signing in is not sent yet." in wren.text
    wren.open("/desk/typed")
    assert hidden(wren.text).items() >= PROPOSAL.items()


def test_the_same_form_posted_twice_is_offered_once(app, wren, clock):
    lock_two_tabs(wren, PROPOSAL, PROPOSAL)

    assert kept(app) == 1


def test_of_more_tabs_than_are_kept_the_last_is_offered(app, wren, clock):
    lock_two_tabs(wren, *({"source": str(number)} for number in range(12)))
    assert kept(app) == TABS
    clock.shift(STEP)
    unlock(wren)

    for _ in range(TABS - 1):
        wren.fill(action="/desk/typed", typed=number_on(wren.text))

    assert hidden(wren.text)["source"] == "11"


def test_a_draft_that_a_page_saves_by_itself_waits_for_nobody(app, wren, clock):
    wren.open("/desk/")
    clock.shift(IDLE)

    wren.fill(action="/desk/cases/K7QF-2MXH/messages/draft", text="PS", quiet="1")

    assert kept(app) == 0


def test_only_a_form_of_the_desk_is_kept(app, wren):
    for to in ["//evil.example", "https://evil.example/", "/desk/../x", "/desk/", "/leave", ""]:
        wren.open("/desk/")

        wren.fill(action="/desk/lock", to=to, form="note=1")
    assert kept(app) == 0


def test_a_page_of_many_boxes_is_locked_like_any_other(app, wren):
    wren.open("/desk/law")

    wren.fill(action="/desk/lock", to=LAW, form="&".join(["source=tern"] * 600))

    assert wren.path == "/desk/signin"
    with app.app_context():
        assert db.session.query(StaffSession).one().locked_keys == b""
        assert db.session.query(TypedForm).count() == 1


def test_what_came_back_can_be_let_go(wren, clock):
    propose_late(wren, clock)
    clock.shift(STEP)
    unlock(wren)

    wren.fill(action="/desk/typed", typed=number_on(wren.text))

    assert wren.path == "/desk/"
    wren.open("/desk/typed")
    assert wren.path == "/desk/"


def test_a_page_from_before_the_lock_gives_its_text_back_too(wren, clock):
    wren.open("/desk/law")
    old = csrf_of(wren.text)
    wren.fill(action="/desk/lock")
    clock.shift(STEP)
    unlock(wren)

    wren.page = wren.client.post(LAW, data={"csrf_token": old, **PROPOSAL})

    assert wren.status == 403
    assert hidden(wren.text).items() >= PROPOSAL.items()


def test_what_two_tabs_send_from_another_place_is_kept_of_both(app, wren):
    wren.open("/desk/law")
    token = csrf_of(wren.text)
    base = wren.client.environ_base
    base.update({"REMOTE_ADDR": "2001:db8::7", "HTTP_USER_AGENT": "Another Testbrowser"})

    for number in (1, 2):
        form = PROPOSAL | {"source": f"{SOURCE}/{number}", "csrf_token": token}
        wren.page = wren.client.post("/desk/preferences", data=form)
        assert wren.page.location == "/desk/signin/again"

    assert kept(app) == 2


def test_a_page_of_somebody_elses_site_gets_nothing_back(wren):
    wren.page = wren.client.post(LAW, data=PROPOSAL, headers={"Origin": "https://evil.example"})

    assert wren.status == 403
    assert SOURCE not in wren.text


def test_a_sensitive_act_asks_for_the_second_factor_again(app, wren, gull, clock):
    path = f"/desk/team/{id_of(app, GULL)}"
    wren.open(path)
    clock.shift(FRESH)

    wren.fill(action=f"{path}/reset")
    assert wren.path == "/desk/signin/again"
    assert "Nothing has been done yet" in wren.text
    wren.fill(code="000000")
    assert wren.status == 422
    wren.give_code()

    assert wren.path == "/desk/typed"
    assert "Reset a colleague&#39;s password" in wren.text
    wren.fill(action=f"{path}/reset", typed="1")
    assert "This link is shown once" in wren.text


def test_within_ten_minutes_it_does_not_ask(app, wren, gull, clock):
    path = f"/desk/team/{id_of(app, GULL)}"
    wren.open(path)
    clock.shift(FRESH - timedelta(seconds=1))

    wren.fill(action=f"{path}/reset")

    assert "This link is shown once" in wren.text


def test_many_wrong_proofs_bring_a_wait(wren, clock):
    clock.shift(FRESH)
    wren.open("/desk/signin/again")
    for _ in range(5):
        wren.fill(code="000000")
    wren.give_password()

    wren.give_code()

    assert wren.status == 429
    assert "Wait 15 minutes" in wren.text


def test_a_page_that_wants_a_proof_is_shown_after_it(wren, clock):
    clock.shift(FRESH)

    wren.open("/desk/signin/password")
    assert wren.path == "/desk/signin/again"
    wren.fill(action=wren.page.request.full_path, code=wren.code())

    assert wren.path == "/desk/signin/password"


def test_with_a_password_alone_nobody_takes_over_a_desk_that_was_left_open(wren, clock):
    new = "seven quiet lamps by the lake"
    wren.open("/desk/signin/password")
    clock.shift(FRESH)

    wren.fill(password_now=PASSWORD, password=new, password_again=new)
    assert wren.path == "/desk/signin/again"
    wren.open("/desk/account/passkeys")
    assert wren.path == "/desk/signin/again"
    wren.open("/desk/signin/again?next=/desk/signin/password")
    wren.fill(action=wren.page.request.full_path, code=wren.code())

    assert wren.path == "/desk/signin/password"
    wren.fill(password_now=PASSWORD, password=new, password_again=new)
    assert wren.path == "/desk/"


def test_a_link_leads_on_after_signing_in(wren, clock):
    clock.shift(IDLE)
    wren.open("/desk/team")
    assert wren.path == "/desk/signin"

    for form in ({"email": EMAIL, "password": PASSWORD}, {"code": wren.code()}):
        wren.fill(action=wren.page.request.full_path, **form)

    assert wren.path == "/desk/team"


def test_nobody_is_led_elsewhere(wren):
    for target in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/desk/\\evil.example",
        "/desk//evil.example",
        "/desk/../leave",
        "/desk/%0d%0aSet-Cookie:x",
        "/desk/\r\nSet-Cookie: x",
        "desk@evil.example",
        "http://localhost@evil.example/desk/",
        "javascript:alert(1)",
        "/desk/team\n",
        "/deskevil",
        "/desk//evil",
        "/desk/t\u00e9am",
        "/desk/team\u2028",
        "/desk/team\x00",
    ]:
        answer = wren.client.get("/desk/signin", query_string={"next": target})

        assert (answer.status_code, answer.location) == (303, "/desk/work")
    ours = wren.client.get("/desk/signin", query_string={"next": "/desk/team"})
    assert ours.location == "/desk/team"


def test_own_sessions_are_listed_and_ended(app, wren, clock):
    elsewhere = signed_in_elsewhere(app, wren, clock)
    wren.open("/desk/account/sessions")
    assert wren.text.count("10:00</time>") == 2
    ends = re.findall(r'action="?(/desk/account/sessions/[0-9a-f]{32}/end)', wren.text)

    wren.fill(action=ends[0])

    assert wren.path == "/desk/account/sessions"
    assert wren.text.count("</time>") == 1
    elsewhere.open("/desk/")
    assert elsewhere.path == "/desk/signin"
    wren.fill(action=ends[0])
    assert wren.status == 404


def test_nobody_ends_the_session_of_a_colleague(app, wren, gull):
    with app.app_context():
        theirs = db.session.query(StaffSession).filter_by(member_id=member_id_of(GULL)).one().id
    wren.open("/desk/account/sessions")
    assert theirs not in wren.text

    wren.fill(action=f"/desk/account/sessions/{theirs}/end")

    assert wren.status == 404
    gull.open("/desk/")
    assert gull.path == "/desk/"


def test_asking_how_long_is_left_puts_nothing_off_and_staying_does(wren, clock):
    wren.open("/desk/")
    clock.shift(minutes=14)

    for _ in range(2):
        assert wren.client.get("/desk/left").text == "60"
    data = {"csrf_token": csrf_of(wren.text)}
    assert wren.client.post("/desk/stay", data=data).text == "900"
    clock.shift(IDLE)
    assert wren.client.get("/desk/left").text == "0"


def propose_late(who, clock):
    """A form filled in, and sent a quarter of an hour later."""
    who.open("/desk/law")
    clock.shift(IDLE)
    who.fill(action=LAW, **PROPOSAL)


def kept(app):
    """Return how many forms wait on the server."""
    return len(stored(app, select(TypedForm)))


def damage(app):
    """Somebody changes what waits on the server."""
    with writing_in(app):
        change_rows(TypedForm, sealed=b"damaged")


def signed_in_elsewhere(app, who, clock):
    """Return a second browser of a member, signed in."""
    elsewhere = StaffBrowser(app)
    elsewhere.email, elsewhere.secret = who.email, who.secret
    elsewhere.sign_in(clock)
    return elsewhere


def unlock(who):
    who.open("/desk/signin")
    assert field_names(who.text) >= {"email", "password"}
    who.fill(email=EMAIL, password=PASSWORD)
    who.give_code()


def lock_two_tabs(wren, *forms, to=LAW):
    """Lock the desk from several tabs, of which the first has a form for *to*."""
    wren.open("/desk/")
    token = csrf_of(wren.text)
    for number, form in enumerate(forms):
        page = {"to": LAW if number else to, "form": urlencode(form)}
        wren.page = wren.client.post("/desk/lock", data={"csrf_token": token, **page})


def number_on(html):
    """Return the number of the form in the page."""
    (number,) = set(re.findall(r'name="?typed"? value="?([0-9]+)', html))
    return str(number)


def hidden(html):
    """Return the hidden fields of the page, except form tokens."""
    match = re.findall(r'type="?hidden"? name="?([a-z_]+)"? value="?([^">]*)', html)
    return {name: value for name, value in match if name != "csrf_token"}
