"""Regular jobs: discard and end what has expired, erase what is due, watch drafts and keys."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from intake import promises
from intake.actions.application.repair_sent_flag import repair_before_discarding
from intake.actions.case.erase_case import erase_batch
from intake.actions.case.status import CLOSED_FOR
from intake.actions.opening.case_keys import NOT_OPENED, CaseKey
from intake.audit import chain as shorten
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import erasing, loans, walls
from intake.cases import store as cases
from intake.cases.models import Case
from intake.cases.pipeline import KEPT_FOR, CloseReason
from intake.cases.quarantine import some_invented
from intake.conflicts import stubs
from intake.conflicts.models import ImportedNames
from intake.desk_state.bulk_acts import discard_old, drop_all_of
from intake.extensions import db
from intake.frozen import frozen
from intake.keys import store as keys
from intake.messages import thread
from intake.outbox.undelivered import drop_of
from intake.reports import tallies
from intake.requests import store as requests
from intake.sealing.seal import invented_key
from intake.sealing.signing import set_row_mac
from intake.sessions import store as sessions
from intake.settings import Settings
from intake.staff import invitations
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.store import Role
from intake.storage_faults import StorageFault, storage_fault
from intake.traffic import arrivals, place_answers
from intake.upkeep.runs import (
    CLOCK,
    HOUSEKEEPING,
    INTEGRITY,
    discard_old_errors,
    last_run,
    record_run,
)


def discard_expired(
    tiers: Mapping[str, str], *, today: date, now: datetime
) -> tuple[int, int, int]:
    """Discard what has expired, and give cases these *tiers* by their ids. The caller commits.

    Return how many drafts were discarded, sessions ended, and tiers raised.
    """
    sessions.discard_ended(now)
    invitations.discard_ended(now)
    keys.discard_ended_first_invitations(now)
    discard_old(now)
    discard_old_errors(now)
    place_answers.discard_old(today=today)
    loans.end_over(today=today)
    stubs.discard_old(today=today)
    if names := stubs.discard_names(ImportedNames.discard_on <= today):
        log.record(AuditAct.NAMES_ERASED, on=today, count=names)
    before = today - promises.DRAFT_DAYS
    repair_before_discarding(before=before, today=today, now=now)
    ended = requests.end_expired_sessions(now)
    drafts = requests.discard_old_drafts(before=before, now=now)
    raised = sum(cases.raise_tier(id_, tier, on=today) for id_, tier in tiers.items())
    return drafts, ended, raised


CASES_AT_ONCE = 100
"""Cases in one transaction, so that no other waits long for it.

