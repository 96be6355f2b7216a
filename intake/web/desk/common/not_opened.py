"""The sentences for a case that does not open, by the kind of failure."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from intake.actions.opening.not_opened import BehindWall, NoKeyForCase, NotOpened, RolledBack
from intake.sealing.envelope import ContextMismatch, SealDamaged
from intake.words import N_

NOT_OPENED_WORDS: Mapping[type[NotOpened], str] = {
    BehindWall: N_(
        "This case is walled: only the members who are named on it can open it. Ask a supervisor. "
        "If you are named and have just joined, sign out and in again."
    ),
    NoKeyForCase: N_("You cannot open this case yet. Ask a colleague to give you case access."),
    SealDamaged: N_(
        "This case cannot be opened. Its data was altered or damaged: the server administrator "
        "must check."
    ),
    RolledBack: N_(
        "This case cannot be opened. An older version of its data was put back on the server, so "
        "something may be missing. The server administrator must check."
    ),
    ContextMismatch: N_(
        "This case cannot be opened. Its data was moved to another place on the server: the "
        "server administrator must check."
    ),
}


def not_opened_text(failure: NotOpened) -> str:
    """Return the sentence for a failure, or for the kind of which it is one."""
    kinds = type(failure).mro()
    return gettext(next(NOT_OPENED_WORDS[kind] for kind in kinds if kind in NOT_OPENED_WORDS))
