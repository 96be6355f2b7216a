"""The processes of ``make run``: a web server and a mail worker, which end with their parent."""

import ctypes
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from intake import logs
from intake.engines import close_before_fork
from intake.extensions import db
from intake.logs import JsonLines

PATIENCE = 8.0
"""Seconds that a process gets to finish its current work before it is killed."""

PAUSE = 1.0
"""Seconds before a mail worker that ended unexpectedly is restarted."""

ENDING = (signal.SIGINT, signal.SIGTERM)
"""Signals that ask a process to finish its current work and exit."""

PR_SET_PDEATHSIG = 1
"""Option of prctl(2): send this process a signal when its parent ends."""


class CodesOnly(Logger):
    """Gunicorn's log without its messages, since a path in them may hold an invitation token."""

    def setup(self, cfg: Any) -> None:
        """Format lines as the product's own log does."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())


def close_connections() -> None:
    """Close the session and all pooled connections of this process, so that it may fork.

    Needs the application context. Raise ``ConnectionCrossedFork`` where one is still in use.
    """
    db.session.remove()
    close_before_fork(db.engine)


COLLECT_AFTER = 5_000
"""New objects after which a server looks for garbage: every hundredth question page or so.

A page leaves a few kilobytes in cycles, and what twenty thousand objects hold is megabytes of each
worker. Python's 2,000 would have it look several times in a page of the desk.
"""


def keep_for_good() -> None:
    """Exclude everything that exists now from garbage collection, which goes on for the rest.

    A server creates its application with the collector off: nothing of it is garbage, and the
    collector would read all of it again and again, and later copy the memory that forks share.
    """
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    gc.enable()


WEB_SERVER: dict[str, Any] = {
    "worker_class": "intake.cli.web_worker.WholeRequestWorker",
    "workers": 2,
    "threads": 32,
    "graceful_timeout": 5,
    "loglevel": "warning",
    "accesslog": None,  # a path may hold an invitation
    "control_socket_disable": True,
    "logger_class": CodesOnly,
}


class WebServer(BaseApplication):
    """Gunicorn without a command line and without an access log."""

    def __init__(self, app: Flask, **options: Any) -> None:
        self.app = app
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Set the options, and close all connections before each worker is forked."""
        for name, value in self.options.items():
            self.cfg.set(name, value)
        self.cfg.set("pre_fork", self.before_fork)

    def before_fork(self, _arbiter: object, _worker: object) -> None:
        """Keep database connections out of the worker."""
        with self.app.app_context():
            close_connections()

    def load(self) -> Flask:
        """Return the application, created before this process forked."""
        return self.app


def run(app: Flask, *, address: str) -> int:
    """Serve and deliver until stopped; return 0 if both processes ended in time."""
    keep_for_good()
    signals: list[int] = []
    for number in ENDING:
        signal.signal(number, lambda number, _frame: signals.append(number))
    server = _begin(_serve, app, {"bind": address} | WEB_SERVER)
    worker = _begin(_deliver, app)
    while not signals and server.is_alive():
        wait([server.sentinel, worker.sentinel], timeout=0.2)
        if not worker.is_alive() and not signals:
            time.sleep(PAUSE)
            worker = _begin(_deliver, app)
    in_time = [_ended(process) for process in (server, worker)]
    return 0 if signals and all(in_time) else 1


def _serve(app: Flask, options: dict[str, Any]) -> None:
    logs.set_up(app.config["SETTINGS"].log_level)
    WebServer(app, **options).run()


def _deliver(app: Flask) -> None:
    logs.set_up(app.config["SETTINGS"].log_level)
    from intake.cli.housekeeping import repeat_housekeeping
    from intake.cli.mail_worker import work

    signals, stop = list[int](), threading.Event()
    signal.signal(signal.SIGTERM, lambda number, _frame: signals.append(number))
    threading.Thread(
        target=repeat_housekeeping, args=(app,), kwargs={"stop": stop}, daemon=True
    ).start()
    work(app, stop=lambda: bool(signals))
    stop.set()


def _begin(work: Callable[..., None], app: Flask, *arguments: Any) -> BaseProcess:
    """Fork a process in its own group: Ctrl-C reaches only the parent, which ends its children.

    Signals are blocked until the child has removed the parent's handlers. Otherwise those would
    swallow a signal meant for the child, and the child would not end.
    """
    with app.app_context():
        close_connections()
    process = get_context("fork").Process(
        target=_child, args=(os.getpid(), work, (app, *arguments))
    )
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    return process


def _child(parent: int, work: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """Reset the signals, tie this process to its parent, and do its work."""
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    os.setpgid(0, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == parent:
        work(*arguments)


def _ended(process: BaseProcess) -> bool:
    """Terminate the process, then kill it after `PATIENCE`; return whether SIGTERM was enough."""
    process.terminate()
    process.join(PATIENCE)
    if not process.is_alive():
        return True
    process.kill()
    process.join()
    return False
