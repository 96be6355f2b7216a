"""Headers, cookies, form tokens and hosts: the checks of every door."""

from dataclasses import replace
from datetime import timedelta
from gzip import compress
from typing import Any

import pytest

from intake import create_app
from intake.extensions import db
from intake.questionnaire.asylum import ASYLUM
from intake.web import limits, session_cookie
from intake.web.limits.counters import Limit
from tests.cases.desk import desk_of
from tests.support.clients.applicant import Applicant, csrf_of
from tests.support.databases.fixtures import ON_BOTH

PAGES = (
    *("/", "/en/", "/en/f/1", "/en/privacy", "/en/safety", "/en/other-help", "/no-such-page"),
    *("/desk/", "/desk/signin", "/desk/invitation/x", "/desk/left", "/desk/no-such-page"),
)


def test_every_page_is_closed_to_caches_frames_scripts_and_referrers(app):
    for path in PAGES:
        headers = app.test_client().get(path).headers

        assert "no-store" in headers["Cache-Control"]
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "path, fetched", [("/en/f/1", {}), ("/desk/signin", {"connect-src": "'self'"})]
)
def test_a_browser_may_fetch_from_us_and_send_to_us_and_to_where_leaving_leads(
    client, path, fetched
):
    policy = client.get(path).headers["Content-Security-Policy"]

    assert dict(directive.split(" ", 1) for directive in policy.split(";")) == {
        "default-src": "'none'",
        "style-src": "'self'",
        "script-src": "'self'",
        "img-src": "'self' data:",
        **fetched,
        "form-action": "'self' https://www.weather.gov",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }


