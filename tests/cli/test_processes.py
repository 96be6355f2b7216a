"""The processes of ``make run`` end when asked to, even while they start."""

import signal
import subprocess
import sys

import pytest

from tests.house.source import ROOT
from tests.support.waiting import PATIENCE

ENDED_AS_IT_BEGINS = """
import os, signal, time
from flask import Flask
from intake.cli import processes
from intake.extensions import db

app = Flask("begins")
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db.init_app(app)
for number in processes.ENDING:
    signal.signal(number, lambda *_: None)
os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGTERM))
process = processes._begin(lambda app: os._exit(0), app)
process.join()
print(process.exitcode)
"""
"""A script that sends SIGTERM to the child before it has run a line of its own."""


@pytest.mark.slow
def test_a_process_that_is_asked_to_end_as_it_begins_ends():
    command = [sys.executable, "-c", ENDED_AS_IT_BEGINS]

    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=True
    )

    assert done.stdout == f"{-signal.SIGTERM}\n"
