"""Many people at the same moment, and times on a machine that other programs use too."""

import hashlib
import math
import time
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import TypeVar

from intake.cli.demo import invented_answers
from intake.questionnaire.journey import Draft
from intake.sealing.tokens import token_text
from tests.support.databases.drafts import fingerprint_of, store_draft, writing_to
from tests.support.storm.person import Person

Person_ = TypeVar("Person_")
Result = TypeVar("Result")

WORK = 300_000
"""Rounds of hashing that measure the load of the machine: about a tenth of a second."""

LOOPS, LOOPS_TAKE = 1_000_000, 0.05
"""A loop, and the seconds that it took on an idle machine where bounds of computing were set."""


def together(people, do):
    """Call *do* for all people at the same moment; return the results in their order."""
    barrier = Barrier(len(people))

    def at_once(person):
        barrier.wait()
        return do(person)

    with ThreadPoolExecutor(len(people)) as crowd:
        return list(crowd.map(at_once, people))


def p99(took):
    """Return the 99th percentile of durations."""
    return sorted(took)[max(0, math.ceil(len(took) * 0.99) - 1)]


def slowdown():
    """Return how many times longer two busy threads take than on two idle cores."""
    wall, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(2) as pair:
        list(pair.map(lambda _: hashlib.pbkdf2_hmac("sha256", b"", b"", WORK), range(2)))
    return max(1.0, 2 * (time.perf_counter() - wall) / (time.process_time() - cpu))


def slower_processor():
    """Return how many times longer one loop takes now than on an idle machine.

    It counts processor time, which other programs lengthen too: they share its caches.
    """
    took = []
    for _ in range(5):
        began = time.process_time()
        sum(number * number % 7 for number in range(LOOPS))
        took.append(time.process_time() - began)
    return max(1.0, sorted(took)[2] / LOOPS_TAKE)


def best_of(measure, *, enough, most=6):
    """Return the least of up to *most* measures, or the first of them that is *enough*.

    Other programs of this machine can only add to what is measured.
    """
    best = measure()
    for _ in range(most - 1):
        if best <= enough:
            break
        best = min(best, measure())
    return best


def people_at_check_page(count, *, database, var, port, notes, now):
    """Return *count* people at the check page, with drafts stored in the database before."""
    pin = fingerprint_of(var)
    tokens = [hashlib.sha256(f"{now} {number}".encode()).digest() for number in range(count)]
    with writing_to(database):
        for token in tokens:
            answers = invented_answers(Random(token), now.date())
            draft = Draft(as_of=now.date(), language="en", answers=answers)
            store_draft(token, draft, pin=pin, now=now)
    return [_at_the_check_page(token, port, notes) for token in tokens]


def _at_the_check_page(token, port, notes):
    person = Person(port, notes, {})
    person.cookies["s"] = token_text(token)
    person.go("/en/f/check")
    return person
