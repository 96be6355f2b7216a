"""An upgrade that ends after the switch: it goes back by itself, or a second one completes it."""

import pytest

from deploy.admin import install, upgrade
from deploy.admin.copies import copy_backups, restore_backup
from deploy.admin.env_files import process_settings
from deploy.admin.releases import Unhealthy, add_release, current, previous, switch
from deploy.admin.shell import Failed
from tests.deploy.server import answering, log_of, make_release


@pytest.fixture
def places(places):
    """Return the places of a server whose release before 1.0.0 was 0.9.0."""
    process_settings(places, "help.example.org", database="postgresql")  # so that rights are given
    for version in ("0.9.0", "1.0.0"):
        switch(places, add_release(places, make_release(places, version)))
    return places


@pytest.mark.parametrize(
    "fault, told",
    [
        (
            "has-no-rights",
            "runuser --user failed (exit status 1). See above. 1.1.0 could not be started",
        ),
        (
            "cannot-start",
            "systemctl restart failed (exit status 1). See above. 1.1.0 could not be started",
        ),
        ("hangs-up", "The start of 1.1.0 was interrupted"),
    ],
)
def test_a_release_that_cannot_be_started_gives_way_to_the_one_before(places, fault, told):
    source = make_release(places, "1.1.0")
    (places.releases / "1.1.0/deploy" / fault).touch()
    (places.releases / "1.0.0/deploy/hangs-up").touch()  # nothing stops it from going back

    with answering(places, install.ports_of("sqlite")[0]), pytest.raises(Unhealthy) as refused:
        upgrade.upgrade(places, source)

    assert str(refused.value).startswith(f"{told}, so 1.0.0 is in use again. Nothing is lost.")
    assert current(places) == places.releases / "1.0.0"
    assert previous(places) == places.releases / "0.9.0"
    steps = log_of(places)
    assert steps.index("psql of 1.1.0") < steps.index("psql of 1.0.0")
    assert "restart intake-all" in steps[steps.index("psql of 1.0.0") :]
    assert (places.units / "intake-all.service").read_text("utf-8") == "# of 1.0.0\n"


def test_the_release_before_is_started_also_where_its_rights_cannot_be_granted(
    places,
):
    source = make_release(places, "1.1.0")
    for version in ("1.0.0", "1.1.0"):
        (places.releases / version / "deploy/has-no-rights").touch()

    with pytest.raises(Failed) as refused:
        upgrade.upgrade(places, source)

    refusal = "runuser --user failed (exit status 1). See above. "
    assert str(refused.value) == (
        f"{refusal}1.1.0 could not be started. The link names 1.0.0 again, but that failed as "
        f"well: {refusal}When it is mended: intake-admin restart"
    )
    assert current(places) == places.releases / "1.0.0"
    assert "restart intake-all" in log_of(places)


def test_a_second_upgrade_completes_one_that_was_killed_after_the_switch(places, capsys):
    source = make_release(places, "1.1.0")
    switch(places, places.releases / "1.1.0")

    with answering(places, install.ports_of("sqlite")[0]):
        upgrade.upgrade(places, source)

    steps = log_of(places)
    assert steps.index("psql of 1.1.0") < steps.index("restart intake-all")
    assert (places.units / "intake-all.service").read_text("utf-8") == "# of 1.1.0\n"
    assert previous(places) == places.releases / "1.0.0"
    written = capsys.readouterr().out
    assert "1.1.0 is in use already: granting its rights and restarting it" in written
    assert "1.1.0 has its rights, was restarted and answers." in written


def test_a_second_upgrade_says_so_if_the_release_still_does_not_answer(places):
    source = make_release(places, "1.1.0", ready=False)
    switch(places, places.releases / "1.1.0")

    with answering(places, install.ports_of("sqlite")[0]), pytest.raises(Failed) as refused:
        upgrade.upgrade(places, source)

    assert "1.1.0 did not answer in time." in str(refused.value)
    assert str(refused.value).endswith("intake-admin rollback")


@pytest.mark.parametrize("kind", ["HUP", "TERM"])
def test_a_restore_that_is_ended_keeps_no_copy_of_the_wraps(places, kind):
    (places.root / "backup").touch()
    with (places.code / ".venv/bin/flask").open("a", encoding="utf-8") as flask:
        flask.write(f"kill -{kind} $PPID\nsleep 1\n")

    with pytest.raises(KeyboardInterrupt):
        restore_backup(places, places.root / "backup", places.root / "backup")

    assert list((places.root / "var/lib").glob("intake-restore-*")) == []


def test_what_a_restore_kept_when_the_machine_stopped_goes_at_night(places):
    folder = places.root / "var/lib/intake-restore-abc"
    folder.mkdir()
    (folder / "w").touch()

    copy_backups(places)

    assert not folder.exists()
