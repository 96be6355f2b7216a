"""Making and trying codes is slow on purpose; it must slow down nobody else."""

from dataclasses import dataclass, field
from threading import Event, Lock, Thread, current_thread

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session
from sqlalchemy.pool import QueuePool

from intake.actions.application import make_return_code as codes
from intake.actions.application.make_return_code import Visitor, make_code, try_halves
from intake.extensions import db
from intake.fair_line import TooManyWaiting
from intake.requests.models import Request
from intake.sealing import return_code
from intake.sealing.return_code import CodeHalves
from tests.support.databases.fixtures import ON_BOTH
from tests.support.rows import all_rows
from tests.support.waiting import PATIENCE, until

pytestmark = ON_BOTH


Db = scoped_session[Session]
HERE = "203.0.113.0/24"
ELSEWHERE = {"198.51.100.0/24", "192.0.2.0/24", "198.18.7.0/24"}
CODE, SALT = return_code.make(), b"\2" + bytes(16)


def test_stretching_a_code_holds_no_database_connection(db_session):
    all_rows(Request)
    assert db_session().in_transaction()

    made_code = make_code(Visitor(network=HERE), "here")

    assert made_code.code.text
    assert not db_session().in_transaction()
    assert isinstance(db.engine.pool, QueuePool)
    assert db.engine.pool.checkedout() == 0


def test_a_full_queue_refuses_at_once(db_session, full_line):
    with pytest.raises(TooManyWaiting):
        try_halves(CODE, SALT, Visitor(network=HERE))

    made_code = make_code(Visitor(network=HERE), "here")

    assert made_code.code.text, "those who make a code stand in another line"


@pytest.mark.parametrize("line_name", ["_making", "_trying"])
def test_ten_of_one_network_wait_while_two_codes_are_stretched_and_a_flood_is_refused(
    app, monkeypatch, line_name
):
    line, crowd = codes.new_code_line(), Crowd(app, makes=line_name == "_making")
    monkeypatch.setattr(codes, line_name, line)
    monkeypatch.setattr(return_code, "halves", crowd.stretch)

    for _ in range(12):
        crowd.comes(HERE)
    until(lambda: len(crowd.served) == 2 and len(line._waiting) == 10, "two of twelve are served")
    assert crowd.told == []

    crowd.comes(HERE)
    until(lambda: crowd.told == [HERE], "the thirteenth of the network is told at once")
    for network in ELSEWHERE:
        crowd.comes(network)
    until(lambda: crowd.told == [HERE] * 2, "one more gave its place to those of other networks")
    assert len(line._waiting) == 12

    crowd.go_on.set()
    for thread in crowd.threads:
        thread.join(PATIENCE)
    assert set(crowd.served[2:5]) == ELSEWHERE
    assert crowd.served[5:] == [HERE] * 9
    assert crowd.most_at_once == 2


@dataclass
class Crowd:
    """People who make codes, or try them, each in a thread of its own.

    No code is stretched before ``go_on`` is set. ``served`` has their networks in the order of
    their turns, ``told`` those of who had no place.
    """

    app: Flask
    makes: bool
    go_on: Event = field(default_factory=Event)
    threads: list[Thread] = field(default_factory=list)
    served: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    running: int = 0
    most_at_once: int = 0
    lock: Lock = field(default_factory=Lock)

    def comes(self, network):
        """Let one more come from this network."""
        self.threads.append(Thread(target=self._press, args=(network,), name=network, daemon=True))
        self.threads[-1].start()

    def stretch(self, _code, _salt):
        with self.lock:
            self.served.append(current_thread().name)
            self.running += 1
            self.most_at_once = max(self.most_at_once, self.running)
        assert self.go_on.wait(PATIENCE)
        with self.lock:
            self.running -= 1
        return CodeHalves(auth=bytes(32), wrap=bytes(32))

    def _press(self, network):
        visitor = Visitor(network=network)
        with self.app.app_context():
            try:
                if self.makes:
                    make_code(visitor, "here")
                else:
                    try_halves(CODE, SALT, visitor)
            except TooManyWaiting:
                self.told.append(network)


@pytest.fixture
def full_line(monkeypatch):
    """Fill the line of those who try codes."""
    monkeypatch.setattr(codes, "_trying", codes.new_code_line(longest=0))
