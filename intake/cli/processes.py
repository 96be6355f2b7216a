"""The processes of ``make run``: a web server and a mail worker, neither outlives its parent."""

from __future__ import annotations

import ctypes
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
from intake.connections import close_before_fork
from intake.extensions import db
from intake.logs import JsonLines

PATIENCE = 8.0
"""How many seconds the processes have to finish what is in hand."""

PAUSE = 1.0
"""How long a mail worker that ended by itself rests before it is begun again."""

ENDING = (signal.SIGINT, signal.SIGTERM)
"""The signals that ask a process to finish what is in hand and end."""

PR_SET_PDEATHSIG = 1
"""Linux: send me a signal when my parent dies."""


class CodesOnly(Logger):
    """Gunicorn's own log, without its texts: they may hold a path, and a path an invitation."""

    def setup(self, cfg: Any) -> None:
        """Write what the product's own log writes."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())


def close_connections() -> None:
    """Close the session and all pooled connections of this process, so that it may fork.

    Needs the application context. Raise ``ConnectionCrossedFork`` where one is still in use.
    """
    db.session.remove()
    close_before_fork(db.engine)


WEB_SERVER: dict[str, Any] = {
    "worker_class": "gthread",
    "workers": 2,
    "threads": 32,
    "graceful_timeout": 5,
    "loglevel": "warning",
    "accesslog": None,  # a path may hold an invitation
    "control_socket_disable": True,
    "logger_class": CodesOnly,
}


class WebServer(BaseApplication):
    """Gunicorn, without a command line of its own, and with no log of who asked for what."""

    def __init__(self, app: Flask, **options: Any) -> None:
        self.app = app
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Set the options given, and close all connections before each worker is forked."""
        for name, value in self.options.items():
            self.cfg.set(name, value)
        self.cfg.set("pre_fork", self.before_fork)

    def before_fork(self, _arbiter: object, _worker: object) -> None:
        """Keep database connections out of the worker."""
        with self.app.app_context():
            close_connections()

    def load(self) -> Flask:
        """Return the application, which was made before this process forked."""
        return self.app


def run(app: Flask, *, address: str, trusted_proxies: int) -> int:
    """Serve and deliver until told to stop; 0 where both ended in time."""
    asked: list[int] = []
    for number in ENDING:
        signal.signal(number, lambda number, _frame: asked.append(number))
    allowed = "127.0.0.1,::1" if trusted_proxies else ""
    server = _begin(_serve, app, {"bind": address, "forwarded_allow_ips": allowed} | WEB_SERVER)
    worker = _begin(_deliver, app)
    while not asked and server.is_alive():
        wait([server.sentinel, worker.sentinel], timeout=0.2)
        if not worker.is_alive() and not asked:
            time.sleep(PAUSE)
            worker = _begin(_deliver, app)
    in_time = [_ended(process) for process in (server, worker)]
    return 0 if asked and all(in_time) else 1


def _serve(app: Flask, options: dict[str, Any]) -> None:
    logs.set_up(app.config["SETTINGS"].log_level)
    WebServer(app, **options).run()


def _deliver(app: Flask) -> None:
    logs.set_up(app.config["SETTINGS"].log_level)
    from intake.cli.housekeeping import keep_house
    from intake.cli.mail_worker import work

    asked, over = list[int](), threading.Event()
    signal.signal(signal.SIGTERM, lambda number, _frame: asked.append(number))
    threading.Thread(target=keep_house, args=(app,), kwargs={"stop": over}, daemon=True).start()
    work(app, stop=lambda: bool(asked))
    over.set()


def _begin(work: Callable[..., None], app: Flask, *given: Any) -> BaseProcess:
    """Fork a process with its own group: Ctrl-C reaches the parent, which ends its children.

    Signals are blocked meanwhile: until the child has dropped the parent's handlers, they would
    take a signal that is meant for the child, and nothing would end it.
    """
    with app.app_context():
        close_connections()
    process = get_context("fork").Process(target=_child, args=(os.getpid(), work, (app, *given)))
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    return process


def _child(parent: int, work: Callable[..., None], given: tuple[Any, ...]) -> None:
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    os.setpgid(0, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == parent:
        work(*given)


def _ended(process: BaseProcess) -> bool:
    """End it, kindly at first; whether that was enough."""
    process.terminate()
    process.join(PATIENCE)
    if not process.is_alive():
        return True
    process.kill()
    process.join()
    return False
