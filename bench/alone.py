"""Figures without a load: how soon it serves, what it holds, how long ``explain`` takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from bench.figures import Figure
from bench.people import SAID, answers
from bench.place import Place
from bench.servers import PATIENCE, wait_for
from intake import clock
from intake.actions.assessment.assess import assess_answers, what_would_change
from intake.eligibility.rules import Practice
from intake.law.book import shipped
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import live_answers
from intake.settings import Settings

TRIES = 3
WEIGHINGS = 40


def start_up(place: Place) -> Figure:
    """From ``make run``'s own command to the first answer, in a folder that is there already."""
    seconds = median(_start(place) for _ in range(TRIES))
    return Figure(
        name="start-up", p50=seconds * 1000, told=seconds, target=1.5, unit="s", at_most=True
    )


def memory(mebibytes: float) -> Figure:
    """What the larger worker held at the end of the applicants' figures."""
    return Figure(name="memory of a worker", told=mebibytes, target=120, unit="MiB", at_most=True)


def explaining(place: Place) -> list[Figure]:
    """The whole command, and the weighing alone."""
    seconds = median(_explain(place) for _ in range(TRIES))
    return [
        Figure(name="explain, the whole command", rate=1 / seconds, p50=seconds * 1000),
        _weighing("explain, weighing alone", place, changes=False),
        _weighing("explain, with what would change it", place, changes=True),
    ]


def _start(place: Place) -> float:
    command = [sys.executable, "-m", "intake.cli.serve"]
    began = time.perf_counter()
    with subprocess.Popen(
        command, env={**os.environ, **place.told()}, stdout=subprocess.DEVNULL
    ) as process:
        wait_for(place.port)
        seconds = time.perf_counter() - began
        process.terminate()
        process.wait(PATIENCE)
    return seconds


def _explain(place: Place) -> float:
    file = Path(place.var) / "answers.json"
    file.write_text(json.dumps(SAID), "utf-8")
    today = clock.today(_settings(place).time_zone)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "explain", str(file)]
    began = time.perf_counter()
    subprocess.run(
        [*command, "--today", today.isoformat()],
        env={**os.environ, **place.told()},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


def _weighing(name: str, place: Place, *, changes: bool) -> Figure:
    today = clock.today(_settings(place).time_zone)
    live = live_answers(ASYLUM, answers(today=today), as_of=today)
    took = []
    for _ in range(WEIGHINGS):
        began = time.perf_counter()
        law, practice = shipped(), Practice(income_percent=200, service_area=())
        assess_answers(live, law, today=today, received=today, practice=practice)
        if changes:
            what_would_change(live, law, today=today, received=today, practice=practice)
        took.append(time.perf_counter() - began)
    took = sorted(took[1:])
    return Figure(
        name=name,
        rate=len(took) / sum(took),
        p50=median(took) * 1000,
        p99=took[int(len(took) * 0.99)] * 1000,
    )


def _settings(place: Place) -> Settings:
    settings: Settings = place.app().config["SETTINGS"]
    return settings
