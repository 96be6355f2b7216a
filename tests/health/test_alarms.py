"""Each alarm can be caused, and is shown by the Health page, doctor, metrics and an alert rule."""

import re
from datetime import timedelta
from xml.etree.ElementTree import Element

import html5lib
import pytest

from intake.actions.health.check import FINDINGS, State
from intake.cli.doctor.health_words import SENTENCES
from intake.web.desk.health.words import STATE, advice_on, finding_of, title_of
from intake.web.metrics import URGENCY
from tests.health.causes import CAUSES, OF_A_FILE, OF_A_SERVER, Cause
from tests.health.house import House, words
from tests.support.databases.fixtures import ON_EITHER

pytestmark = pytest.mark.slow

TOLD_ELSEWHERE = {
    *(("database", fault) for fault in FINDINGS["database"]),
    ("keys", "none"),
    ("integrity", "no_checksums"),
}
"""Findings with tests of their own: they need a database that fails, or no member."""


@ON_EITHER
def test_when_all_is_well_every_door_says_so(house):
    checks = house.checks().values()

    assert {check.code: check.finding for check in checks if check.state is not State.GOOD} == {}
    assert words(house.page().find(".//h1")) == "Everything is working"
    assert words(house.page().find(".//main/p")).startswith("34 of 34 checks are good.")
    assert "No problems found." in house.run("doctor")
    assert house.firing() == set()


@ON_EITHER
@pytest.mark.parametrize(("code", "finding"), CAUSES)
def test_each_alarm_is_told_at_every_door(house, code, finding):
    told_everywhere(house, code, finding, CAUSES[code, finding])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("code", "finding"), OF_A_FILE)
def test_each_alarm_of_a_file_is_told_at_every_door(house, code, finding):
    told_everywhere(house, code, finding, OF_A_FILE[code, finding])


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("code", "finding"), OF_A_SERVER)
def test_each_alarm_of_a_server_is_told_at_every_door(house, code, finding):
    told_everywhere(house, code, finding, OF_A_SERVER[code, finding])


def test_every_finding_has_a_cause():
    findings = {(code, finding) for code, states in FINDINGS.items() for finding in states}
    good = {(code, finding) for code, finding in findings if FINDINGS[code][finding] is State.GOOD}

    assert findings - good - TOLD_ELSEWHERE == {*CAUSES, *OF_A_FILE, *OF_A_SERVER}


@ON_EITHER
def test_the_frame_of_the_desk_counts_what_needs_someone(house):
    """The link is at most a minute late, since pages of the desk do not run all checks."""
    house.app.extensions.pop("health", None)
    assert link_of(house) == "Health"

    CAUSES["backup", "never"](house)
    assert link_of(house) == "Health"
    house.clock.shift(timedelta(seconds=61))

    assert link_of(house) == "Health 1 thing needs attention"


@ON_EITHER
def test_a_caseworker_is_not_led_there(house, gull):
    gull.open("/desk/")
    assert "/desk/health" not in gull.text

    gull.open("/desk/health")

    assert gull.page.status_code == 404


def told_everywhere(house: House, code: str, finding: str, cause: Cause):
    assert house.checks()[code].state is State.GOOD

    cause(house)

    assert re.search(f"^! {doctors(code, finding)}$", house.run("doctor"), re.MULTILINE)
    text, check = texts_about(house.page(), code), house.shown(code)
    assert check.finding == finding
    with house.app.test_request_context("/desk/health"):
        assert text.startswith(f"{title_of(check)} {STATE[check.state]} {finding_of(check)}")
        assert advice_on(check) in text
    assert f'intake_health{{check="{code}"}} {URGENCY[check.state]}.0' in house.numbers()
    assert code in house.firing()


def doctors(code: str, finding: str) -> str:
    """Return a regular expression of the doctor's sentence for any figures."""
    return re.sub(r"\\\{\w+\\\}", ".+", re.escape(SENTENCES[code][finding]))


def texts_about(page: Element, code: str) -> str:
    """Return the texts about a check: in its row, and on top if it needs action now."""
    (row,) = (row for row in page.iter("tr") if row.get("data-check") == code)
    urgent = [part for part in page.iter("section") if part.get("aria-labelledby") == code]
    advice = [words(part.find("p")) for part in urgent]
    return " ".join([words(cell) for cell in row][:3] + advice)


def link_of(house: House) -> str:
    """Return the text of the link to the Health page on the queue."""
    house.wren.open("/desk/")
    root = html5lib.parse(house.wren.text, namespaceHTMLElements=False)
    return next(words(link) for link in root.iter("a") if link.get("href") == "/desk/health")
