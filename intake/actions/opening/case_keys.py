"""The key of one case, and who opens it: readers at work, and members who act.

The key is opened with a team's key, wrapped anew, and opens and seals the data of its case.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Protocol

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.audit.log import walled_cases
from intake.cases import loans, store, walls
from intake.cases.batches import Rewrap
from intake.cases.models import Case
from intake.cases.packs import SealedCard
from intake.cases.pipeline import CaseClosed
from intake.conflicts.card_index import CardIndex
from intake.extensions import db
from intake.frozen import frozen
from intake.sealing.opening import Opener, open_sealed, open_under
from intake.sealing.seal import Context, ContextMismatch, SealBroken, SealDamaged, seal_under
from intake.sealing.unlocking import Keyring, TeamEpoch
from intake.sealing.wraps import lent_place, walled_place
from intake.staff.models import StaffMember
from intake.staff.store import Act, may
from intake.words import Refused


@frozen
class NewPack:
    """An index that was made of single cards, and between which ids their cases lie."""

    after_id: str
    until_id: str
    index: CardIndex = field(repr=False)


@dataclass(kw_only=True, slots=True)
class PackWork:
    """The indexes and the faster wraps to save, and what the audit log has ended since a day.

    ``walled`` are the ids of the cases that have a wall by the log, once it was read, and
    ``false_rows`` those whose clear row says less than the card. Gone with the request.
    """

    new: list[NewPack] = field(default_factory=list, repr=False)
    rewraps: list[Rewrap] = field(default_factory=list, repr=False)
    ended: dict[date, frozenset[str]] = field(default_factory=dict, repr=False)
    walled: frozenset[str] | None = field(default=None, repr=False)
    false_rows: list[str] = field(default_factory=list, repr=False)


IN_CASE_ROW = ("card", "story")
"""The kinds that are sealed in the row of the case itself."""


class KeyWrapMissing(SealDamaged):
    """The row of the case holds no wrap of its key, so that nobody can open it."""

    code: ClassVar[str] = "key_wrap_missing"


class SealedRow(Protocol):
    """A row of a case with sealed content: a note, a message or a date."""

    @property
    def id(self) -> str:
        """The id of the row, which its seal is bound to."""

    @property
    def sealed(self) -> bytes:
        """The sealed content."""


@frozen
class Reader:
    """A member of staff at work: their team, their roles, their keys.

    ``today`` is the day of the request, after which no loan opens; without it none opens.
    ``case_keys`` are the keys of single cases, by case id. A member has none: only the process
    that sent a case holds its key, as ``flask demo load`` does for invented cases. ``pack_work`` is
    what reading packs of cards leaves to be saved.
    """

    member_id: str
    team_id: str
    roles: tuple[str, ...]
    keyring: Keyring = field(repr=False)
    installation: str
    today: date = date.max
    case_keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    pack_work: PackWork = field(default_factory=PackWork, init=False, repr=False, compare=False)
    _openers: dict[TeamEpoch, Opener] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def may(self, act: Act) -> bool:
        """Return true if the roles of the member allow the act."""
        return may(self.roles, act)

    @property
    def holds_team_key(self) -> bool:
        """Return true if the member holds a key of the team, as volunteers do not."""
        return bool(self.epochs)

    @property
    def epochs(self) -> frozenset[int]:
        """Return the epochs of which the member holds the team's key."""
        held = self.keyring.team_keys
        return frozenset(epoch for team_id, epoch in held if team_id == self.team_id)

    @property
    def newest_epoch(self) -> int | None:
        """Return the newest epoch of which the member holds the team's key, if any."""
        return max(self.epochs, default=None)

    def opener(self, team_id: str, epoch: int) -> Opener:
        """Return an opener with the team's key of an epoch, made once.

        Raise :class:`NoKeyForCase`.
        """
        team_epoch = (team_id, epoch)
        if team_epoch not in self._openers:
            self._openers[team_epoch] = Opener(self.team_key(team_id, epoch))
        return self._openers[team_epoch]

    def team_key(self, team_id: str, epoch: int) -> bytes:
        """Return the team's key of an epoch. Raise :class:`NoKeyForCase` if the member has none."""
        try:
            return self.keyring.team_keys[team_id, epoch]
        except KeyError:
            raise NoKeyForCase from None


def reader_of(member: StaffMember, keyring: Keyring, installation: str) -> Reader:
    """Return a member with these keys, as they have just signed in."""
    return Reader(
        member_id=member.id,
        team_id=member.team_id,
        roles=tuple(member.roles),
        keyring=keyring,
        installation=installation,
    )


def day_of(reader: Reader) -> date:
    """Return the day of the request; the first of all days if it is not known."""
    return date.min if reader.today == date.max else reader.today


AnyCase = Case | SealedCard
"""A whole row of a case, or only the columns that its card needs."""


