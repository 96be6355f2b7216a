"""Check finished translations by machine: length, script, digits and terms."""

import re
import tomllib

from intake.catalogues import DRAFT, step_of
from intake.cli.strings import TERMS
from tests.house.test_catalogues import EACH, FILES, messages, pairs, read

PLACE = re.compile(r"%\(\w+\)s")
IN_BRACKETS = re.compile(r"\([^()]*\)")
LATIN = re.compile(r"[A-Za-z][\w'’-]*")
ADDRESS = re.compile(r"\S+@[\w.]+|\b[\w.]+\.(?:gov|org)\b(?:/\w+)?|\bEOIR-\d+A?|\bI-\d+")
OF_OTHER_SCRIPTS = {"ar": re.compile(r"[\u0600-\u06ff]"), "fa_AF": re.compile(r"[\u0600-\u06ff]")}
SHORT = 40
"""Characters of English below which the length of a translation is not checked."""
SHORTEST, LONGEST = {"ar": 0.5}, 1.6
"""Bounds of length, relative to English; the lower is 0.6 by default. Arabic omits short vowels."""
PROPER = frozenset(
    [
        *("WhatsApp", "Signal", "Chrome", "Safari", "Firefox", "Samsung", "Internet", "Shift"),
        *("DHS", "VAWA", "KIND", "notario"),
        *("USCIS", "ICE", "BIA", "TPS", "TTY", "UNHCR", "ZIP", "US", "WCAG", "AA", "AAA", "I", "A"),
    ]
)
"""Names and terms that stay in Latin letters; all others must be in brackets."""
DIALLED = re.compile(r"\b(?:\d[\d-]{2,}|I-\d+|EOIR-\d+A?|WCAG 2\.2)\b|\(c\)\(8\)")
"""Numbers read from a paper or dialled on a keypad, which keep their digits."""

END = re.compile(r"[.!?؟\u06d4](?=[\s)»”<]|$)")
IN_SPANISH = re.compile(r"EE\. UU(?:\.(?= [a-zá-ú]))?")
"""“EE. UU.”, whose points end no sentence."""
WHOLE_IN_FEWER: frozenset[tuple[str, str]] = frozenset()
"""Catalogue and English of each translation that says everything in fewer sentences."""

GLOSSARIES = {file: file.parents[1] / "glossary.toml" for file in FILES}


def translations(file):
    """Yield the English and the translation of every translated sentence."""
    for message in messages(read(file)):
        yield from ((english, text) for text, english in pairs(message))


@EACH
def test_a_translation_is_about_as_long_as_the_english(file):
    shortest = SHORTEST.get(file.parts[-3], 0.6)
    long = [
        (IN_BRACKETS.sub("", english), IN_BRACKETS.sub("", text))
        for english, text in translations(file)
        if len(english) > SHORT
    ]
    faults = [
        f"{len(text) / len(english):.2f} {text}"
        for english, text in long
        if not shortest <= len(text) / len(english) <= LONGEST
    ]

    assert faults == []


@EACH
def test_a_translation_above_a_draft_has_every_sentence_of_its_english(file):
    fewer = [
        (file.parts[-3], english)
        for message in messages(read(file))
        if step_of(message) != DRAFT
        for text, english in pairs(message)
        if len(END.findall(IN_SPANISH.sub("", text))) < len(END.findall(english))
    ]

    assert set(fewer) - WHOLE_IN_FEWER == set()


@EACH
def test_no_english_word_is_left_in_another_script(file):
    if file.parts[-3] not in OF_OTHER_SCRIPTS:
        return
    latin = [
        f"{words}: {text}"
        for _, text in translations(file)
        if (words := set(LATIN.findall(_readable(text))) - PROPER)
    ]

    assert latin == []


@EACH
def test_numbers_have_the_digits_of_the_language(file):
    wrong = re.compile(r"[0-9]" if file.parts[-3] == "fa_AF" else r"[\u0660-\u0669\u06f0-\u06f9]")

    faults = [
        text
        for _, text in translations(file)
        if wrong.search(DIALLED.sub(" ", PLACE.sub(" ", text)))
    ]
    assert faults == []


@EACH
def test_terms_are_those_of_the_glossary(file):
    """A sentence with a term of the glossary is translated with one of its agreed words."""
    terms = tomllib.loads(GLOSSARIES[file].read_text("utf-8"))
    faults = [
        f"{term}: {text!r} for {english!r}"
        for english, text in translations(file)
        for term, agreed in terms.items()
        if re.search(rf"\b{term}s?\b", english, re.I)
        if not any(word.casefold() in text.casefold() for word in agreed["says"])
    ]

    assert set(terms) == set(TERMS)
    assert faults == []


@EACH
def test_no_translation_has_a_word_that_the_glossary_forbids(file):
    """A forbidden word misleads wherever it stands: time still left, a shelter, a false adviser."""
    terms = tomllib.loads(GLOSSARIES[file].read_text("utf-8"))
    forbidden = [word for term in terms.values() for word in term.get("never", ())]
    faults = [
        f"{word}: {text!r}"
        for _, text in translations(file)
        for word in forbidden
        if word.casefold() in text.casefold()
    ]

    assert forbidden
    assert faults == []


@EACH
def test_no_text_contains_hidden_or_foreign_characters(file):
    """No direction overrides, no double spaces, no Arabic letters where Persian has its own."""
    hidden = re.compile(r"[\u202a-\u202e]|  |\s$|^\s")
    if file.parts[-3] == "fa_AF":
        hidden = re.compile(rf"{hidden.pattern}|[\u064a\u0643\u0649]")

    assert [text for _, text in translations(file) if hidden.search(text)] == []


def _readable(text):
    """Return the text without places, addresses and text in brackets."""
    return IN_BRACKETS.sub(" ", ADDRESS.sub(" ", PLACE.sub(" ", text)))
