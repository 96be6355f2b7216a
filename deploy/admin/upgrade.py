"""Upgrade to another release, and go back by itself if that does not answer."""

from __future__ import annotations

from pathlib import Path

from deploy.admin.copies import backup
from deploy.admin.flask_commands import database_of, flask
from deploy.admin.install import (
    doors_answer,
    grant_rights,
    install_units,
    start,
)
from deploy.admin.places import Places
from deploy.admin.proxies import write_page
from deploy.admin.releases import (
    Unhealthy,
    add_release,
    current,
    previous,
    remember_previous,
    remove_old_releases,
    switch,
)
from deploy.admin.shell import Failed, say


def upgrade(places: Places, source: Path) -> None:
    """Back up, migrate, switch and check. Raise `Unhealthy` after going back to the release before.

    Migrations only add to tables, so that the release before serves while they run and can be used
    again afterwards.
    """
    before = current(places)
    if before is None:
        raise Failed("Nothing is installed here. Run intake-admin install.")
    release = add_release(places, source)
    if release == before:
        say(f"{release.name} is in use already.")
        return
    older = previous(places)
    backup(places)
    flask(places, "db", "upgrade", release=release)  # the release before goes on serving
    _use(places, release)
    if not doors_answer(places):
        _use(places, before)
        remember_previous(places, older)
        doors_answer(places)
        raise Unhealthy(
            f"{release.name} did not answer in time, so {before.name} is in use again. Nothing is"
            " lost. Look at: journalctl -u 'intake-*' -n 100"
        )
    write_page(places)
    remove_old_releases(places)
    say(f"{release.name} is in use. To go back: intake-admin rollback")


def rollback(places: Places) -> None:
    """Use the release before. The tables stay as they are: they only have more than it needs."""
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
    start(database_of(places))
    if not doors_answer(places):
        raise Failed("The doors do not answer. Look at: journalctl -u 'intake-*' -n 100")


def _use(places: Places, release: Path) -> None:
    """Switch to a release, with its rights and units, and restart every process."""
    switch(places, release)
    grant_rights(places)
    install_units(places, database_of(places))
    start(database_of(places))
