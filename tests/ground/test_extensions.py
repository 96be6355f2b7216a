"""The file that SQLite keeps everything in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask

from intake.extensions import db, writing


def test_a_database_file_is_for_the_eyes_of_its_owner_whoever_makes_it(
    doorless_app: Flask, tmp_path: Path
) -> None:
    before = os.umask(0o022)
    try:
        with writing():
            db.session.connection().exec_driver_sql("CREATE TABLE IF NOT EXISTS one (id int)")
            db.session.commit()
    finally:
        os.umask(before)

    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("intake.db*")}
    assert set(modes) >= {"intake.db", "intake.db-line", "intake.db-wal"}
    assert set(modes.values()) == {0o600}


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/intake.db"
