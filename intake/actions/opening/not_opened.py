"""The five ways in which sealed data of a case does not open, and how each is logged."""

import logging
from typing import ClassVar

from intake.audit import log
from intake.sealing.opening import ContextMismatch, SealBroken, SealDamaged


class RolledBack(SealBroken):
    """The database holds an older version of this data, or data that was deleted."""

    code: ClassVar[str] = "rolled_back"


def reject_rollback(*sealed: bytes) -> None:
    """Raise :class:`RolledBack` if the log says that one of these was replaced or deleted.

    Asks the log once for all of them.
    """
    if log.has_ended(*sealed):
        raise RolledBack


class NoKeyForCase(Exception):
    """The member holds no key of the epoch to which this case was sealed.

    Nothing is wrong with the case: a colleague must grant the member access.
    """

    code: ClassVar[str] = "no_key"


class BehindWall(NoKeyForCase):
    """The case is walled, and sealed to other members than this one.

    Nothing is wrong with the case: a supervisor can say more.
    """

    code: ClassVar[str] = "walled"


NotOpened = BehindWall | NoKeyForCase | SealDamaged | RolledBack | ContextMismatch

NOT_OPENED = (BehindWall, NoKeyForCase, SealDamaged, RolledBack, ContextMismatch)
"""The same for ``except``, where one case that does not open must not stop the others."""


def log_not_opened(logger: logging.Logger, event: str, failure: NotOpened, *, case_id: str) -> None:
    """Log the *event* with the code of the failure, the case, and the place in our code.

    A missing key is a warning; the others are errors, because the data was changed.
    """
    level = logging.WARNING if isinstance(failure, NoKeyForCase) else logging.ERROR
    fields = {"case_id": case_id, "code": failure.code}
    logger.log(level, event, extra=fields, exc_info=failure)
