"""An installation: what its processes can read, what is refused, and what a second run completes."""

from __future__ import annotations

import os
import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest

from deploy.admin import __main__ as main_module
from deploy.admin import install, releases
from deploy.admin.__main__ import main
from deploy.admin.epochs import accept_epoch
from deploy.admin.places import Places
from deploy.admin.releases import add_release, switch
from tests.deploy.server import answering, log_of, make_release, make_server, use_server


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    places = make_server(tmp_path)
    use_server(places, monkeypatch)
    return places


def test_others_can_read_what_root_makes_whose_umask_is_strict(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch(places, add_release(places, make_release(places, "1.0.0")))
    monkeypatch.setattr(main_module, "Places", lambda: places)
    monkeypatch.setattr(main_module, "alone", nullcontext)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    before = os.umask(0o077)
    try:
        with answering(places, install.ports_of("sqlite")[0]):
            assert main(["restart"]) == 0
    finally:
        os.umask(before)

    assert [mode_of(path) for path in (places.page.parent, places.page)] == [0o755, 0o644]


def test_others_can_read_a_release_that_root_cloned_for_itself(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = make_release(places, "1.0.0")
    shutil.rmtree(places.releases / "1.0.0")
    (source / "intake").chmod(0o700)
    (source / "intake/version.py").chmod(0o600)
    monkeypatch.setattr(releases, "_install_packages", lambda _release: None)

    release = add_release(places, source)

    assert mode_of(release / "intake") == 0o755
    assert mode_of(release / "intake/version.py") == 0o644


def test_each_process_is_made_to_accept_the_keys_of_an_older_backup(places: Places) -> None:
    (places.settings / "server.env").write_text("DATABASE=postgresql\n", "utf-8")
    switch(places, release := add_release(places, make_release(places, "1.0.0")))
    with (release / ".venv/bin/flask").open("a", encoding="utf-8") as flask:
        flask.write(f'echo "$VAR" >> {places.root}/log\n')
    for process in ("apply", "desk"):  # the worker has never run
        (places.root / f"var/lib/intake-{process}").mkdir()

    accept_epoch(places)

    asked = "--app wsgi keys accept-epoch"
    var = f"{places.root}/var/lib/intake"
    assert log_of(places)[-4:] == [asked, f"{var}-apply", asked, f"{var}-desk"]


def mode_of(path: Path) -> int:
    """Return who may read, write and enter a file or folder."""
    return path.stat().st_mode & 0o777
