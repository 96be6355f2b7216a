"""Folders that have been rewritten contain no forbidden name and no forbidden docstring.

``make checks`` holds the measures of the whole source to their bounds; these folders are at zero.
"""

from __future__ import annotations

from tests.house.register import figures

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
