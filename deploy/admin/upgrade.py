"""Upgrade to another release, and go back by itself if that does not answer."""

from __future__ import annotations

import signal
from pathlib import Path

from deploy.admin.copies import backup
from deploy.admin.flask_commands import flask
from deploy.admin.install import (
    doors_answer,
    grant_rights,
    install_units,
    start,
)
from deploy.admin.interrupts import interruptible, set_interrupts
from deploy.admin.places import Places
from deploy.admin.proxies import write_page
from deploy.admin.releases import (
    Unhealthy,
    add_release,
    in_use,
    previous,
    remember_previous,
    remove_old_releases,
    switch,
)
from deploy.admin.shell import Failed, say


def upgrade(places: Places, source: Path) -> None:
    """Back up, migrate, switch and check. Raise `Unhealthy` after going back to the release before.

    Migrations remove only what the release directly before no longer uses, so that it serves while
    they run and can be used again afterwards. Where the link names the release already, an earlier
    upgrade may have been killed after the switch: its last steps are done again.
    """
    before = in_use(places)
    release = add_release(places, source)
    if release == before:
        _finish(places, release)
        return
    older = previous(places)
    backup(places)
    flask(places, "db", "upgrade", release=release)  # the release before goes on serving
    with interruptible():
        problem = _problem_of_use(places, release)
        if problem:
            _go_back(places, before, older=older, problem=problem)
    if problem:
        raise Unhealthy(
            f"{problem}, so {before.name} is in use again. Nothing is lost. Look at: journalctl -u"
            " 'intake-*' -n 100"
        )
    write_page(places)
    remove_old_releases(places)
    say(f"{release.name} is in use. To go back: intake-admin rollback")


def rollback(places: Places) -> None:
    """Use the release before. The tables stay as they are: they have all that it needs."""
    before = previous(places)
    if before is None:
        raise Failed("There is no release before this one.")
    _use(places, before)
    if not doors_answer(places):
        raise Failed(f"{before.name} does not answer. Look at: journalctl -u 'intake-*' -n 100")
    say(f"{before.name} is in use again.")


def restart(places: Places) -> None:
    """Restart every process, so that changed settings are read; make the away page again."""
    write_page(places)
    start(places)
    if not doors_answer(places):
        raise Failed("The doors do not answer. Look at: journalctl -u 'intake-*' -n 100")


def _finish(places: Places, release: Path) -> None:
    """Do again what follows the switch to the release in use; a second time changes nothing."""
    say(f"{release.name} is in use already: granting its rights and restarting it …")
    with interruptible():
        problem = _problem_of_use(places, release)
    if problem:
        raise Failed(
            f"{problem}. Look at: journalctl -u 'intake-*' -n 100. To go back to the release"
            " before: intake-admin rollback"
        )
    write_page(places)
    say(f"{release.name} has its rights, was restarted and answers.")


def _problem_of_use(places: Places, release: Path) -> str:
    """Use a release, and return what kept it from answering; nothing if it answers."""
    try:
        _use(places, release)
        answers = doors_answer(places)
    except (Failed, OSError) as failure:
        return f"{failure} {release.name} could not be started"
    except KeyboardInterrupt:
        return f"The start of {release.name} was interrupted"
    return "" if answers else f"{release.name} did not answer in time"


def _use(places: Places, release: Path) -> None:
    """Switch to a release, with its rights and units, and restart every process."""
    switch(places, release)
    grant_rights(places)
    _start(places)


def _go_back(places: Places, before: Path, *, older: Path | None, problem: str) -> None:
    """Use the release before, also where its rights cannot be granted; nothing interrupts this.

    Nothing is written to the terminal, which may be gone. Raise `Failed`, with the *problem* of the
    other release, if this one cannot be started either.
    """
    set_interrupts(signal.SIG_IGN)
    switch(places, before)
    remember_previous(places, older)
    try:
        try:
            grant_rights(places)
        finally:
            _start(places)
    except Failed as failure:
        raise Failed(
            f"{problem}. The link names {before.name} again, but that failed as well: {failure}"
            " When it is mended: intake-admin restart"
        ) from None
    doors_answer(places)


def _start(places: Places) -> None:
    install_units(places)
    start(places)
