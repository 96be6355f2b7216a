"""Each silenced finding of a tool has a reason, and there are few."""

import re

from tests.house.source import suppressions

FEWER_THAN = 10


def test_each_has_its_reason():
    silent = [
        where
        for where, rest in suppressions()
        if not re.match(r"(\[[a-z-, ]+\]\s*#|:\s*[A-Z0-9, ]+ -)\s*\S+", rest)
    ]

    assert silent == []


def test_there_are_few():
    places = suppressions()

    assert 0 < len(places) < FEWER_THAN, "\n".join(where for where, _ in places)