All are locked before any is erased and counted. One that another transaction has locked is left to
the next run, so that the two never wait for each other.
"""


@frozen
class Erased:
    """The number of cases erased and refused, and the id to continue after; empty at the end."""

    erased: int
    refused: int
    last: str


def erase_due(*, today: date, after: str) -> Erased:
    """Erase the next cases after the id *after*.

    A case without a stub is refused, because no conflict check would know the person. Cases that
    their applicant withdrew, invented ones, and those closed as junk need none.
    """
    _put_back(today=today)
    due = erasing.due_for_erasure(today=today, at_most=CASES_AT_ONCE, after=after)
    erased, refused = _erase(due, today)
    return Erased(erased=erased, refused=refused, last=due[-1] if len(due) == CASES_AT_ONCE else "")


def _erase(due: Sequence[str], today: date) -> tuple[int, int]:
    """Erase those of these cases that are still due; return how many were, and how many not."""
    with_stub = stubs.with_stub(due)
    locked = [case for case in erasing.locked_with_requests(due) if _is_due(case, today)]
    erased = [
        case
        for case in locked
        if case.id in with_stub or case.erase_asked_on or case.invented or case.is_junk
    ]
    for case in erased:
        withdrawn = case.erase_asked_on is not None
        act = AuditAct.CASE_ERASED_BY_APPLICANT if withdrawn else AuditAct.CASE_ERASED_ON_ITS_DAY
        log.record(act, on=today, case_id=case.id)
    erase_batch(erased, today=today)
    return len(erased), len(locked) - len(erased)


def erase_withdrawn(*, today: date) -> int:
    """Erase some of the cases that their applicants withdrew; return their number.

    Of those that a legal hold keeps, the letters that have not left are deleted. One that the
    applicant did not withdraw by the log is put back, with an alarm.
    """
    _put_back(today=today)
    for reference in erasing.held_though_withdrawn():
        drop_of(reference)
    return _erase(erasing.withdrawn(at_most=CASES_AT_ONCE), today)[0]


def _put_back(*, today: date) -> None:
    """Undo withdrawals that the log does not have, which were written to the database alone.

    Of those that were merged into a withdrawn case it has only that they are duplicates.
    """
    ids = erasing.all_withdrawn()
    acts = (AuditAct.CASE_TAKEN_BACK, CLOSED_FOR[CloseReason.DUPLICATE])
    unlogged = set(ids).difference(*(log.cases_with(act, ids) for act in acts))
    for case in erasing.locked_with_requests(unlogged) if unlogged else ():
        case.erase_asked_on = None
        _alarm(AuditAct.ROW_FALSE, case.id, today=today)


def _alarm(act: AuditAct, case_id: str | None, *, today: date) -> None:
    """Log what was written to the database, so that the desk shows an alarm; once a day."""
    if log.last_day(act, case_id) != today:
        for each in (AuditAct.SEAL_BROKEN, act):
            log.record(each, on=today, case_id=case_id)


HELD = (AuditAct.HOLD_SET, AuditAct.HOLD_LIFTED)
REOPENED = (AuditAct.CASE_REOPENED, AuditAct.CAME_BACK)
ENDS = (*CLOSED_FOR.values(), AuditAct.DECISION_STORED, *REOPENED)
"""Acts of which the newest tells whether a case was closed, or decided to be."""

KEPT = {act.value: KEPT_FOR.get(reason, timedelta()) for reason, act in CLOSED_FOR.items()}
"""The least time for which a case is kept that was closed by an act."""


def _is_due(case: Case, today: date) -> bool:
    """Return true if the case is still due, now that its row is locked, and the log has why.

    If the log does not, an alarm says so, and a legal hold is put back.
    """
    is_decided = case.closed_for is not None or case.is_to_close
    day_has_come = is_decided and case.erase_on <= today
    by_its_day = day_has_come and not erasing.waits_for_reader(case, today=today)
    if case.held_since is not None or not (by_its_day or case.erase_asked_on):
        return False
    hold = log.newest(case.id, HELD)
    if hold is not None and hold.act == AuditAct.HOLD_SET:
        case.held_since = hold.on
    elif case.erase_asked_on or _was_decided(case, today):
        return True
    _alarm(AuditAct.ROW_FALSE, case.id, today=today)
    return False


def _was_decided(case: Case, today: date) -> bool:
    """Return true if the case was closed by the log, or decided to be, and kept long enough."""
    newest, stored = log.newest(case.id, ENDS), log.last_day(AuditAct.DECISION_STORED, case.id)
    if newest is None or newest.act in REOPENED:
        return False
    untold = case.decided or f"closed_{case.close_reason}"
    kept = KEPT.get(newest.act, KEPT.get(untold, timedelta()))
    return min(newest.on, stored or newest.on) + kept <= today  # it is closed once it is told


def compare_with_log(*, today: date) -> None:
    """Put back what cases hide and the log has, without a key, and raise an alarm for each.

    A wall that nobody put up is taken down, an unread message is a reply again, and a case that is
    gone, or of no team, is named once. The caller commits.
    """
    for case in cases.locked(walls.ids() - log.walled_cases()):
        if case.sealed_key or case.rewrapped_key:
            case.walled_keys = None
        _alarm(AuditAct.ROW_FALSE, case.id, today=today)
    for case in cases.locked(thread.cases_with_unread()):
        if case.replied_on is None and case.erase_asked_on is None:
            cases.record_reply(case, on=today)
            _alarm(AuditAct.ROW_FALSE, case.id, today=today)
    for case_id in log.lost_cases():
        _alarm(AuditAct.ROW_MISSING, case_id, today=today)


def expire_code(request_id: str, *, today: date) -> bool:
    """End the code; return ``False`` if the case was reopened, or the code ended, meanwhile.

    The log names the wrap, so that restoring it raises an alarm.
    """
    request = requests.find_to_change(request_id)
    opens = requests.kept_request(request_id) or request_id
    case_id = cases.ids_of_requests([opens]).get(opens)
    case = cases.find_by_id(case_id, to_change=True) if case_id else None
    if request is None or case is None or not (request.has_code and case.code_is_over(today=today)):
        return False
    ended = request.key_under_code or b""
    requests.revoke_code(request)
    request.code_under_token = None
    log.record(AuditAct.CODE_EXPIRED, on=today, case_id=case.id, ended=ended)
    return True


CODES_AT_ONCE = 5000
"""Codes in one query, and in memory."""


def find_restored_codes() -> frozenset[str]:
    """Return the ids of requests whose code was ended. Search outside any write transaction.

    One that is handed over at this moment may be among them.
    """
    restored, after = set[str](), ""
    while wraps := requests.keys_under_codes(after=after, at_most=CODES_AT_ONCE):
        restored |= {wraps[wrap] for wrap in log.ended_among(wraps)}
        after = max(wraps.values())
    return frozenset(restored)


def revoke_code(request_id: str, *, today: date) -> bool:
    """Revoke the code and log an alarm; return ``False`` if the row holds another code by now."""
    request = requests.find_to_change(request_id)
    if request is None or not log.ended_among([request.key_under_code or b""]):
        return False
    requests.revoke_code(request)
    case_id = cases.ids_of_requests([request_id]).get(request_id)
    _alarm(AuditAct.CODE_PUT_BACK, case_id, today=today)
    return True


@frozen
class Shortened:
    """The number of entries removed, and whether more may be left to remove."""

    removed: int
    more: bool


def shorten_audit(*, today: date) -> Shortened:
    """Remove some old entries. The caller commits. Raise ``ChangedEntries``.

    The history of a case that exists is kept, because it says which of its data was replaced.
    """
    old = shorten.old_entries(before=shorten.kept_since(today))
    if old is None:
        return Shortened(removed=0, more=False)
    removed = shorten.shorten(old, standing=cases.existing(old.cases))
    if removed:
        log.record(AuditAct.LOG_SHORTENED, on=today)
    return Shortened(removed=removed, more=old.more)


MOST_DRAFTS = 100_000
"""Drafts, some 200 MB, above which new ones begin in turns."""

logger = logging.getLogger(__name__)


def are_too_many() -> bool:
    """Return true if there are too many drafts. Reads up to that many: open no write for it."""
    return requests.has_drafts(MOST_DRAFTS)


def note_too_many(now: datetime) -> None:
    """Note for the applicants' door that there are too many drafts. The caller commits."""
    if not arrivals.is_noted(now):
        logger.error("very many drafts, new ones begin in turns", extra={"code": "many_drafts"})
    arrivals.note(now)


