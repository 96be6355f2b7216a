"""The line before slow work: each network has its turn, and few of the places."""

from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Event

import pytest

from intake.fair_line import (
    MOST_FORGIVEN,
    MOST_TRIES,
    RECENT_SECONDS,
    FairLine,
    TooManyWaiting,
)
from tests.support.waiting import PATIENCE, until

BUSY, OTHER, UNKNOWN = "203.0.113.0/24", "198.51.100.0/24", ""
SINGLE = ("192.0.2.0/24", "198.18.7.0/24")
"""Networks with one visitor each."""


def test_a_first_try_goes_before_those_of_a_network_that_tried_often():
    line = a_line()
    for _ in range(5):
        serve(line, BUSY)
    order: list[str] = []

    with ThreadPoolExecutor() as threads, held(line):
        waiting = [in_line(threads, line, network, order) for network in (BUSY, OTHER)]
        until_waiting(line, 2)
    for future in waiting:
        future.result()

    assert order == [OTHER, BUSY]


def test_networks_with_as_many_tries_are_served_in_the_order_of_their_arrival():
    line, order = a_line(), list[str]()

    with ThreadPoolExecutor() as threads, held(line):
        one_after_the_other(threads, line, (BUSY, OTHER), order)

    assert order == [BUSY, OTHER]


@pytest.mark.parametrize("network", [BUSY, UNKNOWN])
def test_one_network_holds_few_places_and_leaves_the_others_free(network):
    line = a_line()

    with ThreadPoolExecutor() as threads, held(line):
        waiting = [in_line(threads, line, network, []) for _ in range(2)]
        until_waiting(line, 2)
        with pytest.raises(TooManyWaiting):
            serve(line, network)
        waiting.append(in_line(threads, line, OTHER, []))
        until_waiting(line, 3)

    assert all(future.result() is None for future in waiting)


def test_in_a_full_line_whoever_has_no_place_gets_the_last_of_the_network_with_most():
    line, order = a_line(), list[str]()

    with ThreadPoolExecutor() as threads, held(line):
        many = [in_line(threads, line, BUSY, order) for _ in range(2)]
        others = [in_line(threads, line, network, order) for network in SINGLE]
        until_waiting(line, 4)
        in_line(threads, line, OTHER, order)
        until(lambda: any(future.done() for future in many), "one of the two lost its place")
        until_waiting(line, 4)

    lost = [future for future in (*many, *others) if future.exception()]
    assert len(lost) == 1
    assert isinstance(lost[0].exception(), TooManyWaiting)
    assert sorted(order) == sorted([BUSY, *SINGLE, OTHER])


def test_who_finds_the_line_full_of_single_tries_comes_back_before_those_who_came_later():
    line, order = a_line(), list[str]()
    others = [f"198.51.{number}.0/24" for number in range(4)]

    with ThreadPoolExecutor() as threads, held(line):
        waiting = one_after_the_other(threads, line, others, order)
        assert line.is_full_for(OTHER)
        with pytest.raises(TooManyWaiting):
            serve(line, OTHER)
        in_line(threads, line, OTHER, order, waited=60)
        until(lambda: any(future.done() for future in waiting), "the last lost its place")

    assert order == [OTHER, *others[:3]]


def test_each_network_has_one_place_before_any_has_two():
    line, order = a_line(), list[str]()

    with ThreadPoolExecutor() as threads, held(line):
        one_after_the_other(threads, line, [BUSY, BUSY, OTHER], order)

    assert order == [BUSY, OTHER, BUSY]


def test_within_a_network_who_waits_longest_is_next_and_takes_the_place_of_the_last():
    line, order = a_line(), list[str]()

    with ThreadPoolExecutor() as threads, held(line):
        many = [in_line(threads, line, BUSY, order) for _ in range(2)]
        until_waiting(line, 2)
        in_line(threads, line, BUSY, order, waited=20, name="the neighbour")
        until(lambda: any(future.done() for future in many), "one lost its place")

    assert order == ["the neighbour", BUSY]


def test_a_try_that_found_no_place_counts_against_nobody():
    line = a_line()

    with held(line):
        for _ in range(3):
            with pytest.raises(TooManyWaiting), line.place(OTHER, patience=0.001):
                raise AssertionError

    assert line._tries_of(OTHER) == 0
    serve(line, OTHER)
    assert line._tries_of(OTHER) == 1


def test_tries_that_other_processes_counted_put_a_network_behind():
    line, order = a_line(), list[str]()

    with ThreadPoolExecutor() as threads, held(line):
        in_line(threads, line, BUSY, order, tries=1)
        until_waiting(line, 1)
        in_line(threads, line, OTHER, order)
        until_waiting(line, 2)

    assert order == [OTHER, BUSY]


def test_networks_that_tried_very_often_wait_by_the_time_of_their_arrival():
    line, order = a_line(), list[str]()
    for _ in range(2 * MOST_TRIES):
        serve(line, OTHER)
    for _ in range(MOST_TRIES):
        serve(line, BUSY)

    with ThreadPoolExecutor() as threads, held(line):
        one_after_the_other(threads, line, [OTHER, BUSY], order)

    assert order == [OTHER, BUSY]


