"""``intake-admin`` reads the environment files as the product does, without python-dotenv."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.admin.env_files import settings_in
from intake.settings.env_file import read_env_file

LINES = (
    "HELP_PHONE=+1 202 555 0143",
    "  HELP_PHONE = +1 202 555 0143  ",
    "export NOTIFY=a@example.org",
    "NOTIFY='a@example.org' # the office",
    'ORGANISATION_NAME="Help, Inc." # our name',
    "ORGANISATION_NAME=Harbor Legal Aid  # our name",
    "ORGANISATION_NAME=Harbor \t# our name",
    "ORGANISATION_NAME='Women\\'s \\\\ Aid\\n'",
    'ORGANISATION_NAME="Women\'s \\"Aid\\" \\t \\\\n \\x"',
    "MAIL_PASSWORD=a#b",
    "MAIL_PASSWORD=#b",
    "MAIL_PASSWORD= # none",
    "MAIL_PASSWORD=a'b\"c",
    "MAIL_PASSWORD=a=b ${c} $d",
    "MAIL_PASSWORD=",
    "'MAIL_PASSWORD'=x",
    "# MAIL_PASSWORD=x",
    "   # MAIL_PASSWORD=x",
    "",
    "\ufeffDATABASE=sqlite",
    "SECRET_KEY=abc\r",
    "NOTIFY='not closed",
    'NOTIFY="not closed',
    "NOTIFY='closed' and more",
    'NOTIFY "a@example.org"',
    "HEARTBEAT_URL: https://hc.example.org/1",
    "RETENTION_DAYS 30",
)


@pytest.mark.parametrize("line", LINES)
def test_both_readers_agree(line: str, tmp_path: Path) -> None:
    text = f"PORT=1\n{line}\nHOST=127.0.0.1\n"
    (tmp_path / "x.env").write_text(text, "utf-8", newline="")

    assert settings_in(text) == read_env_file(tmp_path / "x.env", interpolate=False).values


def test_the_last_line_of_a_name_counts() -> None:
    assert settings_in("PORT=1\nPORT='2'\n") == {"PORT": "2"}
