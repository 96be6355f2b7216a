"""Limit how often one network or session may try.

Tries of networks are counted in the database for all processes together, on all nodes. Tries of
sessions are counted in the memory of each process: each form posted counts as one, and must not
cost a write.
"""

from datetime import timedelta

from flask import Flask, current_app

from intake.settings import Settings
from intake.web.limits.counters import DatabaseCounter, Limit, LocalCounter
from intake.web.limits.networks import (
    has_no_limit,
    is_local,
    known_site,
    network,
    network_or_address,
)

__all__ = ["Limit", "LocalCounter", "has_no_limit", "known_site", "network"]

WRONG_CODES = Limit(10, timedelta(minutes=15))
"""Wrong return codes from one network in 15 minutes. Above it people wait for a turn."""

NEW_REQUESTS = Limit(300, timedelta(hours=1))
"""New requests from one network in an hour: enough for a shelter or a camp. Above it people wait
for a turn (:mod:`intake.web.limits.turns`)."""

ALL_NEW_REQUESTS = Limit(3000, timedelta(hours=1))
"""The same for all networks together."""

POSTS = Limit(120, timedelta(minutes=1))
"""Forms that one session may send in a minute: no person sends two a second."""

ONCE_AN_HOUR = Limit(1, timedelta(hours=1))


def set_up(app: Flask, settings: Settings) -> None:
    """Set the counters of the application: of networks, and of sessions."""
    app.extensions["limits"] = DatabaseCounter(settings.secret_key)
    app.extensions["session_limits"] = LocalCounter()


def tries(limit: Limit, purpose: str) -> int:
    """Return the tries of this network, as all processes count them. Uses none."""
    return counter().tries(limit, purpose, network_or_address())


def use(limit: Limit, purpose: str) -> None:
    """Use a try of this network."""
    counter().hit(limit, purpose, network_or_address())


def take(limit: Limit, purpose: str) -> bool:
    """Use a try of this network. Return whether one was left.

    Addresses of this machine have no limit: behind an onion service, or a proxy that sends no
    address, all visitors share them.
    """
    return is_local() or counter().hit(limit, purpose, network_or_address())


def take_in_session(limit: Limit, session: bytes) -> bool:
    """Use a try of this session. Return whether one was left."""
    session_counter: LocalCounter = current_app.extensions["session_limits"]
    return session_counter.hit(limit, "session", session.hex())


def once_an_hour(purpose: str, what: str) -> bool:
    """Return true the first time within an hour."""
    return counter().hit(ONCE_AN_HOUR, purpose, what)


def counter() -> DatabaseCounter:
    """Return the counter of networks of this application."""
    networks: DatabaseCounter = current_app.extensions["limits"]
    return networks
