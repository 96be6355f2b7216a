"""Copies of backups at another place: wraps that this machine let go of are removed there too."""

import os
import time

import pytest

from deploy.admin import install
from deploy.admin.copies import backup, copied_at, copy_away, copy_backups, place_problem
from deploy.admin.shell import Failed
from deploy.admin.status import copy_problems, copy_sentence
from tests.deploy.server import COPY_TO, log_of

HOUR = 3600


def test_wraps_that_this_machine_let_go_of_are_removed_at_the_other_place(places):
    make_files(places.backups, "monday", "tuesday", "tuesday.wraps")
    other = make_files(places.root / "other", "monday", "monday.wraps")

    copy_away(places.backups, COPY_TO)

    assert names(other) == ["monday", "tuesday", "tuesday.wraps"]


@pytest.mark.parametrize("own", [[], ["of a spare machine", "of a spare machine.wraps"]])
def test_a_spare_machine_removes_no_wraps_of_another_one(places, own):
    make_files(places.backups, *own)
    other = make_files(places.root / "other", "real", "real.wraps")

    copy_away(places.backups, COPY_TO)

    assert names(other) == sorted(["real", "real.wraps", *own])
    assert "--delete" not in " ".join(log_of(places)).split()


def test_old_wraps_are_removed_at_a_full_place_too_and_the_failure_is_told(places):
    make_files(places.backups, "monday", "tuesday", "tuesday.wraps")
    other = make_files(places.root / "other", "monday", "monday.wraps")
    (places.root / "full").touch()

    with pytest.raises(Failed):
        copy_away(places.backups, COPY_TO)

    assert names(other) == ["monday"]


def test_a_name_with_signs_of_patterns_stands_for_its_own_wraps_alone(places):
    make_files(places.backups, "*", "[ab]", r"a\b")
    other = make_files(places.root / "other", "*.wraps", "[ab].wraps", r"a\b.wraps", "a.wraps")

    copy_away(places.backups, COPY_TO)

    assert names(other) == ["*", "[ab]", "a.wraps", r"a\b"]


def test_status_says_when_backups_were_copied_and_when_that_is_long_ago(places):
    set_place(places, COPY_TO)
    now = time.time()
    never = [f"No backup was copied to {COPY_TO} yet: intake-admin copy"]
    assert list(copy_problems(places, now=now)) == never

    backup(places)

    assert copied_at(places, COPY_TO) == pytest.approx(now, abs=60)
    os.utime(places.backups / ".copied", (now, now))
    stamp = time.strftime("%Y-%m-%d %H:%M", time.localtime(now))
    assert copy_sentence(places) == f"Last copy of backups to {COPY_TO}: {stamp}."
    assert list(copy_problems(places, now=now + 25.9 * HOUR)) == []
    assert list(copy_problems(places, now=now + 27 * HOUR)) == [
        f"The last copy to {COPY_TO} is 27 hours old: journalctl -u intake-copy"
    ]
    assert names(places.root / "other") == ["2026-11-24", "2026-11-24.wraps"]

    os.utime(places.backups / ".copied", (now - 27 * HOUR,) * 2)
    copy_backups(places)

    assert copied_at(places, COPY_TO) == pytest.approx(now, abs=60)


def test_a_copy_to_another_place_does_not_count_for_the_new_one(places):
    set_place(places, COPY_TO)
    backup(places)

    set_place(places, "new.example.net:intake")

    assert [problem.split()[0] for problem in copy_problems(places, now=time.time())] == ["No"]


def test_a_server_without_a_place_of_copies_is_told_that_it_is_alone(places):
    backup(places)

    assert list(copy_problems(places, now=time.time())) == []
    assert copy_sentence(places).startswith("Backups are on this machine alone")


def test_a_failed_copy_says_what_to_check_and_is_not_remembered(places):
    set_place(places, COPY_TO)
    (places.root / "full").touch()

    with pytest.raises(Failed) as told:
        backup(places)

    assert str(told.value) == (
        f"Backups could not be copied to {COPY_TO} (rsync ended with 11). See above. Check first "
        "whether backup.example.net can be reached, whether root may log in there by SSH key (ssh "
        "backup.example.net), and whether its disk is full. Then: intake-admin copy"
    )
    assert copied_at(places, COPY_TO) is None


def test_a_server_without_any_backup_has_nothing_to_copy(places):
    set_place(places, COPY_TO)

    with pytest.raises(Failed, match="There is no backup in"):
        copy_backups(places)


def test_a_folder_that_is_missing_or_on_the_disk_of_the_backups_is_refused(places):
    folder = places.root / "copies"
    for made, told in ((False, "is not there: mount its disk"), (True, "is on the same disk as")):
        if made:
            folder.mkdir()
        set_place(places, str(folder))

        with pytest.raises(Failed, match=f"cannot be copied to {folder}, because it {told}"):
            backup(places)

        assert told in "".join(copy_problems(places, now=time.time()))
    assert names(folder) == []
    assert "rsync" not in " ".join(log_of(places))


def test_a_folder_of_another_disk_is_not_refused(places):
    assert place_problem(places, "/proc") == ""


def test_a_timer_takes_the_place_of_cron(places):
    cron = places.root / "etc/cron.d/intake-desk"
    cron.parent.mkdir(parents=True)
    cron.touch()

    install.install_units(places)
    install.start(places)

    assert not cron.exists()
    enabled, *_, started = [line for line in log_of(places) if "intake-copy.timer" in line]
    assert enabled.startswith("enable ")
    assert started.startswith("start ")


def set_place(places, target):
    """Name the place of copies in ``server.env``."""
    file = places.settings / "server.env"
    file.write_text(f"DATABASE=sqlite\nCOPY_TO={target}\n", "utf-8")


def make_files(folder, *names):
    """Make files, each with its name in it; return the folder."""
    for name in names:
        (folder / name).write_text(name, "utf-8")
    return folder


def names(folder):
    """Return the names of the files in a folder, in order."""
    return sorted(file.name for file in folder.iterdir())
