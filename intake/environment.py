"""Collect the settings of a process from its environment, its credentials, ``.env`` and ``var/``.

Credentials are a file that systemd hands over to the processes of one unit (``LoadCredential=``).
Unlike the environment, it is not inherited, not shown with the process, and never swapped out.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from intake import running
from intake.settings import LOOPBACK_HOSTS, NAMES, UnsafeSettings, host_of
from intake.settings.reading import UNREADABLE_FOLDER, Reader

OWN = ("SECRET_KEY", "RECOVERY_FINGERPRINT")
"""Settings for which a person's own machine has a file in ``var/``."""

CREDENTIALS = "settings.env"
"""Name of the credential in the units of ``deploy``: lines like those of ``.env``."""

ADDRESS = ("PUBLIC_URL", "HOST", "PORT")
"""Settings of the address at which the product is served."""


def environment(
    environ: Mapping[str, str], folder: Path, *, follow_server: bool = False
) -> dict[str, str]:
    """Return the settings of *environ*, then credentials, then ``.env`` in *folder*, then ``var/``.

    Files in ``var/`` are read on a person's own machine only, as a server keeps its secrets
    elsewhere. With *follow_server*, a command without an address uses that of the server that
    ``make run`` started last. It overrides ``.env``, which that server has read too.
    """
    lines = _dotenv(folder)
    # Before a command runs, Flask has copied the lines of .env into the environment.
    own = {name: value for name, value in environ.items() if value and value != lines.get(name)}
    lines |= _credentials(environ)
    try:
        if follow_server and not any(is_given(own, name) for name in ADDRESS):
            lines = _with_address_of_server(lines, var_folder({**lines, **own}, folder))
        return _with_own_files({**lines, **own}, folder)
    except OSError:
        raise UnsafeSettings(UNREADABLE_FOLDER) from None


def is_own_machine(environ: Mapping[str, str]) -> bool:
    """Return true if the product is for the person at this machine, rather than a server."""
    if "PUBLIC_URL_FILE" in environ and "PUBLIC_URL" not in environ:
        return False
    return host_of(environ.get("PUBLIC_URL") or "http://127.0.0.1") in LOOPBACK_HOSTS


def is_given(environ: Mapping[str, str], name: str) -> bool:
    """Return true if the operator gave the setting *name*, by itself or as a file."""
    return Reader(environ).is_given(name)


def own_file(environ: Mapping[str, str], name: str, folder: Path) -> Path:
    """Return the file in which a person's own machine keeps the setting *name*."""
    return var_folder(environ, folder) / name.lower()


def var_folder(environ: Mapping[str, str], folder: Path) -> Path:
    """Return the folder of the database, keys and mail: ``VAR``, by default ``var``."""
    return folder / Reader(environ).text("VAR", "var")


def unknown_names(folder: Path) -> list[str]:
    """Return the names in ``.env`` that neither we nor Flask read, such as misspelt ones."""
    return sorted(
        name
        for name in _dotenv(folder)
        if name.removesuffix("_FILE") not in NAMES and not name.startswith("FLASK_")
    )


def _credentials(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that systemd handed over to this process, without interpolation."""
    folder = environ.get("CREDENTIALS_DIRECTORY")
    return _lines_of(Path(folder) / CREDENTIALS, interpolate=False) if folder else {}


def _dotenv(folder: Path) -> dict[str, str]:
    """Return the names in the file ``.env`` and their values, if there is such a file."""
    return _lines_of(folder / ".env", interpolate=True)


def _lines_of(file: Path, *, interpolate: bool) -> dict[str, str]:
    try:
        lines = dotenv_values(file, encoding="utf-8-sig", interpolate=interpolate)
    except (OSError, UnicodeDecodeError):
        raise UnsafeSettings(
            f"Cannot read {file.name}. Save it as UTF-8 text that this user may read."
        ) from None
    return {name: value or "" for name, value in lines.items()}


def _with_address_of_server(lines: dict[str, str], var: Path) -> dict[str, str]:
    """Return *lines* with the address of the server that runs on this *var*, if one does."""
    address = running.newest(var)
    if not address:
        return lines
    others = {
        name: value for name, value in lines.items() if name.removesuffix("_FILE") not in ADDRESS
    }
    return {**others, **address}


def _with_own_files(environ: dict[str, str], folder: Path) -> dict[str, str]:
    """Return *environ* and, on a person's own machine, the files for what it does not give."""
    if not is_own_machine(environ):
        return environ
    files = {
        f"{name}_FILE": own_file(environ, name, folder)
        for name in OWN
        if not is_given(environ, name)
    }
    return {**environ, **{name: str(path) for name, path in files.items() if path.is_file()}}
