"""Measure what ten honest people and the office notice while a stranger attacks, as a table.

``make soak`` runs it, against the product as ``make run`` starts it, without a proxy before it. An
attack comes from one network (127.0.9.0 or 127.0.10.0), the ten people from ten others. Seconds
are divided by how much slower the machine is than an idle one (``slowdown``).
"""

import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from random import Random
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, create_engine, text

from intake.sealing import return_code
from tests.support.browser.live import Live
from tests.support.storm.browser import Browser, Notes, form_token
from tests.support.storm.colleague import PASSWORD, Colleague
from tests.support.storm.concurrency import slowdown, together
from tests.support.storm.person import Person, random_answers, turn_in
from tests.support.waiting import until

pytestmark = pytest.mark.timeout(1800)

PEOPLE, FALSE_REQUESTS, BEFORE = 10, 73, 60
"""The first sixty from a network within an hour stay as they are."""

OTHER_NETWORKS = 130
"""The first of many networks that attack, 127.0.130.0."""

AT_MOST = 2.0
"""Seconds of the slowest answer that an honest person gets."""

MEMBER = "wren.testwood@example.org"
RIGHT = 303
"""The answer to a right password."""

MOST_PRESSES = 4
"""Presses, a second apart, by which a person with the right code is in."""

WAIT = 10.0
"""Seconds to wait, as the page says."""


@dataclass
class Product:
    """The running product, with a member whose browser is known."""

    live: Live
    member: Colleague
    engine: Engine
    attack: Counter[int] = field(default_factory=Counter)

    def stranger(self, number, network=9):
        """Return a browser of a network that attacks."""
        address = f"127.0.{network}.{1 + number % 250}"
        return Browser(self.live.port, Notes(), address=address)

    def person(self, name, address):
        return Person(self.live.port, Notes(), random_answers(Random(name), name), address=address)

    def marked(self):
        """Return the number of cases that are marked as part of a flood."""
        query = text("SELECT count(*) FROM cases WHERE tags LIKE '% flood %'")
        with self.engine.connect() as connection:
            return int(connection.execute(query).scalar_one())


def guess_passwords(product, _over):
    """Try a hundred wrong passwords."""
    in_crowd(lambda number: guess(product, product.stranger(number), number), range(100))


def guess_at_once(product, _over):
    """Try all wrong passwords that ten networks may try, as many at a time as connections allow."""

    def guess_from(number):
        guess(product, product.stranger(number, OTHER_NETWORKS + number % 10), number)

    in_crowd(guess_from, range(300), at_once=120)


def guess(product, browser, number):
    """Try a wrong password."""
    fields = {"email": [f"guess-{number}@example.org"], "password": [PASSWORD + "x"]}
    token = form_token(browser.open("/desk/signin").text)
    product.attack[browser.ask("/desk/signin", {"csrf_token": token, **fields}).status] += 1


def begin_many(product, _over):
    """Begin 339 requests, as fast as it goes."""

    def begin(number):
        browser = product.stranger(number)
        token = form_token(browser.open("/en/f/1").text)
        fields = {"csrf_token": token, "filling_for": ["self"]}
        product.attack[browser.ask("/en/f/1", fields).status] += 1

    in_crowd(begin, range(339))


def send_many(product, _over):
    """Send many whole requests that are due on the day."""

    def send(number):
        person = product.person(f"Mokk Test-{number}", f"127.0.10.{1 + number}")
        person.answers["removal_soon"] = ["not_sure"]
        person.walk()
        product.attack[200 if person.send() else 500] += 1

    in_crowd(send, range(FALSE_REQUESTS))


def try_codes(product, over):
    """Try return codes on forty connections at once, until it is over."""
    try_codes_until(over, product, [product.stranger(number) for number in range(40)])


def try_codes_of_many_networks(product, over):
    """Try return codes from seventy networks, on two connections of each, until it is over."""
    networks = [OTHER_NETWORKS + number % 70 for number in range(140)]
    strangers = [product.stranger(at, network) for at, network in enumerate(networks)]
    try_codes_until(over, product, strangers)


def try_codes_until(over, product, strangers):
    """Try return codes in all these browsers at once, until it is over."""

    def try_until_over(browser):
        token = form_token(browser.open("/en/return").text)
        while not over.is_set():
            fields = {"csrf_token": token, "code": [return_code.make().text]}
            product.attack[browser.ask("/en/return", fields).status] += 1

    with ThreadPoolExecutor(len(strangers)) as crowd:
        list(crowd.map(try_until_over, strangers))


def send_by_bytes(product, over):
    """Hold eighty connections that send a form by one byte each three seconds."""
    head = b"POST /en/f/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n"
    with ExitStack() as stack:
        connections = []
        for number in range(80):
            target, source = ("127.0.0.1", product.live.port), (f"127.0.9.{1 + number}", 0)
            connection = socket.create_connection(target, timeout=60, source_address=source)
            stack.enter_context(connection).sendall(head)
            connections.append(connection)
        while not over.wait(3):
            for connection in connections:
                connection.sendall(b"x")
        product.attack[0] += len(connections)


