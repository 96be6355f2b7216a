"""The whole bench with few people and cases: every figure can be measured on today's product."""

from bench import figures
from bench.run import Scale, all_figures

FEW = Scale(people=300, coded=60, growth=(250,), longest=300, reseals=False)


def test_each_figure_is_measured(tmp_path, monkeypatch):
    monkeypatch.setattr(figures, "SLICES", 1)
    monkeypatch.setattr(figures, "SECONDS", 0.1)

    measured = list(all_figures(tmp_path, FEW))

    names = {figure.name for figure in measured}
    assert len(names) == len(measured)
    assert {"an answer", "send", "a case", "explain, the whole command", "start-up"} < names
