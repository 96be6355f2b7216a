"""Drills on two app nodes, two workers, a primary and a standby, a mail server and Caddy.

Each drill lets one part fail while people work through Caddy, and leaves the cluster whole again.
Every request that was acknowledged must be there once, every answer kept, no letter lost or sent
twice, and all must work again by itself within 30 seconds. The table in the end has a row a drill.
``deploy/several-nodes.md`` tells administrators the same. ``STORM_SEED=`` repeats the invented
answers. Nothing is skipped: a machine without Caddy, which only root can install, fails.
"""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import cycle, islice
from random import randrange

import pytest

from intake.cli.processes import WEB_SERVER
from intake.engines import SERVER_OPTIONS
from tests.support.cluster.cluster import NUMBER, Cluster, migrations_of_next_release
from tests.support.cluster.drill import Drill, House
from tests.support.cluster.outcomes import Outcomes
from tests.support.cluster.postgres import ALONE
from tests.support.cluster.visitors import Applicant, begin_at
from tests.support.databases.data_files import found, live, wipe_server
from tests.support.waiting import until

pytestmark = pytest.mark.timeout(400)

SEED = int(os.environ.get("STORM_SEED", randrange(10**6)))
NOTICED_AFTER = 3.0
"""Seconds until an administrator acts; a real one takes minutes, in which people wait."""

AIM_TIMEOUT = 60.0
MAIL_AWAY = 12.0
IN_FLIGHT = 8
"""Requests that may be asked to try again: they waited for a table while a migration changed it."""
DRAINED_AFTER = 2.0
BEGUN, MUST_WAIT = 303, 429
CROWD = 90
SAMPLED_EVERY = 0.1
POOL = SERVER_OPTIONS["pool_size"] + SERVER_OPTIONS["max_overflow"]
"""The most connections of one process."""
OF_A_WORKER = 2
"""The connections of a mail worker in the budget of ``deploy/several-nodes.md``."""


def test_a_node_is_killed(house):
    node = house.cluster.nodes[0]
    with Drill(house, "kill a node") as drill:
        node.kill()
        drill.wait_for_recovery()
        node.start()

    assert drill.faults == []


def test_a_worker_is_killed(house):
    worker = house.cluster.nodes[0].worker
    with Drill(house, "kill a worker") as drill:
        house.cluster.mail.busy.clear()
        assert house.cluster.mail.busy.wait(AIM_TIMEOUT), "no letter was handed over"
        worker.kill()
        drill.wait_for_recovery()
        worker.start()

    assert drill.faults == []


def test_the_mail_server_is_away(house):
    with Drill(house, "kill the mail server") as drill:
        house.cluster.mail.go_away()
        drill.work(MAIL_AWAY)
        house.cluster.mail.come_back()
        drill.count_letters_from_now()
        drill.wait_for_recovery()

    assert drill.faults == []


def test_the_primary_is_killed_and_the_standby_promoted(house):
    cluster = house.cluster
    with Drill(house, "promote the standby") as drill:
        cluster.primary.kill()
        drill.work(NOTICED_AFTER)
        cluster.promote_standby()
        drill.wait_for_recovery()
        cluster.rebuild_standby()

    assert drill.faults == []


def test_the_standby_is_killed(house):
    cluster = house.cluster
    with Drill(house, "kill the standby") as drill:
        cluster.standby.kill()
        drill.work(NOTICED_AFTER)
        cluster.primary.run(*ALONE)
        drill.wait_for_recovery()
        cluster.standby.start()
        cluster.join_pair()

    assert drill.faults == []


def test_what_ended_is_overwritten_on_both_servers(house):
    cluster = house.cluster
    address = cluster.address("postgres")
    with Drill(house, "overwrite what ended") as drill:
        before = live(address)
        drill.work(NOTICED_AFTER)
        ended = {value: before[value] for value in before.keys() - live(address).keys()}
        for server in (cluster.primary, cluster.standby):
            wipe_server(f"postgresql://postgres@127.0.0.1:{server.port}/intake")
            assert found(ended, server.data) == {}
        drill.wait_for_recovery()

    assert ended != {}
    assert drill.faults == []


