"""Figures without load: start-up, memory, and the time of ``explain``."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from bench.figures import Figure, OtherLoad
from bench.people import ANSWERS, answers
from bench.servers import PATIENCE, environment_with, wait_for
from bench.site import Site
from intake import clock
from intake.actions.assessment.assess import assess_answers, what_would_change
from intake.eligibility.request import Practice
from intake.law.book import shipped
from intake.questionnaire.journey import live_answers
from intake.settings import Settings
from intake.triage.assess import assess
from tests.triage.making import EVERYTHING, TODAY, answers_of

TRIES = 5
ASSESSMENTS = 40
FULLEST = 300


def start_up(site: Site) -> Figure:
    """Measure the time from ``make run`` to the first response, in a prepared folder.

    The first try compiles the files and does not count.
    """
    _start(site)
    with OtherLoad() as others:
        seconds = median(_start(site) for _ in range(TRIES))
    return Figure(
        name="start-up",
        p50=seconds * 1000,
        others=others.share,
        measured=seconds,
        target=0.9,
        unit="s",
        at_most=True,
    )


def memory(mebibytes: float) -> Figure:
    """Return the figure for the memory of the larger worker, after the applicants' figures."""
    return Figure(
        name="memory of a worker", measured=mebibytes, target=120, unit="MiB", at_most=True
    )


def explaining(site: Site) -> list[Figure]:
    """Measure the whole command, and the assessment alone."""
    _explain(site)  # compiles the files
    with OtherLoad() as others:
        times, cpus = zip(*[_explain(site) for _ in range(TRIES)], strict=True)
    cpu = median(cpus)
    return [
        Figure(
            name="explain, the whole command",
            cpu=cpu * 1000,
            p50=median(times) * 1000,
            others=others.share,
            measured=cpu,
            target=0.4,
            unit="s of CPU",
            at_most=True,
        ),
        _assessing("explain, assessing alone", site, changes=False),
        _assessing("explain, with what would change it", site, changes=True),
        _fullest(),
    ]


def _start(site: Site) -> float:
    command = [sys.executable, "-m", "intake.cli.serve"]
    started = time.perf_counter()
    with subprocess.Popen(
        command,
        env=environment_with(site.environ()),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        wait_for(site.port)
        seconds = time.perf_counter() - started
        process.terminate()
        process.wait(PATIENCE)
    return seconds


def _explain(site: Site) -> tuple[float, float]:
    """Return the seconds that one command took, and its processor time."""
    file = Path(site.var) / "answers.json"
    file.write_text(json.dumps(ANSWERS), "utf-8")
    today = clock.today(_settings(site).time_zone)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "explain", str(file)]
    started, used = time.perf_counter(), _used()
    subprocess.run(
        [*command, "--today", today.isoformat()],
        env=environment_with(site.environ()),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - started, _used() - used


def _used() -> float:
    """Return the seconds of processor time of the child processes that ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _assessing(name: str, site: Site, *, changes: bool) -> Figure:
    today = clock.today(_settings(site).time_zone)
    live = live_answers(answers(today=today), as_of=today)
    times = []
    for _ in range(ASSESSMENTS):
        started = time.perf_counter()
        law, practice = shipped(), Practice(income_percent=200, service_area=())
        assess_answers(live, law, today=today, received=today, practice=practice)
        if changes:
            what_would_change(live, law, today=today, received=today, practice=practice)
        times.append(time.perf_counter() - started)
    times = sorted(times[1:])
    return Figure(
        name=name,
        rate=len(times) / sum(times),
        p50=median(times) * 1000,
        p99=times[int(len(times) * 0.99)] * 1000,
    )


def _fullest() -> Figure:
    """Measure the assessment with the most deadlines, in milliseconds of processor time."""
    law, fullest, times = shipped(), answers_of(EVERYTHING), []
    with OtherLoad() as others:
        for _ in range(FULLEST):
            started = time.process_time()
            assess(fullest, law, today=TODAY, received=TODAY)
            times.append((time.process_time() - started) * 1000)
    cpu = median(times)
    return Figure(
        name="one assessment, the fullest case",
        cpu=cpu,
        others=others.share,
        measured=cpu,
        target=0.8,
        unit="ms of CPU",
        at_most=True,
    )


def _settings(site: Site) -> Settings:
    settings: Settings = site.app().config["SETTINGS"]
    return settings
