"""No test waits by time, by a string of script, or on a port that it does not hold.

A condition that reports no event is polled by ``tests.support.waiting.until``; a page is asked
through ``expect``, ``expect_event`` or a locator; a port comes from
``tests.support.servers.ports``.
"""

import ast

import pytest

from tests.house.source import modules, name_of

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


@pytest.mark.parametrize(
    "call, instead",
    [
        ("wait_for_function", "expect(locator): our policy refuses a string of script later on"),
        ("wait_for_timeout", "expect(locator) or expect_event"),
        ("Timer", "an event, or until"),
    ],
)
def test_nothing_waits_by_script_or_by_time(call, instead):
    places = [where for module in _modules() for where in _calls(module, {call})]

    assert places == [], f"use {instead}"


def test_only_named_files_sleep():
    assert _files_that_call({"sleep"}) == set(SLEEPS)


def test_every_port_that_is_chosen_is_held():
    chosen = [
        where
        for module in _modules()
        for where, call in _named_calls(module, {"bind"})
        if any(_is_any_port(argument) for argument in call.args)
    ]
    named = [where for module in _modules() for where in _calls(module, {"free_port"})]

    assert [where.partition(":")[0] for where in chosen] == ["tests/support/servers/ports.py"]
    assert named == []


def _modules():
    for folder in FOLDERS:
        yield from modules(folder)


def _files_that_call(names):
    return {where.partition(":")[0] for module in _modules() for where in _calls(module, names)}


def _calls(module, names):
    yield from (where for where, _ in _named_calls(module, names))


def _named_calls(module, names):
    """Yield each call of one of these names, with its file and line."""
    if not any(name in module.text for name in names):
        return
    for call in module.calls():
        if name_of(call) in names:
            yield f"{module}:{call.lineno}", call


def _is_any_port(argument):
    """Return whether an address leaves the port to the kernel: its last part is 0."""
    parts = argument.elts if isinstance(argument, ast.Tuple) else []
    return bool(parts) and isinstance(parts[-1], ast.Constant) and parts[-1].value == 0
