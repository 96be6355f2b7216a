"""Folders that have been rewritten contain no forbidden name and no forbidden docstring.

``make checks`` holds the measures of the whole source to their bounds; these folders are at zero.
"""

from __future__ import annotations

import re
from itertools import chain

from tests.house.register import SOURCE, docstrings, figures
from tests.house.source import modules

RETURNS_A_CONSTANT = re.compile(r"\b[Rr]eturn\s+(True|False)\b")

CLEAN = (
    *("bench/", "deploy/", "docs/", "intake/amendments/", "intake/cases/", "intake/cli/"),
    *("intake/actions/access/", "intake/actions/backup/", "intake/actions/mail/"),
    *(
        "intake/actions/queue/",
        "intake/actions/reports/",
        "intake/actions/upkeep/",
        "intake/conflicts/",
        "intake/diary/",
    ),
    *("intake/desk_state/", "intake/keys/", "intake/law/", "intake/messages/", "intake/notes/"),
    *(
        "intake/outbox/",
        "intake/referrals/",
        "intake/reports/",
        "intake/requests/",
        "intake/sessions/",
    ),
    *("intake/settings/", "intake/upkeep/", "intake/web/apply/", "intake/web/faults/"),
    *("intake/web/desk/common/", "intake/web/desk/health/", "intake/web/desk/log/"),
    "intake/web/desk/reports/",
    *("intake/web/mailbox/", "intake/web/pages/"),
    *("tests/amendments/", "tests/audit/", "tests/cases/", "tests/cli/", "tests/conflicts/"),
    *("tests/diary/", "tests/ground/", "tests/health/", "tests/house/", "tests/journeys/"),
    *("tests/law/", "tests/messages/", "tests/mutation/", "tests/outbox/", "tests/soak/"),
    *("tests/support/", "tests/upkeep/"),
)
"""Add a folder once it has been rewritten."""


def test_rewritten_folders_contain_no_forbidden_name_or_docstring() -> None:
    docstrings, names, *_ = figures()

    assert [place for place in (*docstrings.places, *names.places) if place.startswith(CLEAN)] == []


def test_docstrings_say_return_true_and_return_false() -> None:
    sources = chain.from_iterable(modules(folder) for folder in (*SOURCE, "deploy"))

    assert [place for place, text in docstrings(sources) if RETURNS_A_CONSTANT.search(text)] == []
