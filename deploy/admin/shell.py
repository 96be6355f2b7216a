"""Run other programs, and write files, so that a second run changes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

LOCK = Path("/run/intake-admin.lock")


class Failed(Exception):
    """A step failed; the text says which, and what to do."""


def run(
    *command: str | Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    text: str | None = None,
) -> None:
    """Run a program and show what it writes; *text* is its input. Raise `Failed` if it fails."""
    environ = {**os.environ, **env} if env else None
    ended = subprocess.run(command, env=environ, cwd=cwd, input=text, text=True, check=False)
    if ended.returncode:
        raise Failed(f"{_name(command)} failed (exit status {ended.returncode}). See above.")


def status_of(
    *command: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> int:
    """Run a program, show what it writes, and return its exit status."""
    environ = {**os.environ, **env} if env else None
    return subprocess.run(command, env=environ, cwd=cwd, check=False).returncode


def output(
    *command: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> str:
    """Run a program and return what it writes. Raise `Failed` if it fails."""
    status, written = answer_of(*command, env=env, cwd=cwd)
    if status:
        raise Failed(f"{_name(command)} failed (exit status {status}). See above.")
    return written


def answer_of(
    *command: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> tuple[int, str]:
    """Run a program; return its exit status and what it writes."""
    environ = {**os.environ, **env} if env else None
    ended = subprocess.run(
        command, env=environ, cwd=cwd, stdout=subprocess.PIPE, text=True, check=False
    )
    return ended.returncode, ended.stdout


def output_if_possible(
    *command: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> str:
    """Return what a program writes, also if it fails; nothing if it is not installed."""
    environ = {**os.environ, **env} if env else None
    try:
        ended = subprocess.run(
            command, env=environ, cwd=cwd, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return ""
    return ended.stdout


def succeeds(*command: str | Path) -> bool:
    """Return true if a program is installed and ends with status 0; hide what it writes."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other ``intake-admin`` runs on this machine, such as the nightly copy."""
    with LOCK.open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            say("Waiting for another intake-admin to end …")
            flock(lock, LOCK_EX)
        yield


def say(sentence: str) -> None:
    """Write one line for the person at the terminal."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def write(path: Path, content: str, *, mode: int = 0o644) -> bool:
    """Write a file as a whole, with its mode from the first byte; return whether it changed."""
    if path.is_file() and path.read_text("utf-8") == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=mode)
    part.write_text(content, "utf-8")
    part.replace(path)
    return True


def _name(command: tuple[str | Path, ...]) -> str:
    """Return the program and its first argument; further ones may hold a secret."""
    return " ".join(str(word) for word in command[:2])
