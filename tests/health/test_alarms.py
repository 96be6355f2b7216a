"""Each alarm can be caused, and is shown by the Health page, doctor, metrics and an alert rule."""

import re

import html5lib
import pytest

from intake.actions.health.check import State
from intake.actions.health.checks import CHECKS
from tests.health.causes import CAUSES, OF_A_FILE, OF_A_SERVER
from tests.health.house import words
from tests.support.databases.fixtures import ON_EITHER, ON_POSTGRESQL, ON_SQLITE

pytestmark = pytest.mark.slow

URGENCY = {State.SOON: ("Check soon", 1), State.BAD: ("Act now", 2)}

TOLD_ELSEWHERE = {
    ("keys", "none"),
    ("integrity", "no_checksums"),
    ("tables", "counted"),
}
"""Findings with tests of their own, as those of the database have: they need no member, say."""


@ON_EITHER
def test_when_all_is_well_every_door_says_so(house):
    assert words(house.page().find(".//h1")) == "Everything is working"
    assert words(house.page().find(".//main/p")).startswith("34 of 34 checks are good.")
    assert "No problems found." in house.run("doctor")
    assert house.firing() == set()


@ON_EITHER
@pytest.mark.parametrize("code, finding", CAUSES)
def test_each_alarm_is_told_at_every_door(house, code, finding):
    told_everywhere(house, code, finding, CAUSES[code, finding])


@ON_SQLITE
@pytest.mark.parametrize("code, finding", OF_A_FILE)
def test_each_alarm_of_a_file_is_told_at_every_door(house, code, finding):
    told_everywhere(house, code, finding, OF_A_FILE[code, finding])


@ON_POSTGRESQL
@pytest.mark.parametrize("code, finding", OF_A_SERVER)
def test_each_alarm_of_a_server_is_told_at_every_door(house, code, finding):
    told_everywhere(house, code, finding, OF_A_SERVER[code, finding])


def test_every_finding_has_a_cause():
    findings = {
        (check.code, str(finding))
        for check in CHECKS
        for finding, row in check.findings.items()
        if row.state is not State.GOOD and check.code != "database"
    }

    assert findings - TOLD_ELSEWHERE == {*CAUSES, *OF_A_FILE, *OF_A_SERVER}


@ON_EITHER
def test_the_frame_of_the_desk_counts_what_needs_someone(house):
    """The link is at most a minute late, since pages of the desk do not run all checks."""
    house.app.extensions.pop("health", None)
    assert link_of(house) == "Health"

    CAUSES["backup", "never"](house)
    assert link_of(house) == "Health"
    house.clock.shift(seconds=61)

    assert link_of(house) == "Health 1"


@ON_EITHER
def test_a_caseworker_is_not_led_there(house, gull):
    gull.open("/desk/")
    assert "/desk/health" not in gull.text

    gull.open("/desk/health")

    assert gull.status == 404


def told_everywhere(house, code, finding, cause):
    assert f'intake_health{{check="{code}"}} 0.0' in house.numbers()

    cause(house)

    doctor = house.run("doctor")
    text, result = texts_about(house.page(), code), house.shown(code)
    assert result.found.finding == finding
    sentence = re.sub(r"\\{\w+\\}", ".+", re.escape(result.row.sentence))
    line = rf"^! {result.check.title}: {sentence}\. {re.escape(result.row.remedy)}$"
    assert re.search(line, doctor, re.MULTILINE)
    state, number = URGENCY[result.row.state]
    assert text.startswith(f"{result.check.title} {state} {result.sentence}.")
    assert result.row.remedy in text
    assert f'intake_health{{check="{code}"}} {number}.0' in house.numbers()
    assert code in house.firing()


def texts_about(page, code):
    """Return the texts about a check: in its row, and on top if it needs action now."""
    (row,) = (row for row in page.iter("tr") if row.get("data-check") == code)
    urgent = [part for part in page.iter("section") if part.get("aria-labelledby") == code]
    advice = [words(part.find("p")) for part in urgent]
    return " ".join([words(cell) for cell in row][:3] + advice)


def link_of(house):
    """Return the text of the link to the Health page on the queue."""
    house.wren.open("/desk/")
    root = html5lib.parse(house.wren.text, namespaceHTMLElements=False)
    return next(words(link) for link in root.iter("a") if link.get("href") == "/desk/health")
