"""Message templates: one member proposes a text, another approves it, the next letter uses it."""

from datetime import date

import pytest

from intake.amendments.approved import texts_in_force
from intake.audit.models import AuditEntry
from intake.catalogues import Catalogue, Compiled
from intake.messages.wordings import CALL, DECLINE, UNCHECKED, halves
from intake.web.desk.common import letters
from intake.web.desk.common.letters import is_checked, is_of_another_language, letter_text
from intake.web.locale import catalogue_of
from tests.cases.signing import last_row, stored_rows
from tests.support.rows import all_rows

DESK_OF, SIGNS = ("attorney",), True

PAGE = "/desk/letters"
ENGLISH = "Harbor Lantern Aid\n\nWe would like to talk with you this week.\n\nWrite to us here."
SPANISH = "Harbor Lantern Aid\n\nQueremos hablar con usted esta semana.\n\nEscríbanos aquí."
DECLINED = "No podemos ayudarle.\n\n{deadlines}\n\n{contacts}\n\nBorramos todo el {deletion_day}."


def test_a_template_is_used_once_a_second_person_approves_it(desk, gull, opened):
    built_in = letter_text(CALL, opened, "en")
    assert desk.post(f"{PAGE}/call/en", text=ENGLISH, do="propose").status_code == 303
    assert letter_text(CALL, opened, "en") == built_in
    desk.open(f"{PAGE}/call/en")
    assert "You proposed this, so someone else must approve it." in desk.text

    gull.open("/desk/work")
    assert "1 change of a message template waits for approval" in gull.text
    gull.open(f"{PAGE}/call/en")
    (old, *_), (new, *_) = (list(gull.root.iter(tag)) for tag in ("del", "ins"))
    assert gull.words(old) == "We would like to talk with you."
    assert gull.words(new) == "Harbor Lantern Aid"
    approve(gull)

    assert letter_text(CALL, opened, "en") == ENGLISH
    acts = {(entry.act, entry.member_id) for entry in all_rows(AuditEntry)}
    assert acts >= {
        ("wording_proposed", desk.member.id),
        ("wording_approved", gull.member.id),
    }


def test_the_composer_has_the_new_text(desk, gull, opened):
    change(desk, gull, CALL, "en", ENGLISH)

    desk.send(opened.case, "messages/draft", text="", language="en", add="call")

    assert "We would like to talk with you this week." in desk.text


def test_a_text_that_no_reader_checked_goes_out_with_the_english(desk, gull, opened):
    change(desk, gull, CALL, "es", SPANISH)

    above, below = halves(letter_text(CALL, opened, "es"))

    assert SPANISH in above
    assert catalogue_of("es").gettext(UNCHECKED) in above
    assert below == letter_text(CALL, opened, "en")
    desk.open(PAGE)
    row = desk.words_of("tr", data_template="call")
    assert "Spanish, Request a call Changed on this site with English: not checked" in row


def test_a_text_that_its_approver_read_stands_alone_until_the_english_changes(desk, gull, opened):
    change(desk, gull, CALL, "es", SPANISH, proofread="1")
    assert letter_text(CALL, opened, "es") == SPANISH

    change(desk, gull, CALL, "en", ENGLISH)

    above, below = halves(letter_text(CALL, opened, "es"))
    assert SPANISH in above
    assert below == ENGLISH
    desk.open(PAGE)
    row = desk.words_of("tr", data_template="call")
    assert row.count("with English: made before the English changed") == 3


def test_a_reviewed_translation_of_the_release_follows_no_changed_english(
    desk, gull, opened, monkeypatch
):
    reviewed = Catalogue(Compiled(reviewed=CALL.sentences))
    monkeypatch.setattr(letters, "catalogue_of", lambda _tag: reviewed)
    assert is_checked(CALL, opened, "es")

    change(desk, gull, CALL, "en", ENGLISH)

    assert not is_checked(CALL, opened, "es")


def test_the_variables_are_filled_from_the_case(desk, gull, opened):
    change(desk, gull, DECLINE, "es", DECLINED, proofread="1")

    letter = letter_text(DECLINE, opened, "es", erased=date(2027, 2, 3))

    assert "Borramos todo el 3 de febrero de 2027." in letter
    assert "{" not in letter
    assert "English:" in letter  # the sentences about deadlines are drafts


def test_the_page_says_what_is_wrong_with_a_text_and_stores_nothing(desk):
    for text, problem in (
        ("We cannot help you.", "The text must contain {deadlines}."),
        ("{name}", "{name} is not a variable of this template."),
        ("{deadlines} {deadlines}", "{deadlines} may stand in the text only once."),
        ("", "Enter the text of the template."),
    ):
        assert desk.post(f"{PAGE}/decline/en", text=text, do="propose").status_code == 422
        assert problem in desk.text
    same = "".join(next(desk.all("textarea", id="text")).itertext())
    assert same == ""
    assert stored_rows() == []