def refused_teams(settings: Settings) -> frozenset[str]:
    """Return the teams whose keys do not chain to the pin or are older than this node has seen."""
    refused = set()
    for team in keys.teams():
        try:
            keys.recipient_of(team.id, settings.recovery_fingerprint)
        except keys.UntrustedTeamKey:
            refused.add(team.id)
    return frozenset(refused)


def raise_alarm(*, today: date) -> None:
    """Record that a team's key is refused, so that the desk shows an alarm."""
    logger.error("team key refused")
    log.record(AuditAct.SEAL_BROKEN, on=today)


AT_ONCE = 50
"""Cases in one transaction, so that a running server never waits long."""

ADDRESSES = {role: f"invented-{role}@example.org" for role in Role}
"""An address of ``example.org`` reaches nobody (RFC 2606)."""


def invented_colleague(role: Role, name: str, *, team_id: str, today: date) -> StaffMember:
    """Return the team's invented colleague of this role, added if there is none.

    It has neither password nor keys and is disabled from its first day: nobody can sign in as it,
    no letter goes to it, and no real case can be assigned to it.
    """
    for member in _colleagues():
        if member.email == ADDRESSES[role] and member.team_id == team_id:
            return member
    member = StaffMember(
        email=ADDRESSES[role],
        name=name,
        team_id=team_id,
        roles=[role.value],
        password_salt=b"",
        password_check=b"",
        public_key=b"",
        wrapped_private_key=b"",
        totp_secret="",
        totp_last_step=0,
        wants_letters=False,
        joined_on=today,
        disabled_on=today,
    )
    set_row_mac(member)
    return staff.add(member)