@pytest.mark.parametrize("came_back", [0, 1, 2 * MOST_TRIES])
@pytest.mark.parametrize("attackers_wait_too", [False, True])
def test_at_most_one_try_of_each_other_network_goes_before_a_person_who_presses_again(
    *, attackers_wait_too, came_back
):
    now = [0.0]
    line = a_line(now)
    attackers = [f"203.0.{number}.0/24" for number in range(9)]
    served = Counter[str]()
    for person in range(came_back):
        serve_right(line, OTHER, person)

    while not served[OTHER]:
        for network in (*attackers, *attackers, OTHER):
            now[0] += 0.1
            comes_back = network == OTHER or attackers_wait_too
            with suppress(TooManyWaiting):
                line._join(network, tries=0, waited=now[0] if comes_back else 0)
        first = line._in_order(line._waiting)[0]
        line._waiting.remove(first)
        line._served.add(first.network)
        served[first.network] += 1

    assert max(served.values()) == 1
    assert served.total() <= (len(attackers) if attackers_wait_too else line.longest) + 1


def test_seventy_networks_that_fill_the_line_let_a_newcomer_go_first():
    line, order = a_line(), list[str]()
    networks = [f"198.51.{number}.0/24" for number in range(70)]
    for network in networks:
        serve(line, network)

    with ThreadPoolExecutor() as threads, held(line):
        waiting = [in_line(threads, line, network, order) for network in networks[:4]]
        until_waiting(line, 4)
        assert line.is_full_for(networks[5])
        assert not line.is_full_for(OTHER)
        in_line(threads, line, OTHER, order)
        until(lambda: any(future.done() for future in waiting), "one lost its place")

    assert order[0] == OTHER
    assert len(order) == 4


def test_a_network_that_has_just_been_right_waits_from_then_on():
    now, order = [0.0], list[str]()
    line = a_line(now)
    serve_right(line, BUSY, "a person")
    now[0] += 10

    with ThreadPoolExecutor() as threads, held(line):
        for number, (network, waited) in enumerate([(BUSY, 60), (OTHER, 11), (BUSY, 5)], start=1):
            in_line(threads, line, network, order, name=f"{network} {waited}", waited=waited)
            until_waiting(line, number)

    assert order == [f"{OTHER} 11", f"{BUSY} 60", f"{BUSY} 5"]


def test_networks_that_know_codes_and_waited_long_go_before_a_newcomer_once_each():
    now, served = [0.0], Counter[str]()
    line = a_line(now)
    others = [f"203.0.{number}.0/24" for number in range(9)]

    while not served[OTHER]:
        for network in (*others, OTHER):
            now[0] += 0.1
            with suppress(TooManyWaiting):
                line._join(network, tries=0, waited=now[0] if network == OTHER else 1000)
        first = line._in_order(line._waiting)[0]
        line._waiting.remove(first)
        line._served.add(first.network)
        line.forgive(first.network, served.total())
        served[first.network] += 1

    assert max(served.values()) == 1


def test_who_knows_one_secret_is_not_forgiven_all_the_time():
    now = [100.0]
    line = a_line(now)

    for network in (BUSY, OTHER):
        for _ in range(MOST_FORGIVEN):
            serve_right(line, network, "a secret")
    assert line._tries_of(BUSY) == 0
    assert line._tries_of(OTHER) == MOST_FORGIVEN, "the same secret, in another network"
    now[0] += RECENT_SECONDS + 1
    serve_right(line, OTHER, "a secret")

    assert line._tries_of(OTHER) == 0


def test_who_waits_too_long_is_refused_and_blocks_nobody():
    line = a_line()

    with held(line), pytest.raises(TooManyWaiting), line.place(OTHER, patience=0.01):
        raise AssertionError

    serve(line, OTHER)
    assert not line._waiting


def test_a_failure_inside_gives_the_place_back():
    line = a_line()

    with pytest.raises(ZeroDivisionError), line.place(BUSY, patience=PATIENCE):
        raise ZeroDivisionError

    serve(line, BUSY)


def test_tries_are_forgotten_after_a_while():
    now = [100.0]
    line = a_line(now)
    serve(line, BUSY)
    assert line._tries_of(BUSY) == 1

    now[0] += RECENT_SECONDS + 1

    assert line._tries_of(BUSY) == 0


def until_waiting(line, number):
    until(lambda: len(line._waiting) == number, f"{number} wait")


def a_line(now=(0.0,)):
    return FairLine(at_once=1, longest=4, of_one_network=2, now=lambda: now[0])


def serve(line, network):
    with line.place(network, patience=PATIENCE):
        pass


def serve_right(line, network, secret):
    """Serve a try that turns out to be right."""
    serve(line, network)
    line.forgive(network, secret)


@contextmanager
def held(line):
    """Take the only place, and give it back in the end."""
    with line.place("", patience=PATIENCE):
        yield


def one_after_the_other(threads, line, networks, order):
    """Have these networks wait, each once the one before it does."""
    waiting = list[Future[None]]()
    for number, network in enumerate(networks, start=1):
        waiting.append(in_line(threads, line, network, order))
        until_waiting(line, number)
    return waiting


def in_line(
    threads,
    line,
    network,
    order,
    *,
    name="",
    tries=0,
    waited=0,
):
    """Begin to wait in another thread, which notes in *order* when it is served."""
    begun = Event()

    def wait():
        begun.set()
        with line.place(network, patience=PATIENCE, tries=tries, waited=waited):
            order.append(name or network)

    future = threads.submit(wait)
    begun.wait(PATIENCE)
    return future