def test_an_upgrade_is_rolled(house, tmp_path):
    cluster = house.cluster
    migrations = migrations_of_next_release(tmp_path)
    with Drill(house, "roll an upgrade") as drill:
        for node in cluster.nodes:
            cluster.proxy.use_nodes(without={node.number})
            drill.work(DRAINED_AFTER)
            node.stop()
            if node.number == 0:
                node.flask("db", "upgrade", "--directory", str(migrations))
                cluster.allow_roles()
            node.start()
        cluster.proxy.use_nodes(without=set())
        drill.wait_for_recovery()

    assert cluster.revision() == NUMBER
    assert drill.outcomes.errors.keys() <= {"503"}, drill.outcomes.errors
    assert drill.outcomes.errors.total() <= IN_FLIGHT, drill.outcomes.errors
    assert drill.faults == []


def test_many_at_once_open_no_more_connections_than_the_budget_has(house):
    cluster, outcomes, most = house.cluster, Outcomes(), 0
    people = [Applicant(cluster.proxy.port, outcomes, {}) for _ in range(CROWD)]
    with ThreadPoolExecutor(CROWD) as pool:
        began = [pool.submit(person.begin, house.member.trust) for person in people]
        while wait(began, timeout=SAMPLED_EVERY).not_done:
            most = max(most, cluster.connections("intake_apply"))

    house.notes.append(
        f"{CROWD} at once opened {most} connections, slowest {outcomes.slowest:.1f} s"
    )
    assert [future.exception() for future in began] == [None] * CROWD
    assert outcomes.errors.total() == 0, outcomes.errors
    assert POOL < most <= len(cluster.nodes) * WEB_SERVER["workers"] * POOL
    assert 0 < cluster.connections("intake_worker") <= len(cluster.nodes) * OF_A_WORKER


def test_both_nodes_count_the_new_requests_of_one_network_together(house):
    ports = [node.ports[0] for node in house.cluster.nodes]

    answers = [begin_at(port, network="2001:db8:1:2::7") for port in islice(cycle(ports), 339)]
    elsewhere = begin_at(ports[0], network="2001:db8:1:3::7")

    assert Counter(answers) == {BEGUN: 300, MUST_WAIT: 39}
    assert elsewhere == BEGUN


def test_people_read_what_happened_while_no_node_answers(house):
    proxy = house.cluster.proxy
    proxy.use_nodes(without={0, 1})

    visitor = Applicant(proxy.port, Outcomes(), {})
    visitor.trust = house.member.trust
    until(lambda: _reads_what_happened(visitor), "Caddy shows its own page")
    proxy.use_nodes(without=set())

    assert "/en/" not in proxy.program.printed(), "a path may contain an invitation"


def _reads_what_happened(visitor):
    answer = visitor.answer("/en/")
    return answer.status == 503 and "Your earlier answers are saved." in answer.text


@pytest.fixture(scope="module")
def house(request):
    """The cluster of all drills, and its table, printed in the end, whether they passed or not."""
    cluster = Cluster(SEED)
    try:
        cluster.start()
        house = House.of(cluster)
        yield house
        _print(request, house)
    finally:
        cluster.stop()


def _print(request, house):
    capture = request.config.pluginmanager.getplugin("capturemanager")
    writer = request.config.get_terminal_writer()
    names = list(house.table[0]) if house.table else []
    rows = [[row[name] for name in names] for row in house.table]
    widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
    with capture.global_and_fixture_disabled():
        writer.line(f"\nSTORM_SEED={SEED}")
        for cells in (names, *rows):
            pairs = zip(cells, widths, strict=True)
            writer.line("  ".join(cell.ljust(width) for cell, width in pairs).rstrip())
        for note in house.notes:
            writer.line(note)
