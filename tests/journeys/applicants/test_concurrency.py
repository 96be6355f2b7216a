"""Many people at the same moment: each is served, and nothing is lost or doubled.

The bounds apply to two idle cores. Durations are divided by the factor by which other programs
slow two threads down, and the best of three measures counts.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from threading import Event

import pytest
from sqlalchemy import create_engine

from intake import clock
from intake.sealing import return_code
from tests.support.browser.live import Live
from tests.support.clients.applicant import ACKNOWLEDGED
from tests.support.databases.fixtures import ON_BOTH, new_postgresql_database
from tests.support.storm.browser import Browser, Notes, form_token
from tests.support.storm.concurrency import best_of, p99, people_at_check_page, slowdown, together
from tests.support.storm.ledger import Ledger
from tests.support.storm.person import Person, random_answers

pytestmark = ON_BOTH

SEND_BOUND = 2.0
PAGE_BOUND = 0.2
NETWORKS = count(1)
FEWEST_PAGES = 5
"""Pages that a reader reads at least. A network whose tries are used up is refused within
milliseconds, so fifty tries take less than half a second.
"""

Visitor = tuple[Browser, list[str]]
"""A stranger's browser, and the token of the form that it shows."""


def test_send_pressed_twenty_times_makes_one_case(product):
    (person,) = product.people_at_check_page(1)
    before = product.cases

    reference = person.send(presses=20)

    assert product.cases - before == {reference}
    assert product.notes.faults == []


def test_fifty_people_sending_at_once_make_fifty_cases(product):
    seconds = best_of(lambda: _fifty_send(product), enough=SEND_BOUND)

    assert seconds <= SEND_BOUND
    assert product.notes.faults == []


def test_wrong_codes_do_not_delay_question_pages(product):
    seconds = best_of(lambda: _fifty_try_codes(product), enough=PAGE_BOUND)

    assert seconds <= PAGE_BOUND
    assert product.notes.faults == []


def test_ten_people_behind_one_address_at_once_are_never_told_to_press_again(product):
    people = [product.person(f"Lumo Behind-{number}") for number in range(10)]
    for person in people:
        person.go("/en/f/1")
        person.step()

    together(people, Person.step)
    assert [person.path for person in people] == ["/en/f/code"] * 10
    together(people, Person.step)
    assert all(person.code for person in people)

    assert together(people, Person.return_with_code) == [1] * 10
    assert product.notes.faults == []
    assert set(product.notes.statuses) <= {200, 303}


def test_tabs_that_answer_different_pages_lose_nothing(product):
    person = product.person("Lumo Tabs")
    person.walk()
    values = {"us_state": ["TX", "NY"], "has_lawyer": ["no", "yes"], "name_to_use": ["One", "Two"]}

    for turn in range(8):
        answers = [(name, [pair[turn % 2]]) for name, pair in values.items()]
        together(answers, person.keep_one)
        person.go("/en/f/check")
        assert person.missing_from(person.page) == [], f"turn {turn}"

    assert product.notes.faults == []


def test_sending_while_another_device_returns_makes_one_case(product):
    for number in range(4):
        phone, tablet = product.person(f"Lumo Phone-{number}"), product.person("not named")
        phone.walk()
        tablet.go("/en/return")
        before = product.cases

        sent, back = together(
            [(phone, ""), (tablet, phone.code)],
            lambda press: _return_with(*press) if press[1] else _press_send(press[0]),
        )

        assert (back.status, back.location) == (303, "/en/mailbox")
        if sent.status == 303:
            assert sent.location == "/en/sent"
        else:
            assert sent.status == 410
            tablet.go("/en/f/check")
            assert tablet.missing_from(tablet.page) == []
            tablet.send()
        assert len(product.cases - before) == 1
    assert product.notes.faults == []


def test_two_devices_that_return_together_send_once(product):
    phone = product.person("Lumo Shared-Code")
    phone.walk()
    devices = [product.person("not named") for _ in range(2)]
    for device in devices:
        device.go("/en/return")
    before = product.cases

    backs = together(devices, lambda device: _return_with(device, phone.code))
    for device in devices:
        device.go("/en/return")
    sent = together(devices, _press_send)

    assert [back.status for back in backs] == [303, 303]
    assert sorted(answer.status for answer in sent) == [303, 410]
    assert len(product.cases - before) == 1
    assert phone.ask("/en/f/check").status == 410
    assert product.notes.faults == []


