"""The pages around the questions: help and exit on each, and nothing left in the browser."""

import re
from dataclasses import replace

import pytest
from jinja2 import DictLoader, Environment

from intake import create_app
from intake.questionnaire.asylum import ASYLUM
from intake.settings import Settings, UnsafeSettings
from intake.web.compression import Unindented
from tests.support.clients.applicant import SHORTEST, Applicant, at_check, csrf_of

AROUND = ("safety", "privacy", "accessibility", "other-help", "return", "cleared", "deleted")
EXITS = "https://www.weather.gov/ es=https://clima.example/ fa-AF=https://hawa.example/x"
OPERA_MINI = "Opera/9.80 (Android; Opera Mini/36.2/191.303; U; en) Presto/2.12.423 Version/12.16"
ANOTHER = "This browser sends your answers through another company."


@pytest.fixture
def settings(settings):
    exits = (("es", "https://clima.example/"), ("fa-AF", "https://hawa.example/x"))
    return replace(
        settings, exit_urls=exits, languages=("en", "es", "fa-AF"), help_phone="+1 202 555 0143"
    )


def test_the_same_help_stands_on_every_page_in_the_same_order(client):
    for place in ["", *(f"{path}" for path in AROUND), "f/1", "f/2", "nothing"]:
        html = client.get(f"/en/{place}").text

        footer = html.partition("<footer>")[2]
        assert re.findall(r'href="/en/([\w/-]+)[?"]', footer) == [
            "other-help",
            "safety",
            "privacy",
            "accessibility",
        ]


def test_the_privacy_notice_ends_with_who_approved_it(settings, client):
    approved = replace(settings, notice_approved_by="Wren <Lawyer>, 24 November 2026")
    pages = {
        language: create_app(approved).test_client().get(f"/{language}/privacy").text
        for language in ("en", "es", "fa-AF")
    }

    for page in pages.values():
        assert "<bdi>Wren &lt;Lawyer&gt;, 24 November 2026</bdi>" in page
    assert "Approved by:" in pages["en"]
    assert "Approved by:" not in client.get("/en/privacy").text


def test_a_person_to_reach_is_named(client):
    for place in ["other-help", "accessibility"]:
        assert 'href="tel:+12025550143"' in client.get(f"/en/{place}").text


def test_a_number_beside_words_is_dialled_without_them(app, settings):
    for phone, link in [
        ("+1 202 555 0143 (Mo-Fr 9-5)", ["tel:+12025550143"]),
        ("(202) 555-0143 ext. 4", ["tel:2025550143"]),
        ("ask for Anna", []),
    ]:
        app.config["SETTINGS"] = replace(settings, help_phone=phone)

        html = app.test_client().get("/en/accessibility").text

        assert re.findall(r'class="?call"? href="?([^" >]+)', html) == link
        assert phone in html


def test_every_page_of_a_failure_has_the_way_out(client):
    pages = {"/en/nothing": 404, "/no/thing": 404, "/en/f/9": 410, "/en/f/send": 405}
    for path, status in pages.items():
        response = client.get(path)

        assert response.status_code == status
        assert 'action="/leave"' in response.text
        assert '<script src="/static/' in response.text


def test_the_first_page_of_a_language_is_a_page_and_a_sheet(client):
    assert "<script" not in client.get("/en/").text


def test_the_way_out_leads_where_the_reader_would_be(client):
    for tag, leads_to in [
        ("en", "https://www.weather.gov/"),
        ("es", "https://clima.example/"),
        ("fa-AF", "https://hawa.example/x"),
        ("de", "https://www.weather.gov/"),
        ("", "https://www.weather.gov/"),
    ]:
        token = csrf_of(client.get("/en/").text)

        answer = client.post("/leave", data={"csrf_token": token, "lang": tag})

        assert (answer.status_code, answer.headers["Location"]) == (303, leads_to)
        allowed = client.get("/en/").headers["Content-Security-Policy"]
        assert "form-action 'self' https://www.weather.gov https://clima.example" in allowed


def test_every_page_says_in_which_language_it_is_left(client):
    assert '<input type="hidden" name="lang" value="fa-AF">' in client.get("/fa-AF/").text


def test_sites_to_leave_for_are_read_from_one_setting(settings):
    read = Settings.from_environ({"SECRET_KEY": settings.secret_key, "EXIT_URL": EXITS})

    assert read.exit_for("es") == "https://clima.example/"
    assert read.exit_for("en") == read.exit_for("ar") == "https://www.weather.gov/"
    only_one = {"SECRET_KEY": settings.secret_key, "EXIT_URL": "https://a.example/?x=y"}
    assert Settings.from_environ(only_one).exit_for("es") == "https://a.example/?x=y"


def test_a_site_to_leave_for_is_an_address(settings):
    with pytest.raises(UnsafeSettings, match="EXIT_URL"):
        Settings.from_environ({"SECRET_KEY": settings.secret_key, "EXIT_URL": "es=weather"})


