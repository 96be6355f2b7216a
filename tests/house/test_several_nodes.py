"""``deploy/several-nodes.md`` agrees with the files beside it and with the product."""

import re

import pytest
from babel.messages.pofile import read_po

from intake.cli.away import HEADING, SAVED
from intake.cli.processes import WEB_SERVER
from intake.engines import SERVER_OPTIONS
from intake.settings import OFFERED
from tests.house.source import ROOT
from tests.support.cluster.postgres import ALONE, IN_PAIR, PROMOTE

DEPLOY = ROOT / "deploy"
PAGE = (DEPLOY / "several-nodes.md").read_text("utf-8")
PROXY = (DEPLOY / "nodes.caddy").read_text("utf-8")
ROW = re.compile(
    r"^\| (?P<process>[^|]+) \| (?P<many>\d+) \| (?P<each>\d+) \| (?P<all>\d+) \|$", re.M
)
NODES = DOORS = 2


def test_all_pools_together_stay_under_what_the_database_allows():
    rows = [
        {name: int(row[name]) for name in ("many", "each", "all")} for row in ROW.finditer(PAGE)
    ]
    doors, *others = rows
    settings = (DEPLOY / "postgresql.conf").read_text("utf-8")
    (allowed,) = map(int, re.findall(r"^max_connections = (\d+)$", settings, re.MULTILINE))

    assert doors["each"] == SERVER_OPTIONS["pool_size"] + SERVER_OPTIONS["max_overflow"]
    assert doors["many"] == NODES * DOORS * WEB_SERVER["workers"]
    assert len(others) == 3
    assert all(row["all"] == row["many"] * row["each"] for row in rows)
    assert f"**{sum(row['all'] for row in rows)}**" in PAGE
    assert f"**{allowed}**" in PAGE
    assert sum(row["all"] for row in rows) <= allowed


def test_the_proxy_locks_nobody_out_of_the_only_node_left():
    """Caddy leaves out a node that does not live, and none for how it answered (max_fails)."""
    assert "\thealth_uri /healthz\n" in PROXY
    assert "\t\tdial_timeout 1s\n" in PROXY
    for passive in ("fail_duration", "max_fails", "unhealthy_"):
        assert passive not in PROXY


def test_the_proxy_sends_no_form_to_a_second_node():
    """Caddy 2.6 reads what it sends again from a buffer that it has given to another request."""
    forms = [block for block in PROXY.split("reverse_proxy {")[1:] if "buffer_requests" in block]

    assert len(forms) == 1
    assert "lb_try" not in forms[0]
    assert "lb_retries" not in PROXY


@pytest.mark.parametrize("statement", sorted({*ALONE, *IN_PAIR, PROMOTE}))
def test_the_page_has_each_statement_that_the_drills_run(statement):
    assert f"    {statement};\n" in PAGE


def test_the_page_of_a_proxy_without_nodes_speaks_every_language_offered():
    shown = (DEPLOY / "away.html").read_text("utf-8")

    for language in OFFERED:
        for sentence in (HEADING, SAVED):
            assert f">{_in(language, sentence)}<" in shown


def _in(language, sentence):
    if language == "en":
        return sentence
    folder = ROOT / "intake" / "translations" / language.replace("-", "_") / "LC_MESSAGES"
    with (folder / "messages.po").open("rb") as file:
        message = read_po(file).get(sentence)
    assert message
    return str(message.string)
