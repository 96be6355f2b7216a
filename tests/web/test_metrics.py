"""Metrics, for this machine or for the bearer of the token."""

from dataclasses import replace

from tests.support.clients.applicant import Applicant
from tests.support.databases.fixtures import ON_BOTH

pytestmark = ON_BOTH


def test_numbers_tell_of_letters_and_cases(ready_client):
    Applicant(ready_client).apply()

    numbers = ready_client.get("/metrics").text

    assert "intake_open_cases 1.0" in numbers
    assert 'intake_letters{state="' in numbers
    assert "Wrenfold" not in numbers


def test_others_find_no_page_here(client):
    from_afar = {"REMOTE_ADDR": "203.0.113.9"}

    assert client.get("/metrics", environ_overrides=from_afar).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
    assert client.get("/metrics", headers={"Host": "elsewhere.example"}).status_code == 400


def test_behind_an_onion_service_a_token_is_needed(app, client):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], public_url="http://desk.onion")

    assert client.get("/metrics").status_code == 404


def test_the_token_opens_it_from_anywhere_and_then_nothing_else_does(app, client):
    token = "an-invented-token-for-metrics-0123456789"
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], metrics_token=token)

    bearer = {"Authorization": f"Bearer {token}"}

    assert client.get("/metrics", headers=bearer).status_code == 200
    assert client.get("/metrics").status_code == 404
    at_its_own_address = {"Host": "10.77.0.11:8002"}
    assert client.get("/metrics", headers=bearer | at_its_own_address).status_code == 200
    assert client.get("/metrics", headers=at_its_own_address).status_code == 404
