"""Figures are shown in a readable unit."""

import pytest

from intake.actions.health.check import Check
from intake.actions.health.figures import written, written_figures


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("age_seconds", 0, "0 seconds"),
        ("age_seconds", 45, "45 seconds"),
        ("age_seconds", 90 * 60, "90 minutes"),
        ("age_seconds", 26 * 3600, "26 hours"),
        ("left_seconds", 64 * 86_400, "2 months"),
        ("free_bytes", 512, "512 bytes"),
        ("free_bytes", 81_600_000_000, "81.6 GB"),
        ("used_bytes", 115_000_000, "115 MB"),
        ("free_percent", 30.3, "30%"),
        ("emails", 1234, "1,234"),
    ],
)
def test_a_figure_is_written_in_its_unit(name, value, text):
    assert written(name, value) == text


def test_names_stand_in_one_text():
    check = Check(code="law", finding="stale", names=("r08_days", "r21_fee"), figures={"stale": 2})

    assert written_figures(check) == {"stale": "2", "names": "r08_days, r21_fee"}
