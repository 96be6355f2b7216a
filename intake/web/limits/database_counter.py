"""Count tries in the database, for all processes together."""

from __future__ import annotations

import logging
from datetime import timedelta

from limits import RateLimitItem
from sqlalchemy.exc import SQLAlchemyError

from intake import clock
from intake.extensions import db, writing
from intake.storage_faults import fault_code
from intake.traffic import counts
from intake.traffic.arrivals import network_hash
from intake.web.limits.counter import LocalCounter, Sharing

log = logging.getLogger(__name__)


class DatabaseCounter:
    """Count in the database for all processes; in this process alone while it cannot be used.

    A network is stored as a keyed hash, for two hours at most (:mod:`intake.traffic.counts`). The
    health checks report a database that cannot be used, so that this counter raises no alarm.
    """

    def __init__(self, secret: str) -> None:
        self._secret, self._local = secret, LocalCounter()

    def test(self, limit: RateLimitItem, *key: str) -> bool:
        """Return whether a try is left. Uses none."""
        return self.tries(limit, *key) < limit.amount

    def tries(self, limit: RateLimitItem, *key: str) -> int:
        """Return the tries of the window."""
        window = timedelta(seconds=limit.get_expiry())
        try:
            return counts.tries_within(self._hash(limit, *key), window=window, now=clock.now())
        except SQLAlchemyError as fault:
            _log_local(fault)
            return self._local.tries(limit, *key)

    def hit(self, limit: RateLimitItem, *key: str) -> bool:
        """Use a try. Return whether one was left.

        Read first, so that a refused try does not wait in the line of those who write.
        """
        if not self.test(limit, *key):
            return False
        window = timedelta(seconds=limit.get_expiry())
        try:
            with writing():
                is_counted = counts.hit(
                    self._hash(limit, *key), limit.amount, window=window, now=clock.now()
                )
                db.session.commit()
        except SQLAlchemyError as fault:
            _log_local(fault)
            return self._local.hit(limit, *key)
        return is_counted

    def sharing(self) -> Sharing:
        """Return where tries are counted now."""
        return Sharing.SHARED

    def _hash(self, limit: RateLimitItem, *key: str) -> bytes:
        return network_hash(limit.key_for(*key), secret=self._secret)


def _log_local(fault: SQLAlchemyError) -> None:
    log.error("tries are counted in this process", extra={"code": fault_code(fault)})
