"""Guards: every view wears exactly one of ``@anyone``, ``@applicant`` and ``@staff(act)``."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from intake import clock
from intake.actions.access.login_row_mac import verify_session_row
from intake.actions.access.unlock_keys import keyring_of
from intake.actions.accounts.end_sessions import extend_request, extend_staff
from intake.actions.opening.open_draft import OpenDraft, open_draft
from intake.extensions import db, writing
from intake.keys import store as keys
from intake.requests import applicant_access as own_requests
from intake.requests.applicant_access import OwnRequest
from intake.sealing.envelope import SealBroken
from intake.sealing.tokens import token_hash
from intake.sealing.unlocking import Keyring
from intake.sessions import pending_forms
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.sessions.store import place_of
from intake.staff import store as staff_store
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may
from intake.storage_faults import StorageFault, storage_fault
from intake.web import limits, reauthentication
from intake.web.app_context import settings
from intake.web.faults.request_ids import request_id
from intake.web.security import door_token, note_saves, saves_seen

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
STILL_READABLE = frozenset(
    {
        StorageFault.DISK_FULL,
        StorageFault.READ_ONLY,
        StorageFault.NO_STANDBY,
        StorageFault.BUSY,
    }
)
"""Faults that do not keep the database from being read."""

NOT_EXTENDED = "a session could not be extended"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The signed-in member, their session, and its token from the cookie.

    ``until`` is when the desk is locked, ``begun_at`` the time of the sign-in. They are kept apart,
    because each write transaction has the row of the session read again.

    ``keyrings`` holds the keys that this request has opened, by what they were opened from.
    """

    member: StaffMember
    session: StaffSession
    token: bytes
    until: datetime
    begun_at: datetime
    keyrings: dict[bytes, Keyring] = field(default_factory=dict, repr=False, compare=False)


def anyone(view: View[P]) -> View[P]:
    """Mark a view that needs no session and looks at none."""
    return _marked(view, "anyone")


def applicant(view: View[P]) -> View[P]:
    """Mark a view for applicants, with or without a session. A GET extends the session."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        row = current_request() if request.method == "GET" else None
        if row and own_requests.is_due_for_extension(row, now=clock.now()):
            with tolerating_write_faults(NOT_EXTENDED), writing():
                if locked := current_request(to_change=True):
                    extend_request(locked, now=clock.now())
                    db.session.commit()
        return view(*args, **kwargs)

    return _marked(guarded, "applicant")


def staff(act: Act, *, fresh: str = "", keeps_alive: bool = True) -> Callable[[View[P]], View[P]]:
    """Mark a view for signed-in members whose roles allow *act*. Others get 404.

    *fresh* marks a sensitive act and says in words what it does (``N_("Reset a password")``). It
    needs a second factor from the last ten minutes; otherwise that is asked for first. What was
    posted is saved meanwhile, as also after the end of a session. With ``keeps_alive=False``
    a request does not extend the session: the page sends it by itself.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if "typed" in request.form:
                _discard_pending_form()
            if (staff_login := find_staff(keeps_alive=keeps_alive)) is None:
                return reauthentication.sign_in_again(installation=installation())
            g.signed_in = staff_login
            member = staff_login.member
            if not may(member.roles, act):
                abort(404)
            if sheet := _sheet_due(staff_login):
                return redirect(url_for(sheet, next=reauthentication.page_after()), 303)
            if _is_elsewhere(staff_login) or (
                fresh and not sessions.is_fresh(staff_login.session, now=clock.now())
            ):
                return reauthentication.ask_second_factor_again(
                    member.id, installation=installation()
                )
            return view(*args, **kwargs)

        vars(guarded)["fresh"] = fresh
        return _marked(guarded, act)

    return guard


def current_request(*, to_change: bool = False, anew: bool = False) -> OwnRequest | None:
    """Return the row of this browser's session, or ``None`` if there is none or it ended.

    With *to_change* the row is locked. A page that only reads looks once, except with *anew*.
    """
    if not (to_change or anew) and "current_request" in g:
        known: OwnRequest | None = g.current_request
        return known
    row = own_requests.find_by_token(door_token(), now=clock.now(), to_change=to_change)
    g.has_code = row is not None and row.has_code
    if request.method == "GET":
        g.current_request = row
    return row


