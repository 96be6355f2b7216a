"""The next person in a browser sees nothing of the last: *Start*, and the buttons after sending."""

import re

import pytest
from sqlalchemy import func, select

from intake.extensions import db
from intake.questionnaire.asylum import ASYLUM
from intake.requests.models import Request
from tests.support.clients.applicant import SHORTEST, Applicant, at_check, come_back, csrf_of
from tests.support.databases.fixtures import ON_BOTH
from tests.support.rows import count_rows

pytestmark = pytest.mark.usefixtures("wren")

NAME = "Lumo Test-Wrenfold"
SHARED = {**SHORTEST, "device": ["shared"]}
MINE = {**SHORTEST, "device": ["mine"]}
START, ANOTHER = "/en/f/start", {"who": ["other"]}
WHO_SENT = "Are you the person who sent this?"
WHO_BEGAN = "Are you the person who began this?"


def test_start_begins_anew_where_nobody_was_before(app):
    someone = Applicant(app)

    press_start(someone)

    assert someone.path == "/en/f/1"


@ON_BOTH
@pytest.mark.parametrize("answers", [SHARED, SHORTEST], ids=["shared", "not said"])
def test_on_a_shared_device_start_closes_what_was_sent(app, answers):
    someone = Applicant(app, answers)
    reference = someone.apply()
    code, old = code_on(someone.text), cookie_of(someone)

    press_start(someone)

    assert someone.path == "/en/f/1"
    assert open_sessions(app) == 0
    assert traces(someone, reference, code) == []
    someone.client.set_cookie("s", old)
    assert someone.open("/en/sent").status_code == 410
    assert come_back(app, code).path == "/en/mailbox"


def test_on_a_shared_device_start_closes_a_draft_which_its_code_opens(app):
    someone = at_check(app, SHARED)
    code = code_on(someone.open("/en/f/code").text)

    press_start(someone)

    assert someone.path == "/en/f/1"
    assert "checked" not in someone.text
    assert traces(someone, code) == []
    back = come_back(app, code)
    assert back.open("/en/f/check").text.count(NAME) == 1


def test_on_an_own_device_start_asks_who_is_here_and_a_no_closes(app):
    someone = Applicant(app, MINE)
    reference = someone.apply()
    code = code_on(someone.text)

    press_start(someone)
    assert someone.path == START
    assert WHO_SENT in someone.text
    assert not [word for word in (NAME, reference, code, "/f/code") if word in someone.text]

    someone.post(START, ANOTHER)
    assert someone.path == "/en/f/1"
    assert open_sessions(app) == 0
    assert traces(someone, reference, code) == []


def test_on_an_own_device_a_yes_asks_for_the_code(app):
    someone = Applicant(app, MINE)
    someone.apply()

    press_start(someone)
    someone.post(START, {"who": ["same"]})

    assert someone.path == "/en/return"


def test_on_an_own_device_a_draft_goes_on_after_a_yes(app):
    someone = at_check(app, MINE)

    press_start(someone)
    assert WHO_BEGAN in someone.text
    someone.post(START, {"who": ["same"]})

    assert someone.path == "/en/f/check"
    assert NAME in someone.text


def test_a_draft_without_a_code_is_said_to_be_deleted(app):
    someone = Applicant(app, MINE)
    someone.answer()

    press_start(someone)

    assert "the one before is deleted. It has no return code yet." in someone.text
    someone.post(START, ANOTHER)
    assert rows(app) == 0


def test_who_came_back_with_a_code_may_be_anywhere_so_that_start_closes(app):
    mine = Applicant(app, MINE)
    reference = mine.apply()
    someone = come_back(app, code_on(mine.text))

    press_start(someone)

    assert someone.path == "/en/f/1"
    assert traces(someone, reference) == []


def test_a_code_that_the_one_before_mistyped_is_gone_after_start(app):
    someone = Applicant(app)
    mistyped = "7354 0901 5687 9672 1969 6838"
    someone.enter_code(mistyped)
    assert mistyped in someone.text

    someone.open("/en/")
    someone.post(START, {})

    assert mistyped not in someone.open("/en/return").text


def test_a_member_who_fills_in_for_others_stays_known_to_the_desk(app):
    member = Applicant(app, SHARED)
    member.apply()

    member.post(another_person(member), ANOTHER)

    cleared = member.page.history[0].headers
    assert cleared["Clear-Site-Data"] == '"cache", "storage"'
    assert [name.partition("=")[0] for name in cleared.getlist("Set-Cookie")] == ["c", "s"]


def test_from_a_page_of_an_earlier_session_start_asks_and_closes_nothing(app):
    someone = Applicant(app, SHARED)
    earlier = csrf_of(someone.open("/en/").text)
    someone.begin()
    someone.walk()

    page = someone.client.post(START, data={"csrf_token": earlier})

    assert WHO_BEGAN in page.text
    assert open_sessions(app) == 1
    someone.client.delete_cookie("s")
    page = someone.client.post(START, data={"csrf_token": earlier})
    assert 'href="/en/"' in page.text