def test_a_shared_phone_is_cleared_with_one_button(ready_client):
    someone = Applicant(ready_client)
    someone.apply()
    sent = someone.text

    cleared = ready_client.post("/en/clear", data={"csrf_token": csrf_of(sent)})

    assert 'action="/en/clear"' in sent
    assert cleared.headers["Location"] == "/en/cleared#ended"
    assert '"cookies"' in cleared.headers["Clear-Site-Data"]
    assert ready_client.get("/en/sent").status_code == 410


def test_a_browser_that_sends_answers_elsewhere_is_told_and_works(
    ready_client,
):
    ready_client.environ_base["HTTP_USER_AGENT"] = OPERA_MINI
    someone = Applicant(ready_client)
    someone.begin()
    assert ANOTHER in someone.text

    someone.walk()
    someone.send()

    ready_client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0"
    assert ANOTHER not in ready_client.get("/en/").text


def test_an_odd_number_or_address_is_asked_about_once_and_then_kept(
    ready_client,
):
    odd = {
        "contact_methods": ["email", "trusted_person"],
        "email": ["sara"],
        "ok_mail": ["yes"],
        "trusted_phone": ["shop"],
    }
    someone = Applicant(ready_client, {**SHORTEST, **odd})
    someone.begin()
    asked = ask_until(someone, "Is this email address right?")

    someone.post(asked, {**odd, "fix": ["email"]})
    assert 'value="sara"' in someone.text
    someone.post(asked, {**odd, "sure": ["email"]})

    assert "Is this phone number right?" in someone.text
    someone.post(asked, {**odd, "sure": ["email", "trusted_phone"]})
    someone.walk()
    assert "shop" in someone.text


def test_a_number_of_any_shape_is_kept_as_it_was_typed(ready_client):
    for number in ["+1 (202) 555-0143", "۰۷۰۱۲۳۴۵۶۷", "202.555.0143 x 12"]:
        by_phone = {"contact_methods": ["call"], "phone": [number]}
        ready_client.delete_cookie("s")
        someone = at_check(ready_client, {**SHORTEST, **by_phone})

        assert number in someone.text


def test_whoever_stops_at_the_result_may_keep_or_delete(ready_client):
    someone = at_check(ready_client)
    someone.open("/en/f/result")

    assert re.search(r'href="/en/f/code">Save my answers for 30 days<', someone.text)
    assert re.search(r'href="/en/mailbox/delete">Delete my answers now<', someone.text)
    someone.open("/en/mailbox/delete")
    someone.post("/en/mailbox/delete", {})
    assert someone.path == "/en/deleted"
    assert ready_client.get("/en/f/check").status_code == 410


def test_earlier_answers_are_one_step_behind_the_mailbox(someone):
    someone.apply()
    code = re.search(r'id="return-code"[^>]*>([\d ]+)<', someone.text)
    assert code
    someone.enter_code(code[1])

    assert "Lumo" not in someone.text
    someone.open("/en/mailbox/answers")
    assert "Lumo Test-Wrenfold" in someone.text


def test_the_browsers_language_is_on_top_and_never_chosen(client):
    for wished, first in [("fa-AF,fa;q=0.9", "fa-AF"), ("es-MX,en;q=0.5", "es"), ("de", "en")]:
        page = client.get("/", headers={"Accept-Language": wished})

        assert page.status_code == 200
        assert re.findall(r'hreflang="([\w-]+)"', page.text)[0] == first
        assert '<html lang="en"' in page.text


def test_a_browser_may_fill_in_a_birthday_on_an_own_device_in_its_own_calendar(
    ready_client,
):
    someone = at_check(ready_client, {**SHORTEST, "device": ["mine"]})
    someone.post("/en/f/send", {"send": ["more"]})
    number = ASYLUM.numbers["birth_date"]

    someone.open(f"/en/f/{number}")
    someone.post(f"/en/f/{number}", {"more": ["remember"]})
    assert 'autocomplete="bday-year"' in someone.text
    someone.open(f"/fa-AF/f/{number}")
    assert "bday" not in someone.text
    assert 'value="remember"' not in someone.text


def test_both_doors_apart_still_explain_themselves(settings):
    """A process without the applicants' door has no page of theirs to lead to."""
    desk = create_app(replace(settings, doors=("desk",)))

    assert desk.test_client().get("/en/nothing").status_code == 404


def ask_until(someone, heading):
    """Answer on until a page asks this; gives that page's address."""
    for _ in range(40):
        if heading in someone.text:
            return someone.path
        someone.answer() if "/f/result" not in someone.path else someone.open("/en/f/check")
    raise AssertionError(heading)


def test_words_stay_apart_where_a_template_is_indented():
    lines = "<p>\n  {% if late %}<b>Late</b>{% endif %}\n  {{ said }}\n</p>"
    env = Environment(
        loader=DictLoader({"one.html": lines}),
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
        extensions=[Unindented],
    )

    assert env.get_template("one.html").render(late=True, said="Call") == (
        "<p>\n<b>Late</b> Call\n</p>"
    )
