"""No test waits by time, by a string of script, or on a port that it does not hold.

A condition that reports no event is polled by ``tests.support.waiting.until``; a page is asked
through ``expect``, ``expect_event`` or a locator; a port comes from
``tests.support.servers.ports``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.source import Module, modules, name_of

FOLDERS = ("tests", "docs", "bench")

SLEEPS = {
    "tests/support/waiting.py": "polls, for all others",
    "tests/outbox/making.py": "a mail server that is slow on purpose",
    "tests/support/storm/mail_server.py": "a mail server that is slow by chance",
    "tests/support/storm/storm.py": "kills strike at moments of chance",
    "tests/support/storm/browser.py": "people try again after a moment",
    "tests/support/cluster/drill.py": "people work for a while before and after a part fails",
    "tests/soak/eight_people.py": "staff can call back a message for a minute",
    "tests/soak/under_attack.py": "people wait as long as the page says, in make soak alone",
    "bench/servers.py": "measures how soon a server answers, to five milliseconds",
    "bench/letters.py": "looks at a worker that it measures, without slowing it",
}
"""The files that may sleep, with the reason."""

STOPWATCHES = {
    "tests/support/waiting.py": "a deadline, so that nothing hangs",
    "tests/support/browser/live.py": "returns the duration of the start, for tests",
    "tests/support/storm/browser.py": "notes how long each answer took, for the table",
    "tests/support/storm/storm.py": "deadlines, and the length of the storm for its table",
    "tests/support/storm/concurrency.py": "measures by how much other programs slow this one down",
    "tests/support/cluster/drill.py": "measures how long a cluster takes to recover",
    "tests/support/cluster/mail.py": "notes when it took each letter, for the same",
    "tests/support/cluster/visitors.py": "notes when each request began and ended, for the same",
    "tests/ground/test_database_address.py": "libpq waits whole seconds, whatever else runs",
    "tests/cli/test_serve.py": "the bound is stretched by the noise measured before and after",
    "tests/support/bare/people.py": "measures how long a server is away, in make soak alone",
    "tests/support/bare/walk.py": "prints how long each step took, in make soak alone",
    "tests/soak/desk.py": "measures the desk, in make soak alone",
    "tests/soak/weighing.py": "measures rules, in make soak alone",
    "tests/soak/under_attack.py": "measures how long people wait, in make soak alone",
}
"""The files that may read a clock of elapsed time, with the reason.

A test that asserts how long something took measures the other programs of the machine as well:
``process_time`` does not, and counting what was done is better still.
"""


IMPATIENT = {
    "tests/actions/mail/test_route_letters.py": "lets another thread go first, which may not come",
    "tests/staff/test_argon2_slots.py": "nobody comes in",
    "tests/support/cluster/nodes.py": "asks again and again, in make soak alone",
    "tests/support/bare/machine.py": "stops a machine, in make soak alone",
    "tests/soak/bare_image.py": "asks again and again, through until",
    "tests/soak/under_attack.py": "measures how long people wait, in make soak alone",
    "tests/house/test_waiting.py": "shows what is found",
}
"""The files that wait for a number of seconds of their own, with the reason."""

SECONDS = re.compile(r"(?<![_-])\btimeout=[0-9]|\.(?:wait|join|result|acquire)\([0-9.]+\)")
"""A call that waits for a number of seconds."""


@pytest.mark.parametrize(
    ("call", "instead"),
    [
        ("wait_for_function", "expect(locator): our policy refuses a string of script later on"),
        ("wait_for_timeout", "expect(locator) or expect_event"),
        ("Timer", "an event, or until"),
    ],
)
def test_nothing_waits_by_script_or_by_time(call: str, instead: str) -> None:
    places = [where for module in _modules() for where in _calls(module, {call})]

    assert places == [], f"use {instead}"


def test_only_named_files_sleep() -> None:
    assert _files_that_call({"sleep"}) == set(SLEEPS)


def test_only_named_files_read_a_clock_of_elapsed_time() -> None:
    files = {
        name for name in _files_that_call({"monotonic", "perf_counter"}) if "bench/" not in name
    }

    assert files == set(STOPWATCHES)


def test_only_named_files_wait_for_seconds_of_their_own() -> None:
    """All others wait for ``PATIENCE``, as long as a slow machine may take."""
    files = {str(module) for module in modules("tests") if SECONDS.search(module.text)}

    assert files == set(IMPATIENT)


def test_every_port_that_is_chosen_is_held() -> None:
    chosen = [
        where
        for module in _modules()
        for where, call in _named_calls(module, {"bind"})
        if any(_is_any_port(argument) for argument in call.args)
    ]
    named = [where for module in _modules() for where in _calls(module, {"free_port"})]

    assert [where.partition(":")[0] for where in chosen] == ["tests/support/servers/ports.py"]
    assert named == []


def test_the_finders_find() -> None:
    text = "time.sleep(1)\nprobe.bind(('127.0.0.1', 0))\npage.wait_for_timeout(9)\n"
    module = Module(modules("tests")[0].path, text)

    assert len(list(_calls(module, {"sleep", "wait_for_timeout"}))) == 2
    [(_, bind)] = _named_calls(module, {"bind"})
    assert _is_any_port(bind.args[0])
    assert SECONDS.search("thread.join(5)")
    assert SECONDS.search("run(command, timeout=60)")
    assert not SECONDS.search("run(command, timeout=PATIENCE), PRAGMA busy_timeout=0")


def _modules() -> Iterator[Module]:
    for folder in FOLDERS:
        yield from modules(folder)


def _files_that_call(names: set[str]) -> set[str]:
    return {where.partition(":")[0] for module in _modules() for where in _calls(module, names)}


def _calls(module: Module, names: set[str]) -> Iterator[str]:
    yield from (where for where, _ in _named_calls(module, names))


def _named_calls(module: Module, names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call of one of these names, with its file and line."""
    if not any(name in module.text for name in names):
        return
    for call in module.calls():
        if name_of(call) in names:
            yield f"{module}:{call.lineno}", call


def _is_any_port(argument: ast.expr) -> bool:
    """Return whether an address leaves the port to the kernel: its last part is 0."""
    parts = argument.elts if isinstance(argument, ast.Tuple) else []
    return bool(parts) and isinstance(parts[-1], ast.Constant) and parts[-1].value == 0
