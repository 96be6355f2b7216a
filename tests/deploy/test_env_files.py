"""``intake-admin`` reads the environment files as the product does, without python-dotenv."""

import pytest

from deploy.admin.env_files import process_settings, settings_in
from deploy.admin.shell import Failed
from intake.settings.reading import read_env_file
from tests.deploy.server import make_server

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
def test_both_readers_agree(line, tmp_path):
    text = f"PORT=1\n{line}\nHOST=127.0.0.1\n"
    (tmp_path / "x.env").write_text(text, "utf-8", newline="")

    product = read_env_file(tmp_path / "x.env", interpolate=False)

    settings, bad_lines = settings_in(text)

    assert tuple(bad_lines) == product.bad_lines
    assert settings.items() <= product.values.items()
    assert bad_lines or settings == product.values


def test_the_last_line_of_a_name_counts():
    assert settings_in("PORT=1\nPORT='2'\n") == ({"PORT": "2"}, [])


def test_no_name_is_added_beside_a_broken_line(tmp_path):
    places = make_server(tmp_path)
    file = places.settings / "owner.env"
    file.write_text('\nSECRET_KEY="hidden\n')

    with pytest.raises(Failed, match=r"^Line 2 of .*/owner\.env is not NAME=value") as refused:
        process_settings(places, "help.example.org", database="postgresql")

    assert file.read_text() == '\nSECRET_KEY="hidden\n'
    assert "hidden" not in str(refused.value)
