"""Serve on loopback with the options of ``make run``: ``python -m bench.serve NAME PORT``."""

from __future__ import annotations

import logging
import sys

from flask import Flask

from intake.cli.processes import WEB_SERVER, WebServer


class PlainServer(WebServer):
    """The web server of an application that has no database."""

    def before_fork(self, _arbiter: object, _worker: object) -> None:
        """Close no connection, since there is none."""


def main(name: str, port: str) -> None:
    """Serve until stopped. Requests that wait are a part of the measurement, not a warning."""
    logging.getLogger("waitress").setLevel(logging.ERROR)
    server = PlainServer if name == "plain" else WebServer
    server(application(name), bind=f"127.0.0.1:{port}", **WEB_SERVER).run()


def application(name: str) -> Flask:
    """Return the three-line application, or the product with the settings of the environment."""
    if name == "plain":
        from bench.plain import app
    else:
        from wsgi import app
    return app


if __name__ == "__main__":
    main(*sys.argv[1:])
