"""One letter: what stands in it, and what becomes of it."""

import logging
from dataclasses import replace
from datetime import date, timedelta

import pytest

from intake.actions.mail import deliver_letters
from intake.extensions import db
from intake.outbox import claims
from intake.outbox.claims import LEASE, Letter
from intake.outbox.connection import MailRefused, OutcomeUnknown, Timeouts, TryLater, transport_for
from intake.outbox.models import State
from tests.outbox.making import NOW, TODAY, MoodyServer, addressed, doorless
from tests.support.tables import beside

TELLING = ("asylum", "immigra", "refugee", "lawyer", "attorney", "legal", "court", "deport")


def test_a_letter_has_reference_tier_day_and_link(in_app, server, settings):
    message = delivered(server, settings, letter())

    assert message["Subject"] == "New request K7QF-2MXH: review by 27 November 2026"
    assert message["From"] == "Harbor desk <desk@example.org>"
    assert message["To"] == "ana@example.org"
    assert message["Message-ID"] == "<one@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().splitlines() == [
        "A new request has come in.",
        "",
        "Reference: K7QF-2MXH",
        "Priority P1: urgent.",
        "Review by: 27 November 2026",
        "Language: Spanish",
        "",
        "Open it on the desk:",
        "https://desk.example.org/desk/cases/K7QF-2MXH",
        "",
        "For safety, this email says nothing more about the applicant.",
    ]


@pytest.mark.parametrize(
    "name, subject, says",
    beside(__file__),
)
def test_each_letter_says_what_happened(in_app, server, settings, *, name, subject, says):
    message = delivered(server, settings, letter(letter=name))

    assert " ".join(message["Subject"].split()) == subject
    assert says in message.get_content().splitlines()


@pytest.mark.parametrize(
    "tag, name", [("mam", "Mam"), ("haz", "Hazaragi"), ("other", "another language")]
)
def test_a_letter_names_the_language_to_call_in(in_app, server, settings, tag, name):
    assert f"Language: {name}" in str(delivered(server, settings, letter(asked_in=tag)))


def test_a_letter_whose_language_is_not_stored_is_in_that_of_the_desk(in_app, server, settings):
    assert "Language: Mam" in str(
        delivered(server, settings, letter(asked_in="mam", language="other"))
    )


def test_a_letter_without_a_language_has_one_line_less(in_app, server, settings):
    assert "Language" not in str(delivered(server, settings, letter(asked_in=None)))


@pytest.mark.parametrize(
    "tier, says",
    [
        ("P0", "Priority P0: cannot wait. Please review it today."),
        ("P1", "Priority P1: urgent."),
        ("P2", "Priority P2: review soon."),
        ("P3", "Priority P3: not urgent yet."),
        ("P4", "Priority P4: review in turn."),
    ],
)
@pytest.mark.parametrize("name", ["case_received", "case_moved"])
def test_a_letter_says_the_priority_and_not_the_subject(
    in_app, server, settings, *, name, tier, says
):
    whole = delivered(server, settings, letter(letter=name, tier=tier)).get_content()

    assert [line for line in whole.splitlines() if "Priority" in line] == [says]
    whole = whole.casefold()
    assert not [word for word in TELLING if word in whole]


@pytest.mark.parametrize(
    "address, code",
    [
        ("ana@example.org, ben@example.org", "bad_address"),
        ("ana@example.org\r\nBcc: ben@example.org", "bad_address"),
        (None, "unreadable"),
    ],
    ids=["two", "a header", "none"],
)
def test_an_invalid_address_gets_no_letter(in_app, server, settings, address, code):
    with pytest.raises(MailRefused) as caught:
        send(settings, letter(address=address))

    assert caught.value.code == code
    assert server.envelopes == []


@pytest.mark.parametrize("name", ["message_waiting", "date_near"])
def test_an_applicant_is_led_to_the_applicants_address(in_app, server, settings, name):
    settings = replace(settings, applicants_url="https://help.example.net")

    text = delivered(server, settings, letter(letter=name, asked_in=None)).get_content()

    assert "https://help.example.net/en/return" in text.splitlines()
    assert "desk.example.org" not in text