@frozen
class CaseKey:
    """The opened key of one case, which opens its sealed data and seals new data."""

    case: Case
    key: bytes = field(repr=False)
    installation: str

    def open_json(
        self, kind: str, sealed: bytes, *, row: str = "", other_rows: Sequence[str] = ()
    ) -> Any:
        """Open data that was sealed with :meth:`seal_json` under the same *kind* and *row*.

        Raise ``SealDamaged``, or ``ContextMismatch`` if it opens as another part of the case, or
        as one of *other_rows*.
        """
        try:
            return json.loads(open_under(self.key, sealed, self._context(kind, row)))
        except SealDamaged:
            if self._opens_as_other(kind, sealed, row, other_rows):
                raise ContextMismatch from None
            raise

    def open_rows(self, kind: str, rows: Sequence[SealedRow]) -> list[Any]:
        """Open all rows of a kind, in their order. Raise as :meth:`open_json` does."""
        ids = [row.id for row in rows]
        return [self.open_json(kind, row.sealed, row=row.id, other_rows=ids) for row in rows]

    def seal_json(self, kind: str, content: Any, *, row: str = "") -> bytes:
        """Seal data as a *kind* for a *row*; without one, for the row of the case itself."""
        written = json.dumps(content, ensure_ascii=False).encode()
        return seal_under(self.key, written, self._context(kind, row))

    def _opens_as_other(
        self, kind: str, sealed: bytes, row: str, other_rows: Sequence[str]
    ) -> bool:
        """Return true if data was moved within the case; other cases have other keys."""
        places = [(kind, other_row) for other_row in other_rows if other_row != row]
        if not row:
            places += [(part, "") for part in IN_CASE_ROW if part != kind]
        for place in places:
            with suppress(SealDamaged):
                open_under(self.key, sealed, self._context(*place))
                return True
        return False

    def _context(self, kind: str, row: str) -> Context:
        return _context_of(self.case, kind, self.installation, row=row)


def case_key(case: Case, reader: Reader) -> CaseKey:
    """Open the key of a case. Raise :class:`NoKeyForCase`, ``SealDamaged`` or ``RolledBack``.

    A walled case opens with the own key of a named member, and raises ``BehindWall`` for others;
    so does one that its applicant withdrew, for who does not decide about legal holds. A
    member without a key of the team opens what is lent to them.
    """
    _check_withdrawn(case, reader)
    if not case.walled_keys:
        reject_lost_wall(case.id, reader.pack_work)
    if case.walled_keys:
        key = _open_walled_key(case, reader)
    elif reader.holds_team_key or reader.case_keys:
        key = _open_key(case, reader)
    else:
        key = _open_lent_key(case, reader)
    return CaseKey(case=case, key=key, installation=reader.installation)


def _check_withdrawn(case: Case, reader: Reader) -> None:
    """Refuse a withdrawn case at once; its key is sealed to fewer members at their next visit."""
    if case.erase_asked_on and not reader.may(Act.HOLD_CASE):
        raise BehindWall


def open_sealed_card(case: SealedCard, reader: Reader) -> tuple[Any, Rewrap | None]:
    """Open a card that was read without the rest of its row. Raise as :func:`case_key` does.

    Return with it the faster wrap of its key, for a case that no member has opened.
    """
    reject_lost_wall(case.id, reader.pack_work)
    key, context = _open_key(case, reader), _context_of(case, "card", reader.installation)
    card = json.loads(open_under(key, case.card, context).decode())
    if case.rewrapped_key is not None or case.sealed_key is None or case.id in reader.case_keys:
        return card, None
    team_key = reader.team_key(case.team_id, case.epoch)
    wrapped = _rewrapped(key, case, case.epoch, team_key, reader.installation)
    sealed, epoch = case.sealed_key, case.epoch
    return card, Rewrap(case_id=case.id, sealed=sealed, wrapped=wrapped, to_epoch=epoch)


def rewrap(opened: CaseKey, reader: Reader) -> None:
    """Replace the HPKE wrap of a case key by a symmetric one, when it is first opened.

    The key of a walled case is left as it is, and so is that of a lent one.
    """
    case = opened.case
    is_done = case.rewrapped_key is not None or case.walled_keys is not None
    if reader.holds_team_key and not is_done:
        wrap_for(case.epoch, opened, reader.team_key(case.team_id, case.epoch))


def wrap_for(epoch: int, opened: CaseKey, team_key: bytes) -> None:
    """Wrap the key of a case under the team's key of *epoch*, and drop the wraps before it."""
    wrapped = _rewrapped(opened.key, opened.case, epoch, team_key, opened.installation)
    store.rewrap(opened.case, wrapped, epoch=epoch)


def _rewrapped(key: bytes, case: AnyCase, epoch: int, team_key: bytes, installation: str) -> bytes:
    context = _context_of(case, "wrap:case-key-seen", installation, version=epoch)
    return seal_under(team_key, key, context)


