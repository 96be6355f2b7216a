"""Every command of the CLI: its words, what is typed into it, and how it must end."""

from dataclasses import field, replace

from intake.frozen import frozen
from intake.sealing.sheets import new_sheets
from tests.support.waiting import PATIENCE

BY_LIBRARIES = ("db current", "db upgrade", "routes")
"""Commands that libraries add and operators run; ``flask run`` and ``flask shell`` are for us."""

RESTORES = ("backup restore",)
"""Commands that need a backup first: made by :func:`restore` and :func:`restore_into_use`."""

WORKS_FOR = 30.0
"""Seconds until ``outbox work --once``, which finds another letter again and again, is ended."""


@frozen
class Command:
    """A command as it is run; *prints* must stand in what it prints.

    After *patience* seconds it is asked to end, which only a mail worker can do with status 0.
    """

    words: tuple[str, ...]
    prints: str
    status: int = 0
    typed: str = ""
    patience: float = PATIENCE
    settings: dict[str, str] = field(default_factory=dict)


def commands(*, folder, sheets, number):
    """Return each command by its name, with files in *folder*.

    *sheets* are two recovery sheets, typed where they are asked for. *number* tells addresses and
    files of this turn from those of another.
    """
    stranger, file = f"member-{number}@example.org", folder / f"{number}.backup"
    letter = "0" * 32  # no letter has this id
    return {
        "audit verify": _command("audit verify", "all verified"),
        "away": _command("away", "</html>"),
        "backup archive": _command(
            "backup archive", "two different", f"{file}-a", typed=sheets + "x\n0\n" * 2, status=1
        ),
        "backup create": _command("backup create", "restore tested", str(file)),
        "db current": _command("db current", "(head)"),
        "db upgrade": _command("db upgrade", ""),
        "demo load": _command("demo load", "test cases added", "--cases", "2"),
        "demo remove": _command("demo remove", "test cases removed"),
        "doctor": _command("doctor", "DATABASE_URL = "),
        "explain": _command(
            "explain", "eligibility", str(folder / "answers.json"), "--today", "2026-11-24"
        ),
        "housekeeping run": _command("housekeeping run", "cases erased"),
        "keys accept-epoch": _command("keys accept-epoch", "accepts epoch", typed=sheets),
        "keys init": _command("keys init", "Keys already exist", status=1),
        "keys open-wall": _command(
            "keys open-wall", "no walled case", "ZZZZ-ZZZZ", typed=sheets, status=1
        ),
        "keys prove-sheet": _command(
            "keys prove-sheet", "of the three newest", typed=sheets.partition("\n")[0] + "\n"
        ),
        "keys recover": _command("keys recover", "/desk/invitation/", typed=sheets),
        "keys renew-sheets": _command(
            "keys renew-sheets", "belong to different keys", typed=strange_sheets(), status=1
        ),
        "keys rotate": _command("keys rotate", "run flask keys recover", typed=sheets, status=1),
        "keys status": _command("keys status", "chained to the pin"),
        "keys verify": _command("keys verify", "yes"),
        "languages check": _command("languages check", ""),
        "languages compile": _command("languages compile", "are compiled"),
        "law check": _command("law check", ""),
        "law list": _command("law list", "R08"),
        "outbox arrived": _command("outbox arrived", "No email has this ID", letter, status=1),
        "outbox drop": _command("outbox drop", "No email has this ID", letter, "--yes", status=1),
        "outbox list": _command("outbox list", ""),
        "outbox retry": _command("outbox retry", "No email has this ID", letter, status=1),
        "outbox work": replace(_command("outbox work", "", "--once"), patience=WORKS_FOR),
        "published repair": _command("published repair", "0 rows put right"),
        "questionnaire print": _command("questionnaire print", "help_types"),
        "routes": _command("routes", "/healthz"),
        "staff disable": _command("staff disable", "No active staff member", stranger, status=1),
        "staff invite": _command(
            "staff invite", "/desk/invitation/", stranger, "--role", "volunteer"
        ),
        "staff list": _command("staff list", ""),
    }


def strange_sheets():
    """Return two sheets that open nothing, as they are typed: others need the right ones later."""
    return "".join(f"{sheet.text}\n" for sheet in new_sheets()[:2])


def restore(file, *, sheets, settings):
    """Return the command that restores a backup into the empty database of these settings."""
    command = _command("backup restore", "cases restored", str(file), typed=sheets)
    return replace(command, settings=settings)


def restore_into_use(file, *, sheets):
    """Return the command that must not restore a backup into the database that is in use."""
    refusal = "This database is not empty. Restore into an empty one."
    return _command("backup restore", refusal, str(file), typed=sheets, status=1)


def _command(name, prints, *arguments, status=0, typed=""):
    return Command(words=(*name.split(), *arguments), prints=prints, status=status, typed=typed)
