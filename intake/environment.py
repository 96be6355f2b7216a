"""What this process was told: its environment, ``.env``, and what ``make run`` keeps in ``var``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from intake.settings import LOOPBACK_HOSTS, Settings, host_of

OWN = ("SECRET_KEY", "RECOVERY_FINGERPRINT")
"""What somebody's own machine keeps for itself in ``var/``, in a file of this name each."""

NAMES = frozenset(one.name.upper() for one in fields(Settings)) | {"HOST", "PORT"}
"""What a line of ``.env`` may give."""


def environment(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment, over the lines of ``.env``; on a person's own machine, over ``var/`` too.

    A server keeps its secrets elsewhere: what lies in ``var/`` does not count there.
    """
    told = _lines(folder / ".env") | {name: value for name, value in environ.items() if value}
    if is_own_machine(told):
        for name in OWN:
            kept = own_file(told, name, folder)
            if not said(told, name) and kept.is_file():
                told[f"{name}_FILE"] = str(kept)
    return told


def is_own_machine(told: Mapping[str, str]) -> bool:
    """Whether the product is for whoever sits at this machine, rather than a server."""
    if "PUBLIC_URL_FILE" in told and "PUBLIC_URL" not in told:
        return False
    return host_of(told.get("PUBLIC_URL") or "http://127.0.0.1") in LOOPBACK_HOSTS


def said(told: Mapping[str, str], name: str) -> bool:
    """Whether the operator gave this setting, by itself or as a file."""
    return bool(told.get(name) or told.get(f"{name}_FILE"))


def own_file(told: Mapping[str, str], name: str, folder: Path) -> Path:
    """Where a person's own machine keeps this setting."""
    return folder / told.get("VAR", "var") / name.lower()


def unknown_names(folder: Path) -> list[str]:
    """Names in ``.env`` that nothing reads: slips of the pen."""
    return sorted(
        name for name in _lines(folder / ".env") if name.removesuffix("_FILE") not in NAMES
    )


def _lines(path: Path) -> dict[str, str]:
    """``NAME=VALUE`` lines; a comment begins with ``#``; quotes around a value are taken off."""
    if not path.is_file():
        return {}
    lines = (line.strip().removeprefix("export ") for line in path.read_text("utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): _unquoted(value.strip()) for name, _, value in pairs}


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if quoted else value
