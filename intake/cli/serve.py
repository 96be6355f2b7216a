"""``make run``: both doors and the mail worker, from nothing to serving, on one machine."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from pathlib import Path

import click
from flask import Flask

from intake import clock, create_app
from intake.cli import processes
from intake.environment import environment, is_own_machine, own_file, said
from intake.extensions import db, writing
from intake.revisions import up_to_date
from intake.settings import Settings, UnsafeSettings

ROOT = Path(__file__).parents[2]
SECRET_BYTES = 32


class CannotServe(Exception):
    """Something is missing that this process must not make up; says what, in a sentence."""


def main(*, only_prepare: bool = False) -> int:
    """Make what is missing, then, unless that is all, serve until told to stop."""
    os.chdir(ROOT)
    os.umask(0o077)
    try:
        told = environment(os.environ, ROOT)
        address = "" if only_prepare else _free_address(told)
        app = prepare(told)
    except (UnsafeSettings, CannotServe) as refusal:
        click.echo(str(refusal), err=True)
        return 2
    if only_prepare:
        return 0
    say_where(app, told)
    settings: Settings = app.config["SETTINGS"]
    return processes.run(app, address=address, trusted_proxies=settings.trusted_proxies)


def prepare(told: dict[str, str]) -> Flask:
    """An application whose folder, secrets, tables and keys are there."""
    _make_folder(told)
    app = create_app(Settings.from_environ(told))
    with app.app_context():
        _migrate()
        made = _make_keys(told)
        processes.close_connections()
    return create_app(Settings.from_environ(environment(told, ROOT))) if made else app


def say_where(app: Flask, told: dict[str, str]) -> None:
    """Print the two addresses and, until it is used, the first member's link."""
    settings: Settings = app.config["SETTINGS"]
    for door, path in (("apply", "/"), ("desk", "/desk/")):
        if door in settings.doors:
            click.echo(f"{door:>6}  {settings.public_url}{path}")
    with app.app_context():
        if link := _invitation(settings, told):
            click.echo(f"The first member of staff begins here, once: {link}")
        processes.close_connections()


def _make_folder(told: dict[str, str]) -> None:
    var = ROOT / told.get("VAR", "var")
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    if is_own_machine(told) and not said(told, "SECRET_KEY"):
        _keep(own_file(told, "SECRET_KEY", ROOT), secrets.token_urlsafe(SECRET_BYTES))
        told.update(environment(told, ROOT))


def _migrate() -> None:
    if up_to_date():
        return
    from flask_migrate import upgrade

    upgrade()


def _make_keys(told: dict[str, str]) -> bool:
    """Keys, where there are none and this is somebody's own machine; whether it made some."""
    from intake.keys import store

    own_pin = own_file(told, "RECOVERY_FINGERPRINT", ROOT)
    if store.recovery_key() is not None:
        if not said(told, "RECOVERY_FINGERPRINT"):
            raise CannotServe("RECOVERY_FINGERPRINT is missing: flask keys status tells it.")
        return False
    if not is_own_machine(told):
        raise CannotServe("There are no keys yet: run flask keys init and keep what it prints.")
    if told.get("RECOVERY_FINGERPRINT") or not _is_own_pin(told, own_pin):
        raise CannotServe("RECOVERY_FINGERPRINT is set, but this database has no keys.")
    folder = _recovery_folder(told)
    _write_keys(folder, own_pin)
    click.echo(f"Recovery sheets were written to {folder}: print them, then remove them.")
    return True


def _is_own_pin(told: dict[str, str], own_pin: Path) -> bool:
    """Whether the pin, if there is one, is what this folder keeps and may change."""
    return told.get("RECOVERY_FINGERPRINT_FILE", str(own_pin)) == str(own_pin)


def _write_keys(folder: Path, own_pin: Path) -> None:
    from intake.cli.keys import RecoveryFolderRefused, start, write_recovery_folder

    with writing():
        started = start()
        try:
            write_recovery_folder(folder, started)
        except RecoveryFolderRefused:
            raise CannotServe(f"{folder} holds the sheets of other keys: move it away.") from None
        _keep(own_pin, started.fingerprint)
        db.session.commit()


def _invitation(settings: Settings, told: dict[str, str]) -> str:
    """The first member's link at today's address; its file goes when the link is worth nothing."""
    from intake.keys import store

    file = _recovery_folder(told) / "invitation.txt"
    if not file.is_file():
        return ""
    if not store.first_invitation_waits(now=clock.now()):
        file.unlink()
        return ""
    token = file.read_text("utf-8").strip().rpartition("/")[2]
    return f"{settings.public_url}/desk/invitation/{token}"


def _recovery_folder(told: dict[str, str]) -> Path:
    return ROOT / told.get("VAR", "var") / "recovery"


def _keep(path: Path, content: str) -> None:
    path.touch(mode=0o600)
    path.write_text(f"{content}\n", "utf-8")


def _free_address(told: dict[str, str]) -> str:
    host, port = told.get("HOST", "127.0.0.1"), told.get("PORT", "8000")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 2**16):
        raise CannotServe("PORT must be a whole number from 1 to 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError:
            raise CannotServe(f"Port {port} on {host} is taken: try make run PORT=8001.") from None
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


if __name__ == "__main__":
    sys.exit(main(only_prepare=sys.argv[1:] == ["prepare"]))
