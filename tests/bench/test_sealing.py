"""The bench measures sealing with the product's own actions, as they are today."""

import pytest

from bench import sealing
from bench.site import Site


@pytest.mark.slow
def test_the_figures_of_sealing_are_measured(tmp_path, monkeypatch):
    for name, value in (("ROUNDS", 1), ("EACH", 1), ("CARDS", 2), ("CASES", 3)):
        monkeypatch.setattr(sealing, name, value)
    site = Site.create(tmp_path / "site")

    figures = list(sealing.sealing(site))

    assert [figure.name for figure in figures] == [
        "send, beside one that seals nothing",
        "opening 2 cards not opened before",
        "recall, each open case",
        "resealing 3 cases",
    ]
