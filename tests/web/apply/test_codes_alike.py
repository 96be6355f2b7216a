"""Wrong return codes all get the same answer; a mistyped one does not reach the database."""

import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from time import thread_time
from unittest.mock import Mock

import pytest
from sqlalchemy import event

from intake import create_app
from intake.actions.application import make_return_code
from intake.actions.application.make_return_code import Visitor, try_halves
from intake.extensions import db
from intake.sealing import return_code
from intake.sealing.return_code import check_digit, halves, read
from intake.web import limits
from intake.web.limits import turns
from intake.web.limits.counters import Limit
from tests.support.clients.applicant import (
    SHORTEST,
    Applicant,
    at_check,
    come_back,
    csrf_of,
    waiting_fields,
)
from tests.support.clients.members import text_of

WRONG = "0" * 23 + check_digit("0" * 23)
"""A code that opens nothing."""


def test_unknown_wrong_erased_and_expired_codes_are_answered_alike(app, ready_client, clock):
    sent = coded(ready_client)
    erased = coded(app.test_client())
    expired = coded(app.test_client(), send=False)
    visitor = come_back(app, erased)
    visitor.open("/en/mailbox/delete")
    visitor.post("/en/mailbox/delete", {})
    clock.shift(days=31)
    app.test_cli_runner().invoke(args=["housekeeping", "run"])
    codes = {
        "unknown": other(sent, at=0),
        "wrong": other(sent, at=12),
        "erased": erased,
        "expired": expired,
    }

    answers = {why: come_back(app, code).page for why, code in codes.items()}

    pages = {
        why: without_token(page.text).replace(codes[why], "typed") for why, page in answers.items()
    }
    assert len(set(pages.values())) == 1
    assert {page.status_code for page in answers.values()} == {422}
    assert come_back(app, sent).path == "/en/mailbox"


def test_each_of_them_costs_one_stretching(app, ready_client, monkeypatch):
    sent = coded(ready_client)
    stretched: list[str] = []

    def counted(code, salt, visitor):
        stretched.append(code.locator)
        return try_halves(code, salt, visitor)

    monkeypatch.setattr("intake.actions.application.resume.try_halves", counted)
    for code in (other(sent, at=0), other(sent, at=12), sent):
        come_back(app, code)

    assert len(stretched) == 3
    assert make_return_code.try_halves is try_halves


@pytest.mark.full_cost
def test_an_unknown_code_takes_as_long_as_a_wrong_one(app, ready_client, monkeypatch):
    allow_wrong_codes(100, monkeypatch)
    sent = coded(ready_client)

    unknown, wrong = other(sent, at=0), other(sent, at=12)
    tries = [(timed(app, unknown), timed(app, wrong)) for _ in range(4)]
    spent = [min(times) for times in zip(*tries, strict=True)]

    assert max(spent) < 2 * min(spent), tries
    assert timed_stretching() > 0.2 * min(spent)


@pytest.mark.parametrize("typed", ["", "1234", "0" * 24, "hello", "9" * 5000])
def test_a_slip_is_told_without_a_look_into_the_database(app, ready_client, typed):
    asked: list[str] = []
    visitor = Applicant(ready_client)
    visitor.open("/en/return")

    with app.app_context():
        engine = db.engine

    def count(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    visitor.post("/en/return", {"code": [typed if typed != "0" * 24 else "0" * 23 + "1"]})
    event.remove(engine, "before_cursor_execute", count)

    assert visitor.status == 422
    assert [statement for statement in asked if "requests" in statement] == []


def coded(client, *, send=True):
    someone = at_check(client)
    if send:
        someone.send()
    else:
        someone.open("/en/f/code")
    return text_of(someone.text, "return-code").replace(" ", "")


def other(code, *, at):
    changed = code[:at] + str((int(code[at]) + 1) % 10) + code[at + 1 : 23]
    candidate = changed + check_digit(changed)
    assert read(candidate).text.replace(" ", "") == candidate
    return candidate


def timed(app, code):
    """Return the seconds of processor time, which other programs do not lengthen."""
    visitor = Applicant(app)
    visitor.open("/en/return")
    start = thread_time()
    visitor.post("/en/return", {"code": [code]})
    return thread_time() - start


def timed_stretching():
    start = thread_time()
    halves(read(WRONG), b"\2" + bytes(16))
    return thread_time() - start


def without_token(html):
    return re.sub(r'name="?csrf_token"? value="?[^">\s]+', "", html)


def test_behind_an_onion_service_nobody_is_locked_out_for_what_others_tried(
    app, someone, monkeypatch
):
    someone.apply()
    code = text_of(someone.text, "return-code")
    allow_wrong_codes(2, monkeypatch)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], public_url="http://desk.example.org")

    durations: dict[str, list[int]] = {}
    for address in ("127.0.0.1", "203.0.113.7"):
        visitor = Applicant(app)
        visitor.client.environ_base["REMOTE_ADDR"] = address
        for typed in (WRONG, WRONG, WRONG, code):
            visitor.enter_code(typed)
            durations.setdefault(address, []).append(visitor.status)

    assert durations == {"127.0.0.1": [422, 422, 422, 200], "203.0.113.7": [422, 422, 429, 429]}