def _fifty_send(product):
    """Have fifty people send at once; return the p99 of their answers, corrected for load."""
    people = product.people_at_check_page(50)
    before, noise = product.cases, slowdown()

    answers = together(people, _press_send)

    noise = max(noise, slowdown())
    assert {(answer.status, answer.location) for answer in answers} == {(303, "/en/sent")}
    assert len(product.cases - before) == 50
    return p99([answer.took for answer in answers]) / noise


def _fifty_try_codes(product):
    """Have fifty people try wrong codes; return by how much a reader's pages take longer.

    That is the p99, beside that while the fifty only look at a page, corrected for load. Each call
    has a network of its own. From its eleventh wrong code on it waits for turns (429).
    """
    network = f"127.0.{next(NETWORKS)}"
    strangers = [_at_the_return_page(product.live.port, f"{network}.{n}") for n in range(1, 51)]
    reader = product.person("Lumo Reader")
    reader.go("/en/f/1")
    noise = slowdown()

    usual, _ = _read_while(reader, strangers, lambda visitor: [visitor[0].ask("/en/return")] * 2)
    took, tried = _read_while(reader, strangers, _try_wrong_codes)

    noise = max(noise, slowdown())
    answers = {(answer.status, answer.location) for answers in tried for answer in answers}
    assert (303, "/en/return") in answers
    assert answers <= {(303, "/en/return"), (429, "")}
    return (p99(took) - p99(usual)) / noise


def _press_send(person):
    return person.press("/en/f/send", {**ACKNOWLEDGED, "send": ["now"]})


def _return_with(person, code):
    return person.press("/en/return", {"code": [code]})


def _at_the_return_page(port, address):
    stranger = Browser(port, Notes(), address=address)
    return stranger, form_token(stranger.ask("/en/return").text)


def _try_wrong_codes(visitor):
    stranger, token = visitor
    codes = [return_code.make().text for _ in range(2)]
    return [stranger.ask("/en/return", {"csrf_token": token, "code": [code]}) for code in codes]


def _read_while(reader, strangers, do):
    """Have strangers do something at once; return how long a reader's pages took, and the answers.

    The reader reads on until there are enough pages.
    """
    over, took = Event(), list[float]()

    def read():
        while not over.is_set() or len(took) < FEWEST_PAGES:
            answer = reader.ask("/en/f/1")
            assert answer.status == 200
            took.append(answer.took)

    with ThreadPoolExecutor(1) as reading:
        pages = reading.submit(read)
        try:
            answers = together(strangers, do)
        finally:
            over.set()
        pages.result()
    return took, answers


@dataclass
class Product:
    """A running product, as people see it and as its database has it."""

    live: Live
    database: str
    ledger: Ledger
    notes: Notes = field(default_factory=Notes)

    @property
    def cases(self):
        """Return the references of all cases."""
        return set(self.ledger.letters().cases)

    def person(self, name):
        """Return a person with answers who has not begun."""
        return Person(self.live.port, self.notes, random_answers(Random(name), name))

    def people_at_check_page(self, count):
        """Return *count* people at their check page."""
        return people_at_check_page(
            count,
            database=self.database,
            var=self.live.folder,
            port=self.live.port,
            notes=self.notes,
            now=clock.now(),
        )


@pytest.fixture
def product(running):
    """Return the running product with empty notes."""
    running.notes = Notes()
    return running


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def running(request, tmp_path_factory):
    """Run the product on this database for all tests of this module."""
    var: Path = tmp_path_factory.mktemp("at-once") / "var"
    if request.param == "sqlite":
        yield from _serving(var, f"sqlite:///{var}/intake.db")
        return
    with new_postgresql_database(request.getfixturevalue("postgresql_server")) as address:
        yield from _serving(var, address)


def _serving(var, database):
    live = Live(var, {"DATABASE_URL": database})
    live.start()
    engine = create_engine(database)
    yield Product(live, database, Ledger(engine=engine, readers=0))
    engine.dispose()
    live.kill()
