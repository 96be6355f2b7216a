"""An installation in which every check is good, with the output of each of its doors."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
import yaml
from flask import Flask

from intake import clock as time
from intake.actions.health.check import Found, Result
from intake.extensions import saving
from intake.keys import store as keys
from intake.keys.models import Grant, SigningGrant
from intake.staff.store import Role
from intake.upkeep import runs
from intake.web.health import Health, current_health
from tests.house.source import ROOT
from tests.staff.making import member
from tests.support.clients.members import StaffBrowser
from tests.support.clock import Clock

RULES = ROOT / "deploy" / "prometheus.rules.yml"
IS = re.compile(r'^intake_health(?:\{check(=|!~)"([^"]*)"\})? == ([012])$')

TERN = "tern.testwood@example.org"

COMPLETE: dict[str, Any] = {
    "mail_default_sender": "Harbor desk <desk@example.org>",
    "organisation_name": "Harbor Legal Aid",
    "help_phone": "+1 555 010 0100",
    "notice_approved_by": "Wren Testwood",
    "languages": ("en",),
}
"""Settings without any warning."""

TOKEN = "an-invented-token-for-metrics-0123456789"


@dataclass
class House:
    """An application, the browser of its first member, the clock, and what a test patches."""

    app: Flask
    wren: StaffBrowser
    clock: Clock
    patch: pytest.MonkeyPatch

    @property
    def var(self) -> Path:
        folder: Path = self.app.config["SETTINGS"].var
        return folder

    def change(self, **settings: Any):
        """Change settings as if the server had been started with them."""
        self.app.config["SETTINGS"] = replace(self.app.config["SETTINGS"], **settings)

    def found(self) -> dict[str, Found]:
        """Run every check now, as the web process does."""
        with self.app.test_request_context("/desk/health"):
            return {result.check.code: result.found for result in current_health().results}

    def shown(self, code: str) -> Result:
        """Return the result of a check as shown on the last page."""
        health: Health = self.app.extensions["health"]
        return next(result for result in health.results if result.check.code == code)

    def run(self, *command: str) -> str:
        """Run a ``flask`` command; return its output."""
        return self.app.test_cli_runner().invoke(args=[*command]).output

    def page(self) -> Element:
        """Return the Health page; sign in again if necessary."""
        self.wren.open("/desk/health")
        if self.wren.path != "/desk/health":
            self.wren.give_password()
            self.wren.give_code()
            self.wren.open("/desk/health")
        assert self.wren.path == "/desk/health", self.wren.text
        return html5lib.parse(self.wren.text, namespaceHTMLElements=False)

    def numbers(self) -> str:
        """Return the text of ``/metrics``, which on a server needs a token."""
        settings = self.app.config["SETTINGS"]
        self.change(metrics_token=TOKEN)
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        text = self.app.test_client().get("/metrics", headers=bearer).text
        self.app.config["SETTINGS"] = settings
        return text

    def firing(self) -> set[str]:
        """Return the codes of the checks whose alert rules fire on the current metrics."""
        results = re.findall(r'^intake_health\{check="(\w+)"\} (\d)', self.numbers(), re.MULTILINE)
        urgency = {code: int(value) for code, value in results}
        return {code for expr in expressions() for code in _met(expr, urgency)}


def expressions() -> list[str]:
    """Return the expression of each alert rule that is about a check."""
    (group,) = yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    return [rule["expr"] for rule in group["rules"] if rule["expr"].startswith("intake_health{")]


def _met(expression: str, urgency: Mapping[str, int]) -> set[str]:
    """Return the checks for which an alert expression is true; it must have one of our forms."""
    match = IS.match(expression)
    assert match, expression
    how, names, value = match.groups()
    if how == "=":
        return {code for code in urgency if code == names and urgency[code] == int(value)}
    left_out = set((names or "").split("|"))
    return {code for code in urgency if code not in left_out and urgency[code] == int(value)}


def sound(app: Flask, wren: StaffBrowser, clock: Clock, patch: pytest.MonkeyPatch) -> House:
    """Create an installation whose only finding is that referral contacts are overdue."""
    house = House(app, wren, clock, patch)
    house.run("outbox", "work", "--once")
    house.change(**COMPLETE)
    with app.app_context(), saving():
        team = keys.the_team()
        colleague = member(team, TERN)
        colleague.roles = [Role.SUPERVISOR, Role.ADMINISTRATOR]
        at: dict[str, Any] = {
            "member_id": colleague.id,
            "team_id": team.id,
            "epoch": 1,
            "sealed": b"",
        }
        keys.add(Grant(**at))
        keys.add(SigningGrant(**at, vouched=b""))
        for job in (runs.BACKUP, runs.HOUSEKEEPING, runs.INTEGRITY, runs.WIPE):
            runs.record_run(job, now=time.now())
    return house


def words(element: Element | None) -> str:
    """Return the text of an element."""
    assert element is not None
    return " ".join("".join(element.itertext()).split())
