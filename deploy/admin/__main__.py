"""The command line of ``intake-admin``."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import nullcontext
from pathlib import Path

from deploy.admin import copies, install, status, upgrade
from deploy.admin.epochs import accept_epoch
from deploy.admin.flask_commands import flask_status
from deploy.admin.places import Places
from deploy.admin.proxies import Site
from deploy.admin.shell import Failed, alone

PLAIN = {
    "rollback": upgrade.rollback,
    "restart": upgrade.restart,
    "backup": copies.backup,
    "copy": copies.copy_backups,
    "accept-epoch": accept_epoch,
}
"""Commands that need to be told nothing."""

HERE = Path(__file__).parents[2]


def main(words: list[str]) -> int:
    """Run one command; return its exit status."""
    asked = parser().parse_args(words)
    if os.geteuid() != 0:
        sys.stderr.write("intake-admin needs root: run it with sudo.\n")
        return 2
    if asked.command != "flask":
        os.umask(0o022)  # users of processes read most of what is made here
    try:
        # What is only read may be read at any time: a nightly copy may take hours.
        with nullcontext() if asked.command == "status" else alone():
            return _run(asked, Places())
    except Failed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _run(asked: argparse.Namespace, places: Places) -> int:
    if asked.command == "status":
        return status.status(places)
    if asked.command == "flask":
        return flask_status(places, *asked.words)
    if asked.command in PLAIN:
        PLAIN[asked.command](places)
    elif asked.command == "upgrade":
        upgrade.upgrade(places, asked.source)
    elif asked.command == "drill":
        copies.drill(places, asked.file, asked.wraps)
    else:
        install.install(places, _plan(asked), restore=_backup(asked))
    return 0


def _backup(asked: argparse.Namespace) -> tuple[Path, Path] | None:
    """Return the two files of the backup that ``restore`` names; nothing for ``install``."""
    if asked.command == "install":
        return None
    return asked.file, asked.wraps or asked.file.with_name(f"{asked.file.name}.wraps")


def _plan(asked: argparse.Namespace) -> install.Plan:
    return install.Plan(
        source=asked.source,
        site=Site(
            host=asked.host,
            desk_host=asked.desk_host,
            certificate=asked.certificate,
            desk_port=install.ports_of(asked.database)[-1],
        ),
        database=asked.database,
        copy_to=asked.copy_to,
        patience=asked.patience,
    )


def parser() -> argparse.ArgumentParser:
    """Return what reads the words after ``intake-admin``."""
    command_line = argparse.ArgumentParser(prog="intake-admin", description=__doc__)
    commands = command_line.add_subparsers(dest="command", required=True)
    for name, text in (
        ("install", "set up this Debian 13, or complete what is missing"),
        ("restore", "set it up with a backup from another machine; asks for two recovery sheets"),
    ):
        command = commands.add_parser(name, help=text)
        if name == "restore":
            _add_backup(command, required=True)
        _add_plan(command)
    command = commands.add_parser(
        "upgrade", help="back up, migrate, switch, check; go back by itself if it does not answer"
    )
    command.add_argument("source", type=_existing, help="a release: its archive, or its folder")
    for name, text in (
        ("rollback", "use the release before"),
        ("restart", "read changed settings"),
        ("backup", "make a backup now, and copy it to the other place"),
        ("copy", "copy the backups to the other place"),
        ("accept-epoch", "accept team keys of an older backup; asks for two sheets a process"),
        ("status", "say whether this server is well"),
    ):
        commands.add_parser(name, help=text)
    text = "run a command of the handbook, such as: intake-admin flask keys status"
    command = commands.add_parser("flask", help=f"{text}; name files with their whole path")
    command.add_argument("words", nargs=argparse.REMAINDER)
    command = commands.add_parser(
        "drill", help="restore the newest backup into memory, as practice; asks for two sheets"
    )
    _add_backup(command, required=False)
    return command_line


def _add_plan(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", required=True, help="host name of the applicants' pages")
    command.add_argument("--desk-host", default="", help="another host name for the desk (better)")
    command.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    text = "folder of your own fullchain.pem and privkey.pem, in place of Let's Encrypt's"
    command.add_argument("--certificate", type=_existing, help=text)
    text = "where backups go: folder, or host:folder"
    command.add_argument("--copy-to", type=_target, default="", help=text)
    text = "seconds that a very slow machine may take to start"
    command.add_argument("--patience", type=int, default=install.PATIENCE, help=text)
    command.add_argument("--source", type=_existing, default=HERE, help="the release to install")


def _add_backup(command: argparse.ArgumentParser, *, required: bool) -> None:
    command.add_argument("file", type=_existing, nargs=None if required else "?")
    command.add_argument("--wraps", type=_existing, help="the newest wraps file, if not FILE.wraps")


def _target(text: str) -> str:
    """Return the place of copies; a folder of this machine with its whole path."""
    return text if ":" in text or not text else str(Path(text).absolute())


def _existing(text: str) -> Path:
    path = Path(text).absolute()
    if not path.exists():
        raise argparse.ArgumentTypeError(f"{text} does not exist")
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