def test_a_proxy_that_we_know_names_the_address_and_what_stands_before_it_counts_for_nothing(
    settings, ready_client, monkeypatch
):
    allow_wrong_codes(2, monkeypatch)
    app = create_app(replace(settings, trusted_proxies=1))
    visitor = Applicant(app)
    visitor.open("/en/return")
    answers = []

    for at, behind in enumerate((7, 7, 7, 8)):
        forged = {"X-Forwarded-For": f"198.51.{at}.1, 203.0.{behind}.113"}
        data = {"csrf_token": csrf_of(visitor.text), "code": WRONG}
        answers.append(
            visitor.client.post(
                "/en/return", data=data, headers=forged, follow_redirects=True
            ).status_code
        )
    with app.app_context():
        db.engine.dispose()

    assert answers == [422, 422, 429, 422]


def test_addresses_that_a_sender_makes_up_do_not_start_the_count_anew(app, ready_client):
    visitor = Applicant(app)
    visitor.open("/en/return")
    answers = []

    for at in range(11):
        forged = {
            "X-Forwarded-For": f"203.0.113.{at}, 198.51.100.{at}",
            "X-Real-IP": f"10.0.0.{at}",
        }
        data = {"csrf_token": csrf_of(visitor.text), "code": WRONG}
        answers.append(
            visitor.client.post(
                "/en/return", data=data, headers=forged, follow_redirects=True
            ).status_code
        )

    assert answers == [422] * 10 + [429]


def test_the_right_code_opens_in_turn_behind_a_network_that_tried_many_wrong_ones(
    app, ready_client, clock, monkeypatch
):
    allow_wrong_codes(2, monkeypatch)
    code = coded(ready_client)
    for _ in range(2):
        assert typed_behind(app, WRONG).page.status_code == 422

    person = typed_behind(app, code)
    assert (person.status, person.page.headers["Retry-After"]) == (429, "10")
    assert "Your code stays on this page." in person.text
    assert person.post("/en/return", waiting_fields(person)).status_code == 429, "too early"
    clock.shift(seconds=turns.WAIT)
    turn = waiting_fields(person)["turn"]

    assert person.post("/en/return", waiting_fields(person)).status_code == 200
    assert person.path == "/en/mailbox"
    person.open("/en/return")
    assert person.post("/en/return", {"code": [code], "turn": turn}).status_code == 429, "used"


def test_a_turn_that_found_the_line_full_is_given_back_and_works_at_once(
    app, ready_client, clock, monkeypatch
):
    allow_wrong_codes(1, monkeypatch)
    code = coded(ready_client)
    assert typed_behind(app, WRONG).page.status_code == 422
    person = typed_behind(app, code)
    clock.shift(seconds=turns.WAIT)
    used = waiting_fields(person)
    with full_line("_trying", monkeypatch):
        assert person.post("/en/return", used).status_code == 429
    given_back = waiting_fields(person)

    elsewhere = typed_behind(app, code)
    assert elsewhere.post("/en/return", given_back).status_code == 429, "of another browser"
    assert person.post("/en/return", used).status_code == 429, "used"
    assert person.post("/en/return", given_back).status_code == 200
    assert person.path == "/en/mailbox"
    person.open("/en/return")
    assert person.post("/en/return", given_back).status_code == 429, "used too"