def end_own_session() -> None:
    """End the session of this browser, and commit. A draft without a code is deleted."""
    with writing():
        if row := current_request(to_change=True):
            own_requests.end_session(row)
            db.session.commit()


def own_draft(row: OwnRequest) -> OpenDraft:
    """Open the draft of this session, which must be at least as new as the browser has seen.

    Raise ``NothingToOpen``, ``SealBroken`` or ``DraftRolledBack``.
    """
    opened = open_draft(row, door_token(), installation=installation(), saves_seen=saves_seen())
    note_saves(opened.saves)
    return opened


def signed_in() -> SignedIn:
    """Return the member whom the guard of this view let in."""
    staff_login: SignedIn = g.signed_in
    return staff_login


def seconds_left() -> int:
    """Return the seconds until this desk is locked if nothing is done."""
    return int((signed_in().until - clock.now()).total_seconds())


def keyring() -> Keyring:
    """Return the team keys of the signed-in member, opened once, for this request alone."""
    staff_login = signed_in()
    session, keyrings = staff_login.session, staff_login.keyrings
    if session.locked_keys not in keyrings:
        opened = keyring_of(session, staff_login.token, installation=installation())
        keyrings[session.locked_keys] = opened
    return keyrings[session.locked_keys]


def installation() -> str:
    """Return the pinned fingerprint, to which every seal of this installation is bound."""
    return settings().recovery_fingerprint


def _sheet_due(staff_login: SignedIn) -> str:
    """Return the endpoint of the sheets that a member must take before other pages open."""
    if request.method != "GET" or (request.endpoint or "").startswith("signin."):
        return ""
    if staff_login.member.sheet_kept_on is None:
        return "signin.sheet.show"
    if not settings().loopback and keys.pending_sheets(staff_login.member.id):
        return "signin.recovery_sheets.show"
    return ""


def _marked(view: View[P], guard: str) -> View[P]:
    """Return the view with the name of its guard as an attribute; raise for a second guard."""
    if "guard" in vars(view):  # ``wraps`` copies it from the guarded view
        raise TypeError(f"{view.__qualname__} has two guards")
    vars(view)["guard"] = guard
    return view


def current_place() -> bytes:
    """Return the network and the browser of this request."""
    browser = request.headers.get("User-Agent", "")
    return place_of(door_token(), network=limits.network(), browser=browser)


def _is_elsewhere(staff_login: SignedIn) -> bool:
    """Return true if this session began in another network and another browser.

    A session that was just begun learns where it is. The page of the second factor stays open.
    """
    session, place = staff_login.session, current_place()
    if session.place is None:
        with tolerating_write_faults("a place was not noted"), writing():
            if locked := sessions.find(session.token_hash, now=clock.now()):
                locked.place = place
                db.session.commit()
        return False
    is_asking = (request.endpoint or "").startswith("signin.reauthenticate.")
    return not is_asking and sessions.is_elsewhere(session, place)


@contextmanager
def tolerating_write_faults(message: str) -> Iterator[None]:
    """Log *message* where nothing can be saved. Reading still works."""
    try:
        yield
    except SQLAlchemyError as failure:
        if (fault := storage_fault(failure)) not in STILL_READABLE:
            raise
        fields = {"code": fault, "request_id": request_id()}
        log.error("%s", message, extra=fields, exc_info=failure)


def _discard_pending_form() -> None:
    """Discard the saved form, which is posted with this request and is saved anew if need be."""
    number = request.form.get("typed", 0, type=int)
    with writing():
        pending_forms.discard_number(token_hash(door_token()), number)
        db.session.commit()


def find_staff(*, keeps_alive: bool = True) -> SignedIn | None:
    """Return the member signed in at this browser, or ``None``. Extend the session if it is due.

    Raise ``BadRowMac`` or ``RowRevoked`` if the row of the session was not written by the desk.
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
        with tolerating_write_faults(NOT_EXTENDED), writing():
            extend_staff(token_hash(token), now=now)
            db.session.commit()
        session = sessions.find(token_hash(token), now=now)
        member = staff_store.find(session.member_id) if session else None
    if session is None or member is None:
        return None
    until, begun_at = sessions.ends_at(session), session.begun_at
    return SignedIn(member, session, token, until=until, begun_at=begun_at)


def verified_staff() -> SignedIn | None:
    """Return the signed-in member for a view without guard; ``None`` also for a forged session."""
    try:
        return find_staff(keeps_alive=False)
    except SealBroken:
        return None