def test_what_a_tab_of_the_one_before_posts_is_not_shown_to_the_next(app):
    someone = at_check(app, SHARED)
    number = ASYLUM.numbers["name_to_use"]
    left_open = csrf_of(someone.open(f"/en/f/{number}").text)
    press_start(someone)
    someone.walk()

    typed = {"csrf_token": left_open, "name_to_use": "Oona Test-Larkspur"}
    page = someone.client.post(f"/en/f/{number}", data=typed)

    assert page.status_code == 403
    assert "Oona" not in page.text


def test_what_was_typed_is_shown_again_to_the_person_of_the_session(app, clock):
    someone = at_check(app, SHARED)
    code, number = code_on(someone.open("/en/f/code").text), ASYLUM.numbers["name_to_use"]
    clock.shift(minutes=1)
    other_tab = csrf_of(someone.open(f"/en/f/{number}").text)
    someone.enter_code(code)

    typed = {"csrf_token": other_tab, "name_to_use": "Oona Test-Larkspur"}
    page = someone.client.post(f"/en/f/{number}", data=typed)

    assert page.status_code == 403
    assert "Oona" in page.text


def test_who_asks_for_a_call_in_another_language_sees_nothing_of_the_one_before(app):
    for answers in (SHARED, MINE):
        someone = Applicant(app, answers)
        reference = someone.apply()
        someone.open("/other-language")
        someone.post("/other-language", {"call_language": ["mam"]})

        assert someone.path == "/es/f/call"
        assert traces(someone, reference) == []

    someone = at_check(app, SHARED)
    someone.open("/other-language")
    someone.post("/other-language", {"call_language": ["mam"]})
    assert someone.path == "/es/f/call"
    assert NAME not in someone.text


def test_a_language_to_be_called_in_is_kept_by_start(app):
    someone = Applicant(app)
    someone.open("/other-language")
    someone.post("/other-language", {"call_language": ["mam"]})

    press_start(someone)

    assert someone.path == "/en/f/1"
    assert open_sessions(app) == 1


@pytest.mark.parametrize("answers", [SHARED, MINE], ids=["shared", "mine"])
def test_a_helper_fills_in_for_three_people_in_a_row(app, answers):
    helper = Applicant(app, answers)
    seen: list[str] = []
    press_start(helper)
    for name in ("Ilka Test-One", "Omar Test-Two", "Sefu Test-Three"):
        helper.answers["name_to_use"] = [name]
        helper.walk()
        assert not [word for word in seen if word in helper.text]
        seen += [helper.send(), code_on(helper.text), name]
        helper.post(another_person(helper), ANOTHER)
        assert helper.path == "/en/f/1"
        assert traces(helper, *seen) == []

    assert len(set(seen)) == 9
    assert [come_back(app, code).path for code in seen[1::3]] == ["/en/mailbox"] * 3


def test_finishing_leads_to_a_page_that_leads_to_a_new_start(app):
    someone = Applicant(app, SHARED)
    reference = someone.apply()
    assert "Finish on this device" in someone.text

    someone.post("/en/clear", {})

    assert someone.path == "/en/cleared"
    assert 'href="/en/"' in someone.text
    assert traces(someone, reference) == []


def press_start(someone):
    """Open the first pages and press *Start*."""
    for page in ("/", "/es/", "/en/"):
        someone.open(page)
        assert "return-code" not in someone.text
        assert NAME not in someone.text
    assert re.search(r'<form[^>]*action="/en/f/start"', someone.text)
    someone.post(START, {})


def traces(someone, *words):
    """Return what of the person before any page that looks for them shows, with its path."""
    at = someone.page
    shown = {path: someone.open(path).text for path in pages_of(someone.client.application)}
    someone.page = at
    return [(path, word) for path, text in shown.items() for word in (NAME, *words) if word in text]


def pages_of(app):
    """Return the pages that look for a session or for a code that was typed before."""
    return {"/en/return"} | {
        rule.rule.replace("<lang>", "en").replace("<int:number>", str(number))
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.arguments <= {"lang", "number"}
        if vars(app.view_functions[rule.endpoint]).get("guard") == "applicant"
        for number in (1, ASYLUM.numbers["name_to_use"])
    }


def code_on(html):
    """Return the return code that a page shows."""
    match = re.search(r'id="?return-code"?[^>]*>\s*([\d ]{29})', html)
    assert match
    return match[1]


def another_person(someone):
    """Return where the button for another person leads."""
    match = re.search(r'formaction="?([^" >]+)"?[^>]*>\s*Fill in for another person', someone.text)
    assert match
    return match[1]


def cookie_of(someone):
    """Return the session cookie in this browser."""
    cookie = someone.client.get_cookie("s")
    assert cookie
    return cookie.value


def open_sessions(app):
    """Return how many sessions of applicants are open."""
    with app.app_context():
        living = select(func.count()).where(Request.token_hash.is_not(None))
        return int(db.session.scalar(living) or 0)


def rows(app):
    """Return how many requests there are."""
    with app.app_context():
        return count_rows(Request)