def test_who_finds_the_line_full_keeps_the_code_and_the_place(
    app, ready_client, clock, monkeypatch
):
    code = coded(ready_client)
    with full_line("_trying", monkeypatch):
        person = typed_behind(app, code)
        place = waiting_fields(person)
        clock.shift(seconds=3)
        assert person.post("/en/return", {"code": [code], **place}).status_code == 429
        clock.shift(seconds=4)
    visitors = visitors_seen(monkeypatch)

    assert "You keep your place in the line." in person.text
    assert f'value="{code}"' in person.text
    assert code not in "".join(place["turn"])
    assert waiting_fields(person) == place, "the first one still tells since when"
    typed_behind(app, other(code, at=12))
    assert person.post("/en/return", {"code": [code], **place}).status_code == 200
    assert person.path == "/en/mailbox"
    assert [visitor.waited for visitor in visitors] == [0, 7]


def test_a_place_is_worth_nothing_in_another_browser_or_changed(
    app, ready_client, clock, monkeypatch
):
    code = coded(ready_client)
    with full_line("_trying", monkeypatch):
        place = waiting_fields(typed_behind(app, code))["turn"][0]
    visitors = visitors_seen(monkeypatch)
    clock.shift(minutes=5)

    for forged in (place, place[::-1], "", "due since 0 0", "\0" * 99):
        person = Applicant(app)
        person.open("/en/return")
        assert person.post("/en/return", {"code": [code], "turn": [forged]}).status_code == 200

    assert [visitor.waited for visitor in visitors] == [0] * 5


def test_a_turn_that_was_used_in_vain_keeps_the_place_too(app, ready_client, clock, monkeypatch):
    allow_wrong_codes(1, monkeypatch)
    code = coded(ready_client)
    typed_behind(app, other(code, at=12))
    person = typed_behind(app, code)
    with full_line("_trying", monkeypatch):
        for _ in range(2):
            clock.shift(seconds=turns.WAIT)
            assert person.post("/en/return", waiting_fields(person)).status_code == 429
    visitors = visitors_seen(monkeypatch)
    clock.shift(seconds=turns.WAIT)

    assert person.post("/en/return", waiting_fields(person)).status_code == 200
    assert [visitor.waited for visitor in visitors] == [3 * turns.WAIT]


def test_wrong_codes_are_known_to_the_lines_of_all_processes(app, ready_client, monkeypatch):
    code, another = coded(ready_client), create_app(app.config["SETTINGS"])
    visitors = visitors_seen(monkeypatch)

    for process in (app, another, app):
        typed_behind(process, other(code, at=12))
    assert typed_behind(another, code).path == "/en/mailbox"
    with another.app_context():
        db.engine.dispose()

    assert [visitor.tries for visitor in visitors] == [0, 1, 2, 3]


def test_people_who_come_back_do_not_put_their_network_behind_others(
    app, ready_client, monkeypatch
):
    code, line = coded(ready_client), make_return_code.new_code_line()
    monkeypatch.setattr(make_return_code, "_trying", line)

    for typed in (code, other(code, at=12), code):
        typed_behind(app, typed)

    assert line._tries_of("203.0.113.0/24") == 1, "the wrong one"


def test_who_finds_the_line_full_in_which_codes_are_made_keeps_the_place(
    ready_client, clock, monkeypatch
):
    person = Applicant(ready_client, {**SHORTEST, "filling_for": ["other_person"]})
    waited = [waited_to_make(person, "/en/f/code", clock, monkeypatch)]
    assert text_of(person.text, "return-code")
    waited.append(waited_to_make(person, "/en/f/hand-over", clock, monkeypatch))

    assert waited == [7, 7]
    assert person.path == "/en/f/code"


