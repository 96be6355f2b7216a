"""Guards: every view wears exactly one of ``@anyone``, ``@applicant`` and ``@staff(act)``."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import field
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec

from flask import abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from intake import clock
from intake.actions.access.moment import Moment
from intake.actions.access.unlock_keys import keyring_of, open_newer_grants, verify_session_row
from intake.actions.accounts.end_sessions import extend_staff
from intake.actions.accounts.give_device import (
    Fields,
    Typed,
    save_form_for_factor,
    save_form_of_tab,
)
from intake.actions.opening.open_draft import OpenDraft, open_draft
from intake.extensions import saving
from intake.frozen import record
from intake.keys import store as keys
from intake.requests import applicant_access as own_requests
from intake.requests.applicant_access import OwnRequest
from intake.sealing.seal import SealBroken
from intake.sealing.tokens import token_hash
from intake.sealing.unlocking import Keyring
from intake.sessions import pending_forms
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.sessions.store import place_of
from intake.staff import store as staff_store
from intake.staff.models import StaffMember
from intake.staff.store import Act, may
from intake.storage_faults import StorageFault, storage_fault
from intake.web import limits
from intake.web.app_context import Values, day_of, secrets, settings
from intake.web.faults.request_ids import request_id
from intake.web.security import door_hash, door_token, is_secret, note_saves, saves_seen

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


@record
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
        if row and own_requests.is_due_for_extension(row, clock.now()):
            with tolerating_write_faults(NOT_EXTENDED), saving():
                if locked := current_request(to_change=True):
                    own_requests.extend(locked, clock.now())
                    own_requests.save_session(locked)
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
                return sign_in_again()
            g.signed_in = staff_login
            member = staff_login.member
            if not may(member.roles, act):
                abort(404)
            if sheet := _sheet_due(staff_login):
                return see_other(sheet, next=page_after())
            if _is_elsewhere(staff_login) or (
                fresh and not sessions.is_fresh(staff_login.session, clock.now())
            ):
                return ask_second_factor_again(member.id)
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
    with saving():
        if row := current_request(to_change=True):
            own_requests.end_session(row)


def own_draft(row: OwnRequest) -> OpenDraft:
    """Open the draft of this session, which must be at least as new as the browser has seen.

    Raise ``NothingToOpen``, ``SealBroken`` or ``DraftRolledBack``.
    """
    opened = open_draft(row, door_token(), installation(), saves_seen=saves_seen())
    note_saves(opened.saves)
    return opened


def signed_in() -> SignedIn:
    """Return the member whom the guard of this view let in."""
    staff_login: SignedIn = g.signed_in
    return staff_login


def current_member() -> StaffMember:
    """Return the member whom the guard of this view let in, without their session."""
    return signed_in().member


def page_context() -> Values:
    """Return what templates know of the member whom the guard let in.

    ``seconds_left`` returns the seconds until this desk is locked if nothing is done.
    """
    if "signed_in" not in g:
        return {}
    me = signed_in()
    return {
        "member": me.member,
        "seconds_left": lambda: int((me.until - clock.now()).total_seconds()),
    }


def keyring() -> Keyring:
    """Return the team keys of the signed-in member, opened once, for this request alone."""
    staff_login = signed_in()
    session, keyrings = staff_login.session, staff_login.keyrings
    if session.locked_keys not in keyrings:
        opened = keyring_of(session, staff_login.token, installation())
        with suppress(SealBroken):  # a damaged grant takes away no older key
            opened = open_newer_grants(opened, installation())
        keyrings[session.locked_keys] = opened
    return keyrings[session.locked_keys]


def installation() -> str:
    """Return the pinned fingerprint, to which every seal of this installation is bound."""
    return settings().recovery_fingerprint


def moment() -> Moment:
    """Return this installation now, as acts on accounts need it."""
    at = clock.now()
    return Moment(installation=installation(), secrets=secrets(), day=day_of(at), at=at)


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
        with tolerating_write_faults("a place was not noted"), saving():
            if locked := sessions.find(session.token_hash, clock.now()):
                locked.place = place
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
    with saving():
        pending_forms.discard_number(door_hash(), number)


def find_staff(*, keeps_alive: bool = True) -> SignedIn | None:
    """Return the member signed in at this browser, or ``None``. Extend the session if it is due.

    Raise ``BadRowMac`` or ``RowRevoked`` if the row of the session was not written by the desk.
    """
    token, now = door_token(), clock.now()
    session = sessions.find(token_hash(token), now)
    member: Any = staff_store.find(session.member_id) if session else None
    if session is None or member is None or member.disabled_on is not None:
        return None
    try:
        verify_session_row(session, member)
    except SealBroken:
        if sessions.find(token_hash(token), now) is None:  # it ended at this very moment
            return None
        raise
    if keeps_alive and sessions.is_due_for_extension(session, now):
        with tolerating_write_faults(NOT_EXTENDED), saving():
            extend_staff(token_hash(token), now)
        session = sessions.find(token_hash(token), now)
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


PAGE = re.compile(r"/desk(/[A-Za-z0-9-]+)*/?", re.ASCII)
OWN = ("csrf_token", "typed")
NEVER_SAVED = frozenset({"/desk/law/bench"})
"""Addresses whose pages promise that nothing typed there is saved."""


def sign_in_again() -> ResponseReturnValue:
    """Redirect to sign-in, and from there to the page that was asked for."""
    if request.method == "POST":
        session = sessions.remembered(door_hash(), clock.now())
        if session is not None and not _is_quiet():
            save_form(posted(), session.member_id)
    return see_other("signin.show", next=page_after())


def ask_second_factor_again(member_id: str) -> ResponseReturnValue:
    """Redirect to the page of the second factor: the last one is too old, or of another place."""
    if request.method == "POST" and not _is_quiet():
        form = posted()
        saves = save_form_for_factor if words_of(form.path) else save_form_of_tab
        save_form(form, member_id, saves=saves)
    return see_other("signin.reauthenticate.show", next=page_after())


def save_form(
    form: Typed, member_id: str, *, saves: Callable[..., None] = save_form_of_tab
) -> None:
    """Save a form of this desk, beside those of other tabs, until the member has signed in again.

    Ignore one without content, and an address that takes no form.
    """
    has_content = form.fields or words_of(form.path)
    if form.path in NEVER_SAVED or not is_form(form.path) or not has_content:
        return
    with saving():
        saves(form, door_token(), moment(), member_id=member_id)


def _is_quiet() -> bool:
    """Return true for a draft that a page saves by itself; the page still has the text."""
    return "quiet" in request.form


def posted() -> Typed:
    """Return the posted form without the fields that must not be saved."""
    return Typed(path=request.path, fields=kept_of(request.form.items(multi=True)))


def kept_of(fields: Iterable[tuple[str, str]]) -> Fields:
    """Return the fields without passwords, codes and form tokens."""
    return tuple(
        (name, value) for name, value in fields if (name not in OWN and (not is_secret(name)))
    )


def is_form(path: str) -> bool:
    """Return true if a form of the desk can be posted to this address."""
    return isinstance(_mark(path, "guard"), Act)


def words_of(path: str) -> str:
    """Return the description of a sensitive form at this address; empty for any other."""
    return str(_mark(path, "fresh") or "")


def page_in(address: str) -> str:
    """Return the address if it is a page of this desk, else an empty text."""
    return address if PAGE.fullmatch(address) else ""


def _mark(path: str, name: str) -> object:
    """Return an attribute of the view that takes a form at this address, or ``None``."""
    try:
        endpoint, _ = current_app.url_map.bind("").match(path, method="POST")
    except HTTPException:
        return None
    return vars(current_app.view_functions[endpoint]).get(name)


def see_other(endpoint: str, **values: Any) -> BaseResponse:
    """Return the answer after an act: the address of the page to show now, with status 303."""
    return redirect(url_for(endpoint, **values), 303)


def page_after() -> str | None:
    """Return the page to show after signing in, or ``None`` for the queue."""
    address = page_in(request.path) if request.method == "GET" else ""
    return address if address not in ("", "/desk/") else None
