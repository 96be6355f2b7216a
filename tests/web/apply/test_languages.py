"""Languages of the applicants' pages: switching, the note about drafts, pseudo-languages."""

import gzip
import re
from dataclasses import replace

import html5lib
import pytest
from babel import Locale

from intake import create_app
from intake.catalogues import read_catalogue
from intake.settings import UnsafeSettings
from tests.house.source import ROOT
from tests.house.test_templates import NAMES
from tests.support.clients.applicant import SHORTEST, Applicant, at_check

REAL = ("en", "es", "ar", "fa-AF")
PSEUDO = ("en-XA", "ar-XB", "xx-LONG", "xx-KEY")


@pytest.fixture
def settings(settings):
    return replace(settings, languages=(*REAL, *PSEUDO))


def test_every_page_leads_to_itself_in_each_other_language(client):
    person = Applicant(client)
    person.answer()
    here = person.path.removeprefix("/en/")

    first = links_to_languages(person.text)
    more = client.get(f"/en/languages?at={here}").text
    assert first == {tag: f"/{tag}/{here}" for tag in ("es", "ar", "fa-AF")}
    assert f'name="language" value="" formaction="/en/{here}">More languages' in person.text
    assert links_to_languages(more) == {tag: f"/{tag}/{here}" for tag in (*REAL, *PSEUDO)}
    assert client.get(first["ar"]).status_code == 200


@pytest.mark.parametrize("asked", ["//evil.example", "https://evil.example", "../x", "a" * 99, ""])
def test_the_page_of_languages_leads_nowhere_else(client, asked):
    page = client.get("/en/languages", query_string={"at": asked}).text

    assert links_to_languages(page) == {tag: f"/{tag}/" for tag in (*REAL, *PSEUDO)}


def test_switching_keeps_the_place_and_the_answers(client):
    person = at_check(client, {**SHORTEST, "filling_for": ["child"]})

    switched = person.post(links_to_languages(person.text)["fa-AF"], {"language": ["fa-AF"]})

    root = html5lib.parse(switched.text, namespaceHTMLElements=False)
    assert (root.get("lang"), root.get("dir")) == ("fa-AF", "rtl")
    assert switched.request.path == "/fa-AF/f/check"
    assert "Lumo Test-Wrenfold" in switched.text


def test_what_was_not_accepted_can_be_read_in_another_language(client):
    person = at_check(client)

    refused = person.post("/en/f/send", {"send": ["now"]})

    assert refused.status_code == 422
    person.post(links_to_languages(person.text)["es"], {"language": ["es"]})
    assert person.path == "/es/f/check"


def test_consent_is_asked_in_english_too_and_its_answers_as_well(ready_client):
    person = Applicant(ready_client, {**SHORTEST, "contact_methods": ["text"]}, language="ar")
    person.begin()
    while 'name="ok_text"' not in person.text:
        person.answer()

    beside = re.findall(r'<small lang="en" dir="ltr">([^<]+)</small>', person.text)

    sentences = ("Is it safe to text you?", "Yes", "No", "I am not sure")
    drafts = {text for text in sentences if read_catalogue("ar").is_draft(text)}
    assert drafts == set(sentences) & set(beside)


@pytest.mark.parametrize("path", ["/ar/nothing", "/ar/f/9999"])
def test_what_is_not_there_is_told_in_the_language_of_its_address(path, client):
    assert '<html lang="ar" dir="rtl"' in client.get(path).text


def test_an_unknown_language_is_not_there(client):
    response = client.get("/de/")

    assert response.status_code == 404
    assert '<html lang="en" dir="ltr"' in response.text


COUNTRIES = {word for name in Locale("en").territories.values() for word in name.split()}
"""Words of the names that the CLDR translates."""


@pytest.mark.parametrize("tag", [*REAL[1:], *PSEUDO])
def test_the_whole_way_can_be_gone_in_every_language(tag, ready_client):
    person = Applicant(ready_client, language=tag)

    assert person.apply()


def test_every_word_of_every_page_is_one_that_translators_have(ready_client):
    person = Applicant(ready_client, language="xx-KEY")
    for path in ("", "other-help", "privacy", "safety", "return", "nothing"):
        person.open(f"/xx-KEY/{path}")
        assert set(unkeyed(person.text)) - COUNTRIES == set(), path
    person.begin()
    for _ in range(80):
        assert unkeyed(person.text) == [], person.path
        if person.path.endswith("/sent"):
            return
        if person.path.endswith("/f/check"):
            person.send()
        elif person.path.endswith("/f/result"):
            person.open("/xx-KEY/f/check")
        else:
            person.answer()
    raise AssertionError(f"no way to the end from {person.path}")


@pytest.mark.parametrize(
    "languages, public_url",
    [(("en", "tlh"), "http://127.0.0.1:8000"), (("en", "en-XA"), "https://help.example")],
)
def test_a_language_that_nobody_can_be_served_in_is_refused(languages, public_url, settings):
    with pytest.raises(UnsafeSettings, match="LANGUAGES names"):
        create_app(replace(settings, languages=languages, public_url=public_url))


@pytest.mark.parametrize("tag", REAL)
def test_pages_stay_small_with_the_english_beside(tag, client):
    """A first visit is `/` and its style sheet; what binds is said twice in a draft."""
    sheet = compressed((ROOT / "static" / "css" / "base.css").read_bytes())
    first = compressed(client.get("/").data)
    later = [compressed(client.get(f"/{tag}/{name}").data) for name in ("", "safety", "privacy")]

    assert first + sheet <= 6144
    assert max(later) <= 3072


def compressed(body):
    """Bytes, as they travel."""
    return len(gzip.compress(body, 6, mtime=0))


def links_to_languages(html):
    """Return tag and address of each language: of a link, or of a button of the form."""
    main = html[html.index("<main") :]
    links = re.findall(r'(?:<a href|formaction)="([^"]+)" lang="([\w-]+)"', main)
    return {tag: url for url, tag in links}


def unkeyed(html):
    """Words shown that no catalogue has: whatever stands outside ``⟦…⟧`` and is not a name."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    plain, nested = " ".join(texts(root)), ""
    while plain != nested:
        plain, nested = re.sub(r"⟦[^⟦⟧]*⟧", " ", plain), plain
    return [word for word in re.findall(r"[^\W\d_]{2,}", plain) if word not in NAMES]


def texts(element):
    """Return the words of an element without names, phone numbers and names of languages.

    A heading of the plan may be the first sentence of a text, cut off before the text's last mark.
    """
    own = element.get("lang") and element.tag != "html"
    if own or element.tag in ("bdi", "output") or is_place(element):
        return []
    inner = [text for child in element for text in [*texts(child), child.tail or ""]]
    texts_found = [element.get(name, "") for name in ("aria-label", "placeholder", "alt")]
    every = [element.text or "", *texts_found, *inner]
    is_cut = element.tag in ("h1", "h2") and "".join(every).count("⟦") > "".join(every).count("⟧")
    return [*every, "⟧"] if is_cut else every


def is_place(element):
    """States and countries, months and calendars: lists that Unicode or the post office keeps."""
    return element.tag == "option"