def test_the_english_text_is_no_spanish_one(desk):
    assert desk.post(f"{PAGE}/call/es", text=CALL.begins[0], do="propose").status_code == 422
    assert "in another language than you chose" in desk.text


def test_a_preview_is_what_the_applicant_would_read_and_stores_nothing(desk):
    desk.post(f"{PAGE}/decline/es", text=DECLINED, do="preview")

    (shown,) = desk.all("div", class_="message theirs flow")
    lines = [(line.get("lang"), desk.words(line)) for line in shown.iter("p")]
    assert ("es", "No podemos ayudarle.") in lines
    assert ("en", "English:") in lines
    assert any(tag == "en" and "30 days" in text for tag, text in lines)
    assert not any("{" in text for _, text in lines)
    assert stored_rows() == []


def test_markup_in_a_text_is_shown_as_it_was_typed(desk):
    desk.post(f"{PAGE}/call/en", text="<script>alert(1)</script> {# x #}", do="preview")
    assert desk.text.count("<script>alert(1)") == 0
    desk.post(f"{PAGE}/call/en", text="<b>Call us</b>", do="preview")

    assert "&lt;b&gt;Call us&lt;/b&gt;" in desk.text


def test_the_built_in_text_comes_back_by_a_proposal(desk, gull, opened, clock):
    built_in = letter_text(CALL, opened, "en")
    change(desk, gull, CALL, "en", ENGLISH)

    clock.shift(minutes=1)
    desk.post(f"{PAGE}/call/en", text=ENGLISH, do="shipped")
    offered = "".join(next(desk.all("textarea", id="text")).itertext()).strip()
    change(desk, gull, CALL, "en", offered)

    assert letter_text(CALL, opened, "en") == built_in
    assert texts_in_force() == {}
    desk.open(f"{PAGE}/call/en")
    assert "Earlier versions" in desk.text
    assert "Harbor Lantern Aid" in desk.text


def test_withdrawing_a_text_brings_the_one_before_it_back(desk, gull, opened):
    built_in = letter_text(CALL, opened, "en")
    change(desk, gull, CALL, "en", ENGLISH)
    row = last_row()

    assert desk.post(f"{PAGE}/changes/{row.id}/withdraw").status_code == 303

    assert letter_text(CALL, opened, "en") == built_in
    desk.open(f"{PAGE}/call/en")
    assert "Withdrawn by" in desk.text
    assert desk.post(f"{PAGE}/changes/{row.id}/withdraw").status_code == 409


def test_nobody_approves_their_own_text_and_a_caseworker_only_proposes(desk):
    swift = desk.colleague("caseworker", email="swift@example.org")
    desk.post(f"{PAGE}/call/en", text=ENGLISH, do="propose")
    row = last_row()
    assert desk.post(f"{PAGE}/changes/{row.id}/approve").status_code == 422
    assert "someone else must approve it" in desk.text

    swift.open(f"{PAGE}/call/en")
    assert list(swift.all("form", action=f"{PAGE}/changes/{row.id}/approve")) == []
    assert swift.post(f"{PAGE}/changes/{row.id}/approve").status_code == 404
    assert swift.post(f"{PAGE}/call/es", text=SPANISH, do="propose").status_code == 303


def test_lines_of_changed_texts_tell_a_message_in_the_wrong_language(desk, gull, opened):
    change(desk, gull, CALL, "en", ENGLISH)
    change(desk, gull, CALL, "es", SPANISH)

    assert not is_of_another_language(letter_text(CALL, opened, "es"), "es")
    assert is_of_another_language(ENGLISH, "es")
    assert is_of_another_language(SPANISH, "en")
    assert not is_of_another_language("Harbor Lantern Aid", "ar")


def change(desk, gull, wording, tag, text, **ticks):
    """Propose a text and approve it."""
    address = f"{PAGE}/{wording.id.value}/{tag}"
    assert desk.post(address, text=text, do="propose").status_code == 303
    approve(gull, **ticks)


def approve(gull, **ticks):
    """Approve the change that waits."""
    row = last_row()
    gull.open(f"{PAGE}/{row.content['wording']}/{row.content['language']}")
    assert gull.post(f"{PAGE}/changes/{row.id}/approve", **ticks).status_code == 303


@pytest.fixture
def gull(desk):
    return desk.colleague("supervisor")
