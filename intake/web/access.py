"""Who may come in: every view wears exactly one of ``@anyone``, ``@applicant``, ``@staff(act)``."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

from flask import abort, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from intake import clock
from intake.actions.access.login_row_mac import verify_session_row
from intake.actions.access.unlock_keys import Keyring, keyring_of
from intake.actions.accounts.extend_session import extend_request, extend_staff
from intake.actions.opening.open_draft import OpenDraft, open_draft
from intake.extensions import db, writing
from intake.requests import store as requests
from intake.requests.models import Request
from intake.sealing.envelope import SealBroken
from intake.sealing.tokens import token_hash
from intake.sessions import pending_forms
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.staff import store as staff_store
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may
from intake.storage_faults import StorageFault, storage_fault
from intake.web import reauthentication
from intake.web.faults.request_ids import request_id
from intake.web.security import door_token, kept_seen, see_kept

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
STILL_READABLE = frozenset({StorageFault.DISK_FULL, StorageFault.READ_ONLY, StorageFault.BUSY})
"""Faults of writing alone."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The member of staff at this browser, and the session whose token the cookie holds."""

    member: StaffMember
    session: StaffSession
    token: bytes


def anyone(view: View[P]) -> View[P]:
    """No session is needed, none is looked at."""
    return _marked(view, "anyone")


def applicant(view: View[P]) -> View[P]:
    """A person filling in the form, from their first visit on. Keeps a living session alive."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if request.method == "GET":
            _keep_alive()
        return view(*args, **kwargs)

    return _marked(guarded, "applicant")


def staff(act: Act, *, fresh: str = "", keeps_alive: bool = True) -> Callable[[View[P]], View[P]]:
    """A signed-in member of staff whose roles allow ``act``. Others see what is not there.

    ``fresh`` marks a sensitive act and says in words what it does (``N_("Reset a password")``):
    then the second factor must have been given within the last ten minutes, else it is asked for.
    What was posted is kept meanwhile, whether a proof is wanted or the session has ended. A page
    that asks by itself says ``keeps_alive=False``: nobody sits at the desk because of it.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if "typed" in request.form:
                _let_typed_go()
            if (found := find_staff(keeps_alive=keeps_alive)) is None:
                return reauthentication.sign_in_again(installation=installation())
            g.signed_in = found
            if not may(found.member.roles, act):
                abort(404)
            if fresh and not sessions.is_fresh(found.session, now=clock.now()):
                return reauthentication.prove_again(found.member.id, installation=installation())
            return view(*args, **kwargs)

        vars(guarded)["fresh"] = fresh
        return _marked(guarded, act)

    return guard


def current_request(*, to_change: bool = False, anew: bool = False) -> Request | None:
    """The request whose session this browser has, if it lives; locked if it will change.

    A page that only reads looks once.
    """
    if not (to_change or anew) and "found" in g:
        kept: Request | None = g.found
        return kept
    found = requests.find_by_token(token_hash(door_token()), now=clock.now(), to_change=to_change)
    g.has_code = found is not None and found.coded
    if request.method == "GET":
        g.found = found
    return found


def own_draft(found: Request) -> OpenDraft:
    """What this session has said so far, and never less than its browser has seen.

    Raises ``NothingToOpen``, ``SealBroken`` or ``DraftRolledBack``.
    """
    opened = open_draft(found, door_token(), installation=installation(), kept_seen=kept_seen())
    see_kept(opened.kept)
    return opened


def signed_in() -> SignedIn:
    """The member of staff who wears this view's guard."""
    found: SignedIn = g.signed_in
    return found


def seconds_left() -> int:
    """In how many seconds this desk is locked if nobody does anything."""
    return int(sessions.left(signed_in().session, now=clock.now()).total_seconds())


def keyring() -> Keyring:
    """The team keys of the member who is signed in, opened for this request alone."""
    me = signed_in()
    return keyring_of(me.session, me.token, installation=installation())


def installation() -> str:
    """What every seal of this installation is bound to: the pinned fingerprint."""
    pin: str = current_app.config["SETTINGS"].recovery_fingerprint
    return pin


def _marked(view: View[P], guard: str) -> View[P]:
    """The view with the mark by which every view can be asked who guards it."""
    vars(view)["guard"] = guard
    return view


def _keep_alive() -> None:
    """Extend the session of the request that this browser has, once in a while."""
    found = current_request()
    if found is None or not requests.is_due_for_extension(found, now=clock.now()):
        return
    with _tolerating_no_room(), writing():
        if again := current_request(to_change=True):
            extend_request(again, now=clock.now())
            db.session.commit()


@contextmanager
def _tolerating_no_room() -> Iterator[None]:
    """Log that a session was not extended where nothing can be saved: reading still works."""
    try:
        yield
    except SQLAlchemyError as failure:
        if (fault := storage_fault(failure)) not in STILL_READABLE:
            raise
        fields = {"code": fault, "request_id": request_id()}
        log.error("a session could not be extended", extra=fields, exc_info=failure)


def _let_typed_go() -> None:
    """What was kept is sent just now: the view has it, or it is kept once more."""
    with writing():
        pending_forms.discard(token_hash(door_token()))
        db.session.commit()


def find_staff(*, keeps_alive: bool = True) -> SignedIn | None:
    """Return the member who is signed in at this browser, or ``None``; extend the session.

    Raise ``BadRowMac`` or ``RowRevoked`` where the row of the session was not made by the desk.
    """
    token, now = door_token(), clock.now()
    session = sessions.find(token_hash(token), now=now)
    member: Any = staff_store.find(session.member_id) if session else None
    if session is None or member is None or member.disabled_on is not None:
        return None
    try:
        verify_session_row(session, member)
    except SealBroken:
        if sessions.find(token_hash(token), now=now) is None:  # it ended at this very moment
            return None
        raise
    if keeps_alive and sessions.is_due_for_extension(session, now=now):
        with _tolerating_no_room(), writing():
            extend_staff(token_hash(token), now=now)
            db.session.commit()
        session = sessions.find(token_hash(token), now=now)
        member = staff_store.find(session.member_id) if session else None
    return SignedIn(member, session, token) if session and member else None


def believed_staff() -> SignedIn | None:
    """The same where no guard is worn: nobody, where it is not to be believed who it is."""
    try:
        return find_staff(keeps_alive=False)
    except SealBroken:
        return None