@pytest.mark.parametrize("name", ["message_waiting", "date_near"])
def test_a_late_letter_to_an_applicant_waits_for_a_member(in_app, server, settings, name):
    late = letter(letter=name, asked_in=None, try_until=TODAY - timedelta(days=1))

    with pytest.raises(MailRefused) as caught:
        send(settings, late)
    assert (caught.value.code, server.envelopes) == ("too_late", [])

    send(settings, replace(late, try_until=TODAY))
    send(settings, letter(try_until=TODAY - timedelta(days=1)))
    assert len(server.envelopes) == 2


def test_a_line_break_in_a_subject_becomes_a_space(in_app, server, settings):
    message = delivered(server, settings, letter(reference="K7QF\r\nBcc: x"))

    assert message["Subject"] == "New request K7QF Bcc: x: review by 27 November 2026"
    assert message["Bcc"] is None


def test_a_rendering_failure_is_logged_by_its_class_alone(in_app, settings, caplog):
    with pytest.raises(TryLater), caplog.at_level(logging.INFO):
        send(settings, letter(letter="not_known"))

    ours = [record for record in caplog.records if record.name.startswith("intake")]
    assert [record.code for record in ours] == ["TemplateNotFound"]


def test_without_a_server_the_letter_is_a_file(in_app, settings, tmp_path):
    send(replace(settings, mail_server=""), letter())

    assert [path.name for path in (tmp_path / "mail").iterdir()] == ["one.eml"]


@pytest.mark.parametrize(
    "trouble, today, state",
    [
        (None, TODAY, State.DELIVERED),
        (TryLater("smtp_451"), TODAY + timedelta(days=3), State.WAITING),
        (TryLater("smtp_451"), TODAY + timedelta(days=4), State.PARKED),
        (MailRefused("smtp_550"), TODAY, State.PARKED),
        (OutcomeUnknown(), TODAY, State.PARKED),
    ],
    ids=["taken", "later", "later for days", "refused", "unknown"],
)
def test_each_outcome_sets_the_state_of_the_letter(in_app, trouble, today, state):
    encrypted_address = addressed("ana@example.org")
    (claimed,) = claim()
    claims.sending(claimed, "one", until=NOW + LEASE)

    mark(claimed, trouble, today=today)

    db.session.refresh(encrypted_address)
    assert encrypted_address.state == state
    assert encrypted_address.trouble == (trouble.code if trouble else None)


def test_the_log_has_codes_and_ids_and_no_address(in_app, caplog):
    addressed("ana@example.org")
    (claimed,) = claim()

    with caplog.at_level(logging.INFO):
        mark(claimed, MailRefused("smtp_550"))

    (record,) = (record for record in caplog.records if hasattr(record, "letter_id"))
    assert (record.levelname, record.code, record.letter_id) == ("WARNING", "smtp_550", claimed.id)
    assert "ana@" not in str(record.__dict__)


def test_a_released_letter_can_be_claimed_at_once(in_app):
    addressed("ana@example.org")
    claimed = claim()

    claims.release(claimed, "one")

    assert len(claim(worker="two")) == 1


def claim(worker="one"):
    return deliver_letters.claim_letters(worker, now=NOW, repeatable=False)


def mark(letter, trouble, *, today=TODAY):
    state = deliver_letters.record_outcome(letter, "one", trouble, now=NOW, today=today, chance=0.5)
    deliver_letters.log_outcome(letter, state, trouble)


def letter(**changes):
    letter_ = Letter(
        id="1" * 32,
        letter="case_received",
        language="en",
        address="ana@example.org",
        message_id="<one@example.org>",
        reference="K7QF-2MXH",
        tier="P1",
        due_on=date(2026, 11, 27),
        asked_in="es",
        attempts=0,
        try_until=TODAY,
    )
    return replace(letter_, **changes)


def send(settings, letter):
    with transport_for(settings, Timeouts()) as post:
        message = deliver_letters.prepare(post, letter, settings, NOW)
        post.hand_over(message)
    return message


def delivered(server, settings, letter):
    send(settings, letter)
    return server.messages[-1]


@pytest.fixture
def server():
    with MoodyServer() as server:
        yield server


@pytest.fixture
def settings(database, tmp_path, server):
    return replace(
        doorless(database, tmp_path),
        mail_server=server.host,
        mail_port=server.port,
        mail_use_tls=False,
    )