ATTACKS = {
    "47 wrong sign-ins": guess_passwords,
    "47 of ten networks": guess_at_once,
    "48 new requests": begin_many,
    "49 false requests": send_many,
    "50 return codes": try_codes,
    "50 of 70 networks": try_codes_of_many_networks,
    "51 slow bodies": send_by_bytes,
}


@pytest.mark.parametrize("name", ATTACKS)
def test_ten_people_are_served_during(name, product, tell):
    product.attack.clear()
    before, mails = slowdown(), len(product.live.mails)
    returning = [product.person(f"Lumo Back-{name[:2]}-{at}", f"127.0.{at}.1") for at in (60, 61)]
    for person in returning:
        person.walk(as_far_as="/f/result")
    people = [product.person(f"Lumo {name[:2]}-{at}", f"127.0.{20 + at}.1") for at in range(PEOPLE)]
    sign_ins = [RIGHT] * 2
    with attacked(product, name):
        time.sleep(1)
        presses = [returning[0].return_with_code(presses=MOST_PRESSES, pause=a_second)]
        sent = together(people, apply)
        presses.append(returning[1].return_with_code(presses=MOST_PRESSES, pause=a_second))
        if name.startswith("47"):
            sign_ins = [status_of_sign_in(product, is_known=known) for known in (True, False)]

    slower = max(before, slowdown())
    slowest = max(person.notes.slowest for person in (*people, *returning)) / slower
    refused = sum(person.notes.statuses[429] for person in people)
    row = {
        "attack": name,
        "answers to it": dict(sorted(product.attack.items())),
        "slowest answer": f"{slowest:.2f} s",
        "load": f"{slower:.1f}",
        "sent": sum(map(bool, sent)),
        "refused": refused,
        "presses to come back, at the start and later": presses,
        "member signs in, known and not": sign_ins,
        "office": office(product, name, mails),
    }
    tell(" | ".join(f"{key}: {value}" for key, value in row.items()))
    assert (row["sent"], refused, sign_ins) == (PEOPLE, 0, [RIGHT] * 2)
    assert slowest <= AT_MOST


def test_ten_people_behind_the_network_that_attacks_begin_in_turns(product, tell):
    people = [product.person(f"Lumo Camp-{at}", f"127.0.9.{200 + at}") for at in range(PEOPLE)]
    begin_many(product, Event())
    began = time.monotonic()

    pressed = together(people, begin_in_turn)

    waited = time.monotonic() - began
    assert all(pressed)
    assert all(together(people, apply))
    tell(f"48 behind that network | presses: {pressed} | all had begun after: {waited:.0f} s")
    assert waited < 2 * WAIT * slowdown()


@contextmanager
def attacked(product, name):
    """Attack, and end that in any case, so that it does not go on in the next row."""
    over = Event()
    attack = Thread(target=ATTACKS[name], args=(product, over))
    attack.start()
    try:
        yield
    finally:
        over.set()
        attack.join()


def a_second():
    """Wait as long as a person needs to press a button again, at least."""
    time.sleep(1)


def apply(person):
    """Answer everything and send; return the reference."""
    person.walk()
    return person.send()


def begin_in_turn(person):
    """Press the button of the waiting page until the next page is shown; return the presses."""
    person.go("/en/f/1")
    answer = person.press("/en/f/1", {"filling_for": ["self"]})
    for presses in range(10):
        if answer.status == 303:
            person.go(answer.location)
            return presses
        time.sleep(WAIT)
        person.page = answer.text
        answer = person.press("/en/f/1", {"filling_for": ["self"], "turn": [turn_in(answer.text)]})
    return 0


def status_of_sign_in(product, *, is_known):
    """Return the answer to the password of a member, in their own browser or in a new one.

    Where so many passwords are stretched that one has to press again (503), do so, as often as the
    account may be tried.
    """
    known = {name: value for name, value in product.member.cookies.items() if "device" in name}
    address = product.member.address if is_known else "127.0.51.1"
    browser = Browser(product.live.port, product.member.notes, address=address)
    for _ in range(5):
        browser.cookies = dict(known) if is_known else {}
        token = form_token(browser.open("/desk/signin").text)
        fields = {"csrf_token": token, "email": [MEMBER], "password": [PASSWORD]}
        answer = browser.ask("/desk/signin", fields)
        if answer.status != 503:
            break
    return answer.status


def office(product, name, mails):
    """Return what the office sees after the attack."""
    if name.startswith("49"):
        until(lambda: product.marked() >= FALSE_REQUESTS - BEFORE, "the flood is marked")
    return f"{product.marked()} marked as a flood, {len(product.live.mails) - mails} emails"


def in_crowd(do, numbers, *, at_once=8):
    """Do something for each number, so many at a time."""
    with ThreadPoolExecutor(at_once) as crowd:
        list(crowd.map(do, numbers))


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    live = Live(tmp_path_factory.mktemp("attacked") / "var")
    live.start()
    member = Colleague(live.port, Notes(), address="127.0.50.1")
    member.join(live.invitation, email=MEMBER)
    engine = create_engine(f"sqlite:///{live.folder}/intake.db")
    yield Product(live, member, engine)
    engine.dispose()
    live.kill()
