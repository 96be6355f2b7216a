"""The page on settings names each of them, with the default and the range of the code."""

import re

import pytest

from intake import settings
from intake.logs import LEVELS
from intake.settings import DOORS, EXIT, NAMES, OFFERED, ZONE
from intake.settings.mail import SENDER, SUBMISSION_PORT, TLS_PORT
from intake.settings.practice import MOST_BYTES, STAFFED
from intake.settings.reading import SECRET_LENGTH, WholeNumber
from tests.house.source import ROOT

PAGE = (ROOT / "docs/handbook/operators/settings.md").read_text("utf-8")
TO = "\u2013"
VALUES = {
    name: values
    for names, values in re.findall(r"^\| (`[A-Z].*?`) \| (.*?) \|", PAGE, re.MULTILINE)
    for name in re.findall(r"\w+", names)
}
NUMBERS = {name: value for name, value in vars(settings).items() if isinstance(value, WholeNumber)}
DEFAULTS = {
    "DOORS": f"`{','.join(DOORS)}`",
    "EXIT_URL": f"`{EXIT}`",
    "LANGUAGES": f"`{','.join(OFFERED)}`",
    "LOG_LEVEL": f"`INFO`; {', '.join(f'`{level}`' for level in LEVELS)}",
    "MAIL_DEFAULT_SENDER": f"`{SENDER}`;",
    "MAIL_PORT": f"{SUBMISSION_PORT}, or {TLS_PORT} with `MAIL_USE_SSL`; 1{TO}65535",
    "METRICS_TOKEN": f"none; {SECRET_LENGTH} random characters or more",
    "ORGANISATION_LOGO": f"none; a file of at most {MOST_BYTES // 1024} KB",
    "STAFFED": f"`{STAFFED}`",
    "TIME_ZONE": f"`{ZONE}`",
}


def test_every_setting_is_there_once():
    assert set(VALUES) == NAMES


@pytest.mark.parametrize("name, number", NUMBERS.items())
def test_numbers_have_the_default_and_the_range_of_the_code(name, number):
    assert VALUES[name].startswith(f"{number.default}; {number.least}{TO}{number.most}")


@pytest.mark.parametrize("name, text", DEFAULTS.items())
def test_defaults_are_those_of_the_code(name, text):
    assert VALUES[name].startswith(text)