def _open_key(case: AnyCase, reader: Reader) -> bytes:
    if case.id in reader.case_keys:
        return reader.case_keys[case.id]
    if case.rewrapped_key is not None and case.rewrapped_epoch is not None:
        epoch = case.rewrapped_epoch
        opener = reader.opener(case.team_id, epoch)
        kind, installation = "wrap:case-key-seen", reader.installation
        context = _context_of(case, kind, installation, version=epoch)
        return opener.open_under(case.rewrapped_key, context)
    if case.sealed_key is None:
        raise KeyWrapMissing
    context = _context_of(case, "wrap:case-key", reader.installation)
    return reader.opener(case.team_id, case.epoch).open_sealed(case.sealed_key, context)


def _open_walled_key(case: Case, reader: Reader) -> bytes:
    sealed, own = walls.wraps_of(case).get(reader.member_id), reader.keyring.own_private
    if not sealed or not own:
        raise BehindWall
    whose, installation = reader.member_id, reader.installation
    place = walled_place(case.id, case.request_id, whose, installation)
    return open_sealed(sealed, own, place)


def _open_lent_key(case: Case, reader: Reader) -> bytes:
    """Open the key of a lent case, up to its last day and while its conflict check is clear."""
    loan, own = loans.find(case.id, reader.member_id), reader.keyring.own_private
    if loan is None or not loan.sealed or not own:
        raise NoKeyForCase
    if loan.until < reader.today or not case.may_be_read:
        raise NoKeyForCase
    whose, until, installation = loan.member_id, loan.until, reader.installation
    place = lent_place(case.id, case.request_id, whose, until, installation)
    return open_sealed(loan.sealed, own, place)


def _context_of(
    case: AnyCase, kind: str, installation: str, *, row: str = "", version: int = 1
) -> Context:
    return Context(installation, kind, request=case.request_id, row=row or case.id, version=version)


def reject_lost_wall(case_id: str, work: PackWork) -> None:
    """Raise ``RolledBack`` for a case that has a wrap for the team, or a loan, despite its wall.

    The first wrap of a case is replaced without an entry in the log, so that its end is not known:
    only the wall tells that it was put back.
    """
    if case_id in walled_in_log(work):
        raise RolledBack


def walled_in_log(work: PackWork) -> frozenset[str]:
    """Return the ids of the cases with a wall; read the log once a request."""
    if work.walled is None:
        work.walled = walled_cases()
    return work.walled


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


ACTOR = "who acts on rows"
"""Key in the session of the member whose keys seal the changed rows."""


@frozen
class Actor:
    """A member who acts: with which keys, on which day and at which instant.

    ``version`` is the version of the case that the page showed; no case has version 0. Rules get
    days, never an actor.
    """

    reader: Reader
    day: date
    at: datetime
    version: int = 0

    def __post_init__(self) -> None:
        """Have this member's keys seal the rows of the cases that the act changes."""
        db.session.info[ACTOR] = self

    @property
    def member_id(self) -> str:
        """Return the id of the member."""
        return self.reader.member_id

    @property
    def team_id(self) -> str:
        """Return the id of the member's team."""
        return self.reader.team_id

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the roles of the member."""
        return self.reader.roles

    def lock(self, reference: str, *, withdrawn: bool = False, closed: bool = False) -> Case:
        """Lock the row of a case for an act that needs no key, *withdrawn* or *closed* or not.

        Raise ``NoSuchCase``, ``ChangedMeanwhile``, ``Withdrawn``, ``BehindWall`` or ``CaseClosed``.
        """
        case = store.find_for_change(
            reference, team_id=self.team_id, version=self.version, withdrawn=withdrawn
        )
        _check_withdrawn(case, self.reader)
        if case.walled_keys and self.member_id not in walls.members_of(case):
            raise BehindWall
        if case.is_closed and not (closed or withdrawn):
            raise CaseClosed
        return case

    def open(self, reference: str, *, closed: bool = False) -> CaseKey:
        """Lock the row of a case that the conflict check has cleared, and open its key.

        Raise ``NoSuchCase``, ``ChangedMeanwhile``, ``Refused``, ``CaseClosed`` unless *closed* says
        that the act is on closed cases too, or as ``case_key`` does.
        """
        case = store.find_for_change(reference, team_id=self.team_id, version=self.version)
        check_cleared(case)
        if case.is_closed and not closed:
            raise CaseClosed
        return case_key(case, self.reader)

    def log(
        self,
        act: AuditAct,
        case: Case | None = None,
        *,
        made: str | None = None,
        ended: bytes = b"",
        count: int | None = None,
    ) -> None:
        """Log that the member did this; *made*, *ended* and *count* are as in ``log.record``."""
        log.record(
            act,
            on=self.day,
            member_id=self.member_id,
            case_id=case.id if case else None,
            at=self.at,
            made=made,
            ended=ended,
            count=count,
        )


def check_cleared(case: Case) -> None:
    """Raise ``Refused`` unless the conflict check, or a member after it, has cleared the case."""
    if not case.may_be_read:
        raise Refused("The conflict check must clear this case before you can read it.")
