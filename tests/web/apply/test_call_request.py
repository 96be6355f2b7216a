"""A person whose language this site does not write asks for a call in it."""

import logging
from datetime import date

import pytest

from intake.actions.application.submit import with_call_language
from intake.cases.models import Case
from intake.extensions import db
from intake.outbox.models import OutboxEmail
from intake.questionnaire.asylum.start import call_language
from intake.questionnaire.journey import Draft
from intake.questionnaire.reading import stored_answers
from tests.support.clients.applicant import SHORTEST, Applicant

WORDS = {
    "name_to_use": ["Test-Ixchel"],
    "phone": ["+1 210 555 0173"],
    "near": ["detained"],
    "ack_not_lawyer": ["yes"],
    "ack_deadline": ["yes"],
}


@pytest.fixture
def reader(ready_client):
    """Return a browser at the list of other languages."""
    reader = Applicant(ready_client)
    reader.open("/other-language")
    return reader


def test_sixty_languages_stand_in_their_own_script(reader):
    assert reader.text.count('name="call_language" value="') >= 60
    assert "ئۇيغۇرچە" in reader.text
    assert 'href="/en/"' not in reader.text


@pytest.mark.parametrize("typed", ["quiché", "K’iche’", "KICHE"])
def test_a_name_is_found_in_any_spelling_and_kept_nowhere(reader, typed, caplog):
    caplog.set_level(logging.DEBUG)

    reader.post("/other-language", {"find": [typed]})

    assert reader.text.count('name="call_language" value="') == 2  # and another one
    assert 'value="quc"' in reader.text
    assert typed not in caplog.text
    assert typed not in reader.path


def test_a_language_we_write_is_a_link(reader):
    reader.post("/other-language", {"find": ["spanish"]})

    assert 'href="/es/"' in reader.text


def test_who_speaks_mam_sends_three_answers_and_gets_a_code(reader):
    reader.post("/other-language", {"call_language": ["mam"]})
    assert reader.path == "/es/f/call"
    assert "Mam" in reader.text

    reader.post("/es/f/call", WORDS)

    assert reader.path == "/es/sent"
    assert 'id="return-code"' in reader.text
    with reader.client.application.app_context():
        assert db.session.query(Case).one().tier == "P0"
        assert db.session.query(OutboxEmail).one().asked_in == "mam"


@pytest.mark.parametrize(
    "language, given, stored",
    [
        ("es", {}, "es"),
        ("fa-AF", {}, "fa-AF"),
        ("es", {"spoken_languages": ["quc", "es"]}, "es"),
        ("en", {"spoken_languages": ["ti"]}, ""),
        ("es", {"call_language": "mam"}, "mam"),
        ("en-XA", {}, ""),
    ],
)
def test_the_language_chosen_at_the_start_is_the_one_to_call_in(language, given, stored):
    answers = stored_answers(given)
    draft = Draft(as_of=date(2026, 11, 24), language=language, answers=answers)

    assert with_call_language(draft).answers.code(call_language) == stored


def test_mail_names_no_language_of_the_form_that_tells_a_country(ready_client):
    Applicant(ready_client, SHORTEST, language="fa-AF").apply()

    with ready_client.application.app_context():
        assert db.session.query(OutboxEmail).one().asked_in is None


def test_the_page_says_what_is_missing_and_keeps_what_was_typed(reader):
    reader.post("/other-language", {"call_language": ["ht"]})
    assert 'lang="ht"' in reader.text

    reader.post("/en/f/call", WORDS | {"phone": [""]})

    assert reader.status == 422

    assert "Enter a phone number or an email address." in reader.text
    assert "Test-Ixchel" in reader.text


def test_another_language_is_kept_in_the_words_of_the_person(reader):
    reader.post(
        "/other-language", {"call_language": ["other"], "call_language_other": ["Tojolabal"]}
    )

    assert reader.path == "/en/f/call"
    assert "Tojolabal" in reader.text


def test_without_a_choice_the_page_leads_to_the_list(ready_client):
    answer = ready_client.get("/en/f/call")

    assert answer.location == "/other-language"