def test_only_visitors_without_a_session_are_told_not_to_list_a_page(
    ready_client,
):
    assert ready_client.get("/en/f/1").headers["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in ready_client.get("/en/f/1").headers


def test_only_files_that_no_browser_shows_as_a_page_have_no_policy(app):
    for name in ["css/base.css", "js/leave.js", "logo"]:
        with app.test_request_context("/en/"):
            asset: Any = app.jinja_env.globals["asset"]
            headers = app.test_client().get(asset(name)).headers

        assert ("Content-Security-Policy" in headers) == (name == "logo")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "immutable" in headers["Cache-Control"]


def test_under_https_the_cookie_is_bound_to_the_host_and_nothing_goes_in_the_open(
    settings,
):
    app = create_app(replace(settings, public_url="https://desk.example.org"))
    client = app.test_client()
    for path, name in (("/en/", "__Host-s"), ("/desk/signin", "__Host-d")):
        headers = client.get(path, base_url="https://desk.example.org").headers

        cookie, *bounds = headers["Set-Cookie"].split("; ")
        assert cookie.startswith(f"{name}=")
        assert set(bounds) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
        assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    with app.app_context():
        db.engine.dispose()


def test_in_the_open_nothing_is_promised_for_https(client):
    assert "Strict-Transport-Security" not in client.get("/en/").headers


def test_the_cookie_dies_with_the_browser_and_is_closed_to_scripts(client):
    cookie = client.get("/en/").headers["Set-Cookie"].lower()

    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "expires" not in cookie
    assert "max-age" not in cookie


def test_a_form_without_its_token_is_refused(ready_client):
    response = ready_client.post("/en/f/1", data={"filling_for": "self"})

    assert response.status_code == 403


def test_a_form_with_the_token_of_another_session_is_refused(ready_client):
    stolen = csrf_of(ready_client.get("/en/f/1").text)
    ready_client.delete_cookie("s")

    response = ready_client.post("/en/f/1", data={"csrf_token": stolen, "filling_for": "self"})

    assert response.status_code == 403


def test_after_leaving_another_tab_gives_nothing_typed_back(ready_client):
    someone = Applicant(ready_client)
    someone.begin()
    while "name_to_use" not in someone.text:
        someone.answer()
    form = {"csrf_token": csrf_of(someone.text), "name_to_use": "Oona Invented-Larkspur"}
    ready_client.post("/leave", data={"csrf_token": form["csrf_token"]})

    for name in ("name_to_use", "filling_for"):
        path = f"/en/f/{ASYLUM.numbers[name]}"
        other_tab = ready_client.post(path, data={**form, "filling_for": "self"})

        assert other_tab.status_code == 403
        page = other_tab.text
        assert "Larkspur" not in page
        assert "aria-current" not in page


def test_only_our_own_origin_or_none_may_post(ready_client):
    for origin, status in [
        (None, 303),
        ("null", 303),
        ("http://localhost", 303),
        ("http://elsewhere.example", 403),
        ("http://localhost.elsewhere.example", 403),
        ("http://[", 403),
    ]:
        token = csrf_of(ready_client.get("/en/f/1").text)
        headers = {"Origin": origin} if origin else {}

        data = {"csrf_token": token, "filling_for": "self"}
        response = ready_client.post("/en/f/1", data=data, headers=headers)

        assert response.status_code == status


def test_an_address_with_a_nul_leads_nowhere(app):
    for address in ["/desk/cases/%00", "/en/%00", "/%00"]:
        with app.app_context():
            desk = desk_of(app)
            db.session.commit()

        assert desk.client.get(address).status_code == 404


def test_a_host_that_we_are_not_is_refused(client):
    assert client.get("/en/", headers={"Host": "elsewhere.example"}).status_code == 400
    assert client.get("/healthz", headers={"Host": "elsewhere.example"}).status_code == 200
    assert client.get("/en/", headers={"Host": "127.0.0.1"}).status_code == 200


def test_the_first_kept_answer_changes_the_session(ready_client):
    someone = Applicant(ready_client)
    someone.begin()
    before = ready_client.get_cookie("s")

    someone.answer()

    after = ready_client.get_cookie("s")
    assert before is not None
    assert after is not None
    assert session_cookie.token_of(before.value) != session_cookie.token_of(after.value)
    ready_client.set_cookie("s", before.value)
    assert ready_client.get("/en/f/2").status_code == 410


def test_the_cookie_tells_how_far_the_draft_had_come(settings, ready_client):
    someone = Applicant(ready_client)
    someone.begin()
    saves = []
    for _ in range(4):
        someone.answer()
        cookie = ready_client.get_cookie("s")
        assert cookie is not None
        saves.append(session_cookie.saves_in(cookie.value, secrets=[settings.secret_key]))

    assert saves == [1, 2, 2, 3], "the third page was that of the code"


def test_a_body_beyond_all_measure_gets_a_clear_page(ready_client):
    token = csrf_of(ready_client.get("/en/f/1").text)

    data = {"csrf_token": token, "filling_for": "x" * 10_000_000}
    response = ready_client.post("/en/f/1", data=data)

    assert response.status_code == 413


def test_a_form_in_hundreds_of_parts_is_refused(ready_client):
    token = csrf_of(ready_client.get("/en/f/1").text)
    parts = {f"p{number}": "" for number in range(600)}

    data = {"csrf_token": token, "filling_for": "self", **parts}
    response = ready_client.post("/en/f/1", data=data, content_type="multipart/form-data")

    assert response.status_code == 413


def test_a_tab_whose_session_is_over_still_leads_out(ready_client):
    stale = {"csrf_token": "0" * 43, "lang": "en"}
    someone = Applicant(ready_client)
    someone.answer()

    doubted = ready_client.post("/leave", data=stale)
    assert doubted.status_code == 403
    assert 'content="0;url=https://www.weather.gov/"' in doubted.text
    assert ready_client.get("/en/f/2").status_code == 200

    vouched = ready_client.post("/leave", data=stale, headers={"Sec-Fetch-Site": "same-origin"})
    assert (vouched.status_code, vouched.location) == (303, "https://www.weather.gov/")
    assert ready_client.get("/en/f/2").status_code == 410
    assert ready_client.get("/leave").location == "https://www.weather.gov/"


@ON_BOTH
def test_whoever_leaves_is_let_go_where_the_database_is_gone(settings):
    nowhere = replace(settings, database_url=f"sqlite:///{settings.var}/no/such/folder.db")
    client = create_app(nowhere).test_client()
    form = {"csrf_token": csrf_of(client.get("/en/").text)}

    answer = client.post("/leave", data=form)

    assert (answer.status_code, answer.location) == (303, "https://www.weather.gov/")
    assert '"cookies"' in answer.headers["Clear-Site-Data"]


def test_the_way_out_ends_the_session_for_the_old_cookie_too(ready_client):
    someone = Applicant(ready_client)
    someone.answer()
    old = ready_client.get_cookie("s")
    assert old is not None

    answer = ready_client.post("/leave", data={"csrf_token": csrf_of(someone.text)})

    assert answer.status_code == 303
    assert '"cookies"' in answer.headers["Clear-Site-Data"]
    ready_client.set_cookie("s", old.value)
    back = ready_client.get("/en/f/2")
    assert back.status_code == 410
    assert "This page is closed" in back.text


@ON_BOTH
def test_one_session_sends_no_flood_of_forms_and_others_go_on(ready_client, monkeypatch):
    monkeypatch.setattr(limits, "POSTS", Limit(3, timedelta(minutes=1)))
    someone = Applicant(ready_client)
    someone.answer()
    data = {"csrf_token": csrf_of(someone.text), "device": "mine"}

    statuses = [ready_client.post("/en/f/2", data=data).status_code for _ in range(4)]

    assert statuses == [303, 303, 303, 429]
    assert ready_client.post("/leave", data=data).status_code == 303  # nobody leaves too often
    another = Applicant(ready_client)
    another.begin()
    assert another.answer().status_code == 200


def test_a_packed_body_is_refused_before_it_is_unpacked(ready_client):
    someone = Applicant(ready_client)
    someone.begin()
    bomb = compress(bytes(1 << 20))
    for packing in ["gzip", "deflate", "br", "gzip, gzip", "zstd"]:
        answer = ready_client.post(
            someone.path, data=bomb, headers={"Content-Encoding": packing}, content_type=FORM
        )

        assert answer.status_code == 415
        assert someone.open(someone.path).status_code == 200


FORM = "application/x-www-form-urlencoded"
