"""``flask`` commands in the environment of the owner of the tables."""

from __future__ import annotations

import shutil
from pathlib import Path

from deploy.admin.env_files import read_settings
from deploy.admin.places import Places
from deploy.admin.shell import answer_of, output, output_if_possible, run, status_of

SMALL = "intake-all"
"""The only user, unit and folder of a server on SQLite."""

MAIL = "MAIL_"
"""Beginning of the names of settings for mail."""


def database_of(places: Places) -> str:
    """Return ``postgresql`` or ``sqlite``, as this server was installed."""
    return read_settings(places, "server").get("DATABASE", "postgresql")


def flask(
    places: Places, *words: str, release: Path | None = None, var: Path | None = None
) -> None:
    """Run a ``flask`` command as the owner of the tables, of the release in use or another one.

    *var* is the folder of a process, where the command is about what that process has seen.
    """
    folder = release or places.code
    env = _owner(places)
    if var:
        env["VAR"] = str(var)
    run(*_command(places, folder), *words, env=env, cwd=folder)


def flask_status(places: Places, *words: str) -> int:
    """Run a ``flask`` command of the release in use; return its exit status."""
    return status_of(*_command(places, places.code), *words, env=_owner(places), cwd=places.code)


def flask_answer(places: Places, *words: str) -> tuple[int, str]:
    """Run a ``flask`` command; return its exit status and what it writes."""
    return answer_of(*_command(places, places.code), *words, env=_owner(places), cwd=places.code)


def flask_output(places: Places, *words: str, may_fail: bool = False) -> str:
    """Return what a ``flask`` command writes; with *may_fail*, also if it fails."""
    command = (*_command(places, places.code), *words)
    if may_fail:
        return output_if_possible(*command, env=_owner(places), cwd=places.code)
    return output(*command, env=_owner(places), cwd=places.code)


def _command(places: Places, folder: Path) -> tuple[str | Path, ...]:
    """Return the command; on SQLite as the only user, who owns the files of the database."""
    flask = (folder / ".venv/bin/flask", "--app", "wsgi")
    return ("runuser", "--user", SMALL, "--", *flask) if _is_small(places) else flask


def _owner(places: Places) -> dict[str, str]:
    """Return the environment of the owner; on SQLite, that of the only process.

    The mail server's password is in the worker's file; commands that test mail need it too.
    """
    is_small = _is_small(places)
    var = places.root / "var/lib" / (SMALL if is_small else "intake-owner")
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    if is_small:
        shutil.chown(var, SMALL)
    own = read_settings(places, "all" if is_small else "owner")
    mail = {
        key: value for key, value in read_settings(places, "worker").items() if key.startswith(MAIL)
    }
    published = {} if is_small else {"PUBLISHED": str(places.root / "var/lib/intake-published")}
    return {**mail, **own, **published, "VAR": str(var), "FLASK_SKIP_DOTENV": "1"}


def _is_small(places: Places) -> bool:
    return database_of(places) == "sqlite"
