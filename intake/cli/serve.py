"""``make run``: both doors and the mail worker, from nothing to serving, on one machine."""

from __future__ import annotations

import errno
import os
import secrets
import socket
import sys
from pathlib import Path

import click
from flask import Flask

from intake import clock, create_app
from intake.cli import processes, refusals_told
from intake.environment import environment, is_given, is_own_machine, own_file, var_folder
from intake.extensions import db, writing
from intake.revisions import up_to_date
from intake.running import announced
from intake.settings import Settings, UnsafeSettings
from intake.settings.review import SENTENCES

ROOT = Path(__file__).parents[2]
SECRET_BYTES = 32


class CannotServe(Exception):
    """Something is missing that this process must not make up; says what, in a sentence."""


def main(*, only_prepare: bool = False) -> int:
    """Make what is missing, then, unless that is all, serve until told to stop."""
    os.chdir(ROOT)
    os.umask(0o077)
    try:
        with refusals_told():
            return _serve(only_prepare=only_prepare)
    except (UnsafeSettings, CannotServe, click.ClickException) as refusal:
        click.echo(str(refusal), err=True)
        return 2


def _serve(*, only_prepare: bool) -> int:
    """Prepare, say where, and serve. Return the exit status."""
    told = environment(os.environ, ROOT)
    settings = Settings.from_environ(told, needs_secret=False)
    address = "" if only_prepare else _free_address(settings)
    app = prepare(told)
    if only_prepare:
        return 0
    say_where(app, told)
    with announced(settings.var, _address_settings(settings, told)):
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
    if settings.accept_any_host:
        click.echo(SENTENCES["any_host"], err=True)
    for door, path in (("apply", "/"), ("desk", "/desk/")):
        if door in settings.doors:
            click.echo(f"{door:>6}  {settings.public_url}{path}")
    with app.app_context():
        if link := _invitation(settings, told):
            click.echo(f"The first staff member starts here (one-time link): {link}")
        processes.close_connections()


def _make_folder(told: dict[str, str]) -> None:
    """Make the folder ``VAR``, and on a person's own machine the secret in it."""
    try:
        var_folder(told, ROOT).mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_own_machine(told) and not is_given(told, "SECRET_KEY"):
            _keep(own_file(told, "SECRET_KEY", ROOT), secrets.token_urlsafe(SECRET_BYTES))
    except OSError as fault:
        if fault.errno == errno.ENOSPC:
            raise
        raise CannotServe(
            "VAR names a folder that cannot be made or written to: name another, or change who"
            " owns it."
        ) from None
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
        if not is_given(told, "RECOVERY_FINGERPRINT"):
            raise CannotServe("RECOVERY_FINGERPRINT is missing: flask keys status tells it.")
        return False
    if not is_own_machine(told):
        raise CannotServe("There are no keys yet: run flask keys init and keep what it prints.")
    if told.get("RECOVERY_FINGERPRINT") or not _is_own_pin(told, own_pin):
        raise CannotServe("RECOVERY_FINGERPRINT is set, but this database has no keys.")
    folder = _recovery_folder(told)
    _write_keys(folder, own_pin)
    click.echo(f"Recovery sheets saved in {folder}: print them, then delete the files.")
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
    return var_folder(told, ROOT) / "recovery"


def _keep(path: Path, content: str) -> None:
    path.touch(mode=0o600)
    path.write_text(f"{content}\n", "utf-8")


def _free_address(settings: Settings) -> str:
    """Return the address to serve on as Gunicorn takes it; raise if nobody can serve there."""
    host, port = settings.host, settings.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise CannotServe(_why_not(fault, host, port)) from None
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _why_not(fault: OSError, host: str, port: int) -> str:
    if fault.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken: try make run PORT=8001."
    if fault.errno == errno.EACCES:
        return f"Port {port} needs an administrator: try make run PORT=8000."
    return f"HOST is {host}, which is no address of this machine: try 127.0.0.1, or 0.0.0.0."


def _address_settings(settings: Settings, told: dict[str, str]) -> dict[str, str]:
    """Return the settings by which commands in another shell find this server."""
    address = {"HOST": settings.host, "PORT": str(settings.port)}
    if is_given(told, "PUBLIC_URL"):
        address["PUBLIC_URL"] = settings.public_url
    return address


if __name__ == "__main__":
    sys.exit(main(only_prepare=sys.argv[1:] == ["prepare"]))
