"""Environment files of the processes: written once, completed later, and never overwritten."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from deploy.admin.places import Places
from deploy.admin.shell import Failed, write

ROLES = {"apply": "intake_apply", "desk": "intake_desk", "worker": "intake_worker"}
"""Database role of each process; the owner of the tables is ``intake``."""

LINE = re.compile(
    r"\s*(?:export\s+)?(?P<quote>'?)(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?P=quote)\s*=(?P<value>.*)"
)
QUOTED = re.compile(
    r"""\s*(?:'(?P<single>(?:\\.|[^'\\])*)'|"(?P<double>(?:\\.|[^"\\])*)")\s*(?:#.*)?"""
)
COMMENT = re.compile(r"\s+#.*")
CONTROLS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def common_settings(places: Places, wanted: Mapping[str, str]) -> dict[str, str]:
    """Add the settings that are missing to ``common.env``, which every process reads as ``.env``.

    Lines that an administrator wrote or changed stay.
    """
    return _completed(places, "common", wanted, mode=0o644)


def process_settings(places: Places, host: str, *, database: str) -> dict[str, dict[str, str]]:
    """Return the environment of each process, with secrets and passwords made where missing.

    The applicants' door has a secret of its own; all others share that of the desk, which encrypts
    stored addresses.
    """
    if database == "sqlite":
        url = "sqlite:////var/lib/intake-all/intake.db"
        one = {"SECRET_KEY": _secret(), "DATABASE_URL": url}
        _completed(places, "worker", {}, mode=0o600)  # for the unit that sends word of failures
        return {"all": _completed(places, "all", one, mode=0o600)}
    desk = {"SECRET_KEY": _secret(), "DATABASE_URL": _address("intake_desk")}
    desk |= {"DOORS": "desk", "METRICS_TOKEN": _secret()}
    made = {"desk": _completed(places, "desk", desk, mode=0o600)}
    shared = made["desk"]["SECRET_KEY"]
    for name, role in (("worker", "intake_worker"), ("owner", "intake")):
        wanted = {"SECRET_KEY": shared, "DATABASE_URL": _address(role)}
        made[name] = _completed(places, name, wanted, mode=0o600)
    wanted = {"SECRET_KEY": _secret(), "DATABASE_URL": _address("intake_apply"), "DOORS": "apply"}
    wanted["PUBLIC_URL"] = f"https://{host}"
    return {**made, "apply": _completed(places, "apply", wanted, mode=0o600)}


def read_settings(places: Places, name: str) -> dict[str, str]:
    """Return the settings in one environment file; none if there is no such file.

    Raise ``Failed`` at a line that is not one: its name would be added a second time.
    """
    file = places.settings / f"{name}.env"
    if not file.is_file():
        return {}
    settings, bad_lines = settings_in(file.read_text("utf-8-sig"))
    if bad_lines:
        raise Failed(
            f"Line {bad_lines[0]} of {file} is not NAME=value. Correct it, close its quotes in the"
            " same line, or put # before it."
        )
    return settings


def settings_in(text: str) -> tuple[dict[str, str], list[int]]:
    """Return the settings in lines ``NAME=value``, and the numbers of all other lines.

    They are those that the product reads with python-dotenv, but this program has only Python's
    own library. It knows quotes, ``export`` and comments, no value of several lines and no
    ``${NAME}``.
    """
    settings: dict[str, str] = {}
    bad_lines = []
    for number, line in enumerate(text.split("\n"), start=1):
        parts = LINE.fullmatch(line)
        value = _value(parts["value"]) if parts else None
        if parts and value is not None:
            settings[parts["name"]] = value
        elif line.strip() and not line.lstrip().startswith("#"):
            bad_lines.append(number)
    return settings, bad_lines


def _value(text: str) -> str | None:
    """Return the value after ``=``, or nothing if a quote in it is not closed."""
    if quoted := QUOTED.fullmatch(text):
        if quoted["single"] is not None:
            return re.sub(r"\\([\\'])", r"\1", quoted["single"])
        return re.sub(r"\\([\\'\"abfnrtv])", _unescaped, quoted["double"])
    if text.lstrip()[:1] in {"'", '"'}:
        return None
    return COMMENT.sub("", text).strip()


def _unescaped(escape: re.Match[str]) -> str:
    return CONTROLS.get(escape[1], escape[1])


def password_in(database_url: str) -> str:
    """Return the password in an address that this module made."""
    return database_url.partition("://")[2].partition("@")[0].partition(":")[2]


def _completed(
    places: Places, name: str, wanted: Mapping[str, str], *, mode: int
) -> dict[str, str]:
    present = read_settings(places, name)
    missing = {key: value for key, value in wanted.items() if key not in present}
    file = places.settings / f"{name}.env"
    before = file.read_text("utf-8") if file.is_file() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    write(file, before + "".join(f"{key}={value}\n" for key, value in missing.items()), mode=mode)
    return {**missing, **present}


def _address(role: str) -> str:
    return f"postgresql://{role}:{_secret()}@127.0.0.1/intake"


def _secret() -> str:
    """Return 32 random bytes in characters that no shell, file or address needs to escape."""
    return secrets.token_urlsafe(32)