def test_who_finds_the_line_full_goes_on_and_is_told_once(ready_client, monkeypatch):
    person = Applicant(ready_client)
    person.begin()

    with full_line("_making", monkeypatch):
        save(person, pages=2)
        assert person.path != "/en/f/code"
        save(person, pages=1)
        assert person.path == "/en/f/code"
        assert person.status == 200
        assert person.post("/en/f/code", {"have": ["no"]}).status_code == 200
        save(person, pages=2)
        assert person.path != "/en/f/code"
    save(person, pages=1)

    assert person.path == "/en/f/code"
    assert text_of(person.text, "return-code")


def test_a_line_that_is_full_for_a_moment_is_told_nobody(ready_client, monkeypatch):
    person = Applicant(ready_client)
    person.begin()

    with full_line("_making", monkeypatch):
        save(person, pages=2)
        assert "/f/code" not in person.path
    save(person, pages=1)

    assert text_of(person.text, "return-code")
    save(person, pages=1)
    assert person.path != "/en/f/code", "no second code"


def test_wrong_codes_in_turns_keep_to_the_pace(app, ready_client, clock, monkeypatch):
    allow_wrong_codes(1, monkeypatch)
    assert typed_behind(app, WRONG).page.status_code == 422
    waiting = [typed_behind(app, WRONG) for _ in range(7)]
    clock.shift(seconds=turns.WAIT)

    answers = [
        visitor.post("/en/return", waiting_fields(visitor)).status_code for visitor in waiting
    ]

    assert answers == [422] * turns.CODE_PACE.tries + [429] * 2


def test_who_has_a_code_cannot_keep_others_from_theirs_by_asking_for_more(
    ready_client, monkeypatch
):
    person = at_check(ready_client)
    stretching = Mock(side_effect=AssertionError("a code was stretched"))
    monkeypatch.setattr(return_code, "halves", stretching)

    person.open("/en/f/code")
    person.post("/en/f/code", {})
    person.post("/en/f/hand-over", {})

    stretching.assert_not_called()
    assert person.path == "/en/f/code"


def allow_wrong_codes(tries, monkeypatch):
    """Allow a network so many wrong codes before its people wait for a turn."""
    monkeypatch.setattr(limits, "WRONG_CODES", Limit(tries, timedelta(minutes=15)))


@contextmanager
def full_line(name, monkeypatch):
    """Let nobody into the line of those who make codes, or try them, in the block."""
    with monkeypatch.context() as crowd:
        crowd.setattr(make_return_code, name, make_return_code.new_code_line(longest=0))
        yield


def visitors_seen(monkeypatch):
    """Return a list to which each visitor is added who gets into the line from now on."""
    visitors: list[Visitor] = []

    def noted(code, salt, visitor):
        visitors.append(visitor)
        return try_halves(code, salt, visitor)

    monkeypatch.setattr("intake.actions.application.resume.try_halves", noted)
    return visitors


def save(person, *, pages):
    """Answer so many more pages that ask something."""
    before = len(person.visited)
    while len(person.visited) < before + pages:
        person.answer()


def waited_to_make(person, path, clock, monkeypatch):
    """Return the seconds that a person waited who found the line full, and pressed again twice."""
    with full_line("_making", monkeypatch):
        if path == "/en/f/code":
            person.begin()
            save(person, pages=3)
            assert "We could not make your code yet." in person.text
        else:
            person.open(path)
            assert person.post(path, {}).status_code == 429
        clock.shift(seconds=3)
        assert person.post(path, waiting_fields(person)).status_code == 429
        clock.shift(seconds=4)
    line = make_return_code.new_code_line()
    place = Mock(wraps=line.place)
    monkeypatch.setattr(line, "place", place)
    monkeypatch.setattr(make_return_code, "_making", line)
    assert person.post(path, waiting_fields(person)).status_code == 200
    waited: float = place.call_args.kwargs["waited"]
    return waited


def typed_behind(app, code):
    """Return a person of one network who has just typed *code*."""
    visitor = Applicant(app)
    visitor.client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    visitor.enter_code(code)
    return visitor