def truly_invented(installation: str, *, today: date) -> list[Case]:
    """Return some invented cases, locked; take the mark from real ones, with an alarm.

    The card of an invented case opens under a key that is no secret, and no other card does.
    """
    opened = []
    for case in some_invented():
        key = invented_key(installation, case.request_id)
        try:
            CaseKey(case=case, key=key, installation=installation).open_json("card", case.card)
        except NOT_OPENED:
            case.invented = False
            case.version += 1  # packs that were made meanwhile count it among invented ones
            _alarm(AuditAct.ROW_FALSE, case.id, today=today)
        else:
            opened.append(case)
    return opened


def erase_invented(installation: str, *, today: date) -> int:
    """Erase some invented cases and everything that belongs to them; return how many.

    A legal hold does not stop this, because no real person or proceeding needs it. The invented
    colleagues go with the last cases.
    """
    invented = truly_invented(installation, today=today)[:AT_ONCE]
    for case in invented:
        log.record(AuditAct.INVENTED_CASE_ERASED, on=today, case_id=case.id)
    erase_batch(invented, today=today)
    if not invented:
        tallies.drop_invented()
        for member in _colleagues():
            drop_all_of(member.id)
            staff.erase(member)
    return len(invented)


def _colleagues() -> list[StaffMember]:
    """Return the members with an invented address who never had a key.

    A real member always has a key pair, or had one until a reset.
    """
    return [
        member
        for member in staff.everybody()
        if member.email in ADDRESSES.values()
        and member.disabled_on is not None
        and not member.password_check
    ]


JUMP = timedelta(days=21)
"""Housekeeping runs once an hour, so that a longer gap means a stopped server or a wrong clock."""

STEADY_AFTER = timedelta(days=2)
"""Time in which an administrator can correct the clock, before housekeeping goes on by itself."""

JUMPED = "jumped"


def note_jump(now: datetime) -> None:
    """Record a jump of three weeks or more since the last run, in either direction.

    A server that was off for so long looks the same. The caller commits.
    """
    run = last_run(HOUSEKEEPING)
    if run is not None and abs(now - run.at) >= JUMP:
        record_run(CLOCK, now=now, outcome=JUMPED)


def is_suspended(now: datetime) -> bool:
    """Return true for two days after a recorded jump."""
    jump = last_run(CLOCK)
    if jump is None or jump.outcome != JUMPED:
        return False
    return timedelta() <= now - jump.at < STEADY_AFTER


AT_NIGHT = time(3)
"""The time after which the file is checked and written anew once a day."""

MOST_PROBLEMS = 100
"""SQLite stops counting here."""

DAMAGED = "damaged"

_QUICK_CHECK = text(f"PRAGMA quick_check({MOST_PROBLEMS})")


def is_due(job: str = INTEGRITY, *, now: datetime, zone: ZoneInfo, always: bool = False) -> bool:
    """Return true if the job last ran before the last night; with *always*, true on SQLite.

    PostgreSQL checks its pages itself when it reads them, and ``deploy/wipe.sql`` overwrites them.
    """
    if db.engine.dialect.name != "sqlite":
        return False
    if always:
        return True
    run = last_run(job)
    return run is None or not last_night(now=now, zone=zone) <= run.at <= now


def last_night(*, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the last time at which it was ``AT_NIGHT`` in this time zone."""
    local = now.astimezone(zone)
    night = datetime.combine(local.date(), AT_NIGHT, zone)
    return night if night <= local else night - timedelta(days=1)


def count_problems() -> int:
    """Return how many faults SQLite finds in its file, up to ``MOST_PROBLEMS``.

    Other connections read and write meanwhile. The text of a fault may contain a value, and is
    dropped.
    """
    try:
        with db.engine.connect() as connection:
            lines = connection.execute(_QUICK_CHECK).scalars().all()
    except DatabaseError as failure:
        if storage_fault(failure) is not StorageFault.DAMAGED:
            raise
        return 1
    return 0 if lines == ["ok"] else len(lines)
