"""One server on loopback, set as ``make run`` sets it: ``python -m bench.serve WHAT PORT``."""

from __future__ import annotations

import sys

from flask import Flask

from intake.cli.processes import WEB_SERVER, WebServer


def main(what: str, port: str) -> None:
    """Serve until told to stop."""
    WebServer(application(what), bind=f"127.0.0.1:{port}", **WEB_SERVER).run()


def application(what: str) -> Flask:
    """The three lines, or the product with the settings of its environment."""
    if what == "plain":
        from bench.plain import app
    else:
        from wsgi import app
    return app


if __name__ == "__main__":
    main(*sys.argv[1:])
