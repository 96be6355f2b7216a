"""Unreviewed translations are marked, and binding sentences are shown in English as well."""

import re
from contextlib import contextmanager
from datetime import date
from typing import Any, cast

import pytest
from babel.messages.catalog import Catalog
from flask import g, render_template
from markupsafe import Markup

from intake.catalogues import compile_catalogue, isolated, read_catalogue
from intake.web.app_context import notice
from intake.web.english_beside import sentence_with_english, with_english
from intake.web.faults.errors import error_page
from intake.words import say
from tests.support.clients.applicant import at_check
from tests.support.clients.strict_client import check_page

DAY = date(2026, 11, 27)
LATE = "Do not wait past %(day)s."
DEADLINE = "Check this box before you send. This form does not stop any deadline."
FAILED = "We need to fix this. Please try again later today."
CALL = "If you are in danger now, call %(number)s."


@pytest.fixture
def draft():
    """Return a catalogue with two sentences that nobody has reviewed."""
    catalogue = Catalog(locale="es")
    catalogue.add(LATE, "No espere más que %(day)s.", user_comments=["draft"])
    catalogue.add(
        CALL,
        "Si está en peligro, llame al %(number)s.",
        user_comments=["second reading (English 847b5213)"],
    )
    return catalogue


def test_a_draft_has_the_english_beside_it_with_english_days(app, draft):
    with shown_in(app, "es", draft):
        assert with_english(LATE, day=DAY) == (
            "No espere más que viernes, 27 de noviembre de 2026."
            ' <small lang="en" dir="ltr">Do not wait past Friday 27 November 2026.</small>'
        )
        assert sentence_with_english(say(LATE, day=DAY)) == (
            "No espere más que 27 de noviembre de 2026."
            ' <small lang="en" dir="ltr">Do not wait past 27 November 2026.</small>'
        )


def test_a_link_stays_a_link_and_other_values_are_only_text(app, draft):
    with shown_in(app, "es", draft):
        assert with_english(CALL, number=Markup("<b>911</b>")).count("<b>911</b>") == 2
        assert "<b>" not in with_english(CALL, number="<b>911</b>")


def test_what_a_person_reviewed_stands_alone(app, draft):
    draft[LATE].user_comments = ["reviewed by a person (English 206873cb), 2026-11-24"]
    with shown_in(app, "es", draft):
        assert "small" not in with_english(LATE, day=DAY)
        assert "small" in with_english(CALL, number="911")


def test_what_is_the_same_in_english_is_said_once(app, draft):
    draft.add("No", "No", user_comments=["draft"])
    with shown_in(app, "es", draft):
        assert with_english("No") == "No"


def test_a_mistake_at_consent_and_an_error_page_have_their_english(app):
    client = app.test_client()
    person = at_check(client, language="ar")
    person.post("/ar/f/send", {"send": ["now"]})
    drafts = {text for text in (DEADLINE, FAILED) if read_catalogue("ar").is_draft(text)}

    pages = person.text
    with app.test_request_context("/ar/f/2"):
        g.lang, g.catalogue = "ar", read_catalogue("ar")
        pages += str(cast(Any, error_page(500))[0])

    assert {text for text in (DEADLINE, FAILED) if f">{text}</small>" in pages} == drafts


def test_an_error_page_that_tells_of_the_code_leads_to_where_it_is_typed(app):
    with app.test_request_context("/ar/f/2"):
        g.lang = "ar"
        pages = {status: str(cast(Any, error_page(status))[0]) for status in (404, 409, 500, 503)}

    led = {status for status, page in pages.items() if 'href="/ar/return"' in page}
    assert (
        led
        == {status for status, page in pages.items() if "return code" in page}
        == {409, 500, 503}
    )


def test_what_is_only_alike_is_not_shown(draft):
    draft[LATE].flags.add("fuzzy")

    assert compile_catalogue(draft).ugettext(LATE) == isolated(LATE)
    assert compile_catalogue(draft).missing == 1


def test_english_stands_alone_and_so_does_a_sentence_without_a_translation(app):
    for tag, shown in (("en", "Tick &lt;this&gt;."), ("fr", isolated("Tick &lt;this&gt;."))):
        with shown_in(app, tag, Catalog(locale=tag)):
            assert with_english("Tick <this>.") == shown


def test_the_promise_has_its_english_and_one_quiet_line(app, draft):
    draft.add("There are no messages yet.", "No hay mensajes.", user_comments=["draft"])
    with shown_in(app, "es", draft):
        page = render_template("pages/promise.html", start_url="/es/f/1", notice=notice())
        g.catalogue = compile_catalogue(Catalog(locale="es"))
        empty = render_template("pages/promise.html", start_url="/es/f/1", notice=notice())

    check_page(page, "/es/")
    assert re.search(r'<small lang="en" dir="ltr">If you are in danger now', page)
    assert page.count("This translation has not been fully checked") == 1
    assert "not been fully checked" not in empty


@contextmanager
def shown_in(app, tag, catalogue):
    with app.test_request_context(f"/{tag}/"):
        g.lang, g.catalogue = tag, compile_catalogue(catalogue)
        yield
