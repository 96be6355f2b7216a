"""A database of any released schema is upgraded with nothing lost.

``tests/soak/upgrades.py`` begins at every revision, on both databases.
"""

import pytest

from tests.upgrades.databases import revisions
from tests.upgrades.every_revision import losses_from

SOME = ("0005", "0029")
"""The first with all kinds of tables, and the last before rows had MACs."""


@pytest.mark.parametrize("revision", SOME)
def test_an_upgrade_loses_nothing(revision, tmp_path):
    assert revision in revisions()
    assert losses_from(revision, f"sqlite:///{tmp_path}/old.db") == []
