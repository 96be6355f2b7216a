"""``make run``: set up what is missing, then serve both doors and run the mail worker."""

import errno
import gc
import os
import secrets
import socket
import sys
from dataclasses import replace
from pathlib import Path

import click
from flask import Flask

from intake import clock, create_app
from intake.cli import faults_as_sentences
from intake.environment import (
    INVITATION,
    environment,
    is_given,
    is_own_machine,
    own_file,
    var_folder,
)
from intake.running import announced, forbid_core_dumps
from intake.settings import Settings, UnsafeSettings
from intake.settings.mail import is_every_address
from intake.settings.review import SENTENCES

ROOT = Path(__file__).parents[2]
SECRET_BYTES = 32


class CannotServe(Exception):
    """Raised if something is missing that this process must not create; the text says what."""


def main(*, only_prepare: bool = False) -> int:
    """Prepare, then, unless *only_prepare* is set, serve until stopped; return the exit status."""
    os.chdir(ROOT)
    os.umask(0o077)
    forbid_core_dumps()
    gc.disable()  # until the processes are forked: processes.keep_for_good
    try:
        with faults_as_sentences():
            return _serve(only_prepare=only_prepare)
    except (UnsafeSettings, CannotServe, click.ClickException) as refusal:
        click.echo(str(refusal), err=True)
        return 2
    finally:
        gc.enable()


def _serve(*, only_prepare: bool) -> int:
    """Prepare, print the addresses, and serve. Return the exit status.

    This module imports the large libraries in its functions, after the collector was disabled.
    """
    from intake.catalogues import read_catalogues
    from intake.cli import processes

    environ = environment(os.environ, ROOT)
    settings = Settings.from_environ(environ, needs_secret=False)
    address = "" if only_prepare else free_address(settings)
    app = prepare(environ)
    if only_prepare:
        return 0
    say_where(app, environ)
    read_catalogues(settings.languages)
    # What commands in another shell need to find this server:
    address_settings = {"HOST": settings.host, "PORT": str(settings.port)}
    if is_given(environ, "PUBLIC_URL"):
        address_settings["PUBLIC_URL"] = settings.public_url
    with announced(settings.var, address_settings):
        return processes.run(app, address=address)


def prepare(environ: dict[str, str]) -> Flask:
    """Create the folder, secrets, tables and keys that are missing; return the application."""
    from intake.cli import processes
    from intake.revisions import up_to_date

    _make_folder(environ)
    app = create_app(Settings.from_environ(environ))
    with app.app_context():
        if not up_to_date():
            from flask_migrate import upgrade

            from intake.cli.db import begin_database

            begin_database()
            upgrade()
        has_new_keys = _make_keys(environ)
        processes.close_connections()
    return create_app(Settings.from_environ(environment(environ, ROOT))) if has_new_keys else app


def say_where(app: Flask, environ: dict[str, str]) -> None:
    """Print the two addresses and, until it is used, the first member's link."""
    from intake.cli import processes

    settings: Settings = app.config["SETTINGS"]
    if settings.accept_any_host:
        click.echo(SENTENCES["any_host"], err=True)
        if not is_every_address(settings.host):
            settings = replace(settings, public_url=f"http://{_host_and_port(settings)}")
    for door, path in (("apply", "/"), ("desk", "/desk/")):
        if door in settings.doors:
            click.echo(f"{door:>6}  {settings.public_url}{path}")
    with app.app_context():
        if link := _invitation(settings, environ):
            click.echo(f"The first staff member starts here (one-time link): {link}")
            click.echo(
                "Their browser shows the three recovery sheets. A copy of "
                f"{settings.var} made before they have joined opens every case, also later."
            )
        processes.close_connections()


def _make_folder(environ: dict[str, str]) -> None:
    """Create the folder ``VAR`` and, on a personal machine, the secret in it."""
    try:
        var_folder(environ, ROOT).mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_own_machine(environ) and not is_given(environ, "SECRET_KEY"):
            _save(own_file(environ, "SECRET_KEY", ROOT), secrets.token_urlsafe(SECRET_BYTES))
    except OSError as fault:
        if fault.errno == errno.ENOSPC:
            raise
        raise CannotServe(
            "VAR names a folder that cannot be created or written. Choose another folder, or change"
            " its owner."
        ) from None
    environ.update(environment(environ, ROOT))


def _make_keys(environ: dict[str, str]) -> bool:
    """Create keys if there are none and this is a personal machine; return whether it did."""
    from intake.cli.keys import InvitationNotWritten, start, write_invitation
    from intake.extensions import saving
    from intake.keys import store

    own_pin = own_file(environ, "RECOVERY_FINGERPRINT", ROOT)
    if store.recovery_key() is not None:
        if not is_given(environ, "RECOVERY_FINGERPRINT"):
            raise CannotServe("RECOVERY_FINGERPRINT is missing. Run flask keys status to see it.")
        return False
    if not is_own_machine(environ):
        raise CannotServe("No keys exist yet: run flask keys init and save its output.")
    # A pin from the file in ``VAR`` may be replaced, any other may not.
    own_or_none = environ.get("RECOVERY_FINGERPRINT_FILE", str(own_pin)) == str(own_pin)
    if environ.get("RECOVERY_FINGERPRINT") or not own_or_none:
        raise CannotServe(
            "RECOVERY_FINGERPRINT is set, but this database has no keys. Check DATABASE_URL, or "
            "restore a backup."
        )
    file = var_folder(environ, ROOT) / INVITATION
    with saving():
        started = start()
        try:
            write_invitation(file, started)
        except InvitationNotWritten:
            raise CannotServe(
                f"{file.parent} contains the invitation of other keys. Move it elsewhere."
            ) from None
        _save(own_pin, started.fingerprint)
    return True


def _invitation(settings: Settings, environ: dict[str, str]) -> str:
    """Return the first member's link, or nothing and delete its file once it no longer works."""
    from intake.keys import store

    file = var_folder(environ, ROOT) / INVITATION
    if not file.is_file():
        return ""
    if not store.first_invitation_waits(clock.now()):
        file.unlink()
        return ""
    token = file.read_text("utf-8").strip().rpartition("/")[2]
    return f"{settings.public_url}/desk/invitation/{token}"


def _save(path: Path, content: str) -> None:
    path.touch(mode=0o600)
    path.write_text(f"{content}\n", "utf-8")


def free_address(settings: Settings) -> str:
    """Return the address to serve on, as Gunicorn takes it; raise `CannotServe` if it is in use."""
    host, port = settings.host, settings.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            problems = {
                errno.EADDRINUSE: f"Port {port} on {host} is already in use. Try make run "
                "PORT=8001.",
                errno.EACCES: f"Port {port} needs administrator rights. Try make run PORT=8000.",
            }
            not_ours = (
                f"HOST is {host}, which is not an address of this machine. Try 127.0.0.1 or "
                "0.0.0.0."
            )
            raise CannotServe(problems.get(fault.errno or 0, not_ours)) from None
    return _host_and_port(settings)


def _host_and_port(settings: Settings) -> str:
    """Return ``HOST`` and ``PORT`` as they are written in an address."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{host}:{settings.port}"


if __name__ == "__main__":
    sys.exit(main(only_prepare=sys.argv[1:] == ["prepare"]))
