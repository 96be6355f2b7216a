"""Create a team with its keys, members of staff, and cases sealed to it, all invented."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from intake.actions.case.open_case import OpenedCase, open_case
from intake.actions.case.tell_decision import Telling, Told, record_telling
from intake.actions.opening.case_keys import Actor, Reader
from intake.amendments import recalls
from intake.cases import store
from intake.cases.card import Card
from intake.cases.contact_safety import Channel
from intake.cases.models import Case
from intake.cases.pipeline import new_reference
from intake.conflicts.phonetic_index import sound_keys_of
from intake.diary import entries
from intake.extensions import db, new_id
from intake.keys import store as keys
from intake.keys.models import Epoch, Grant, Team
from intake.law.book import shipped
from intake.requests import applicant_access
from intake.requests.applicant_access import OwnRequest
from intake.requests.models import Request
from intake.sealing.seal import Context, Pair, Recipient, new_key, new_pair, seal_to, seal_under
from intake.sealing.signing import set_row_mac
from intake.sealing.teams import fingerprint, new_private_keys
from intake.sealing.tokens import proof_hash, session_proof
from intake.sealing.unlocking import Keyring
from intake.staff.models import StaffMember
from intake.staff.store import Act, may

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
RECOVERY = new_private_keys()
INSTALLATION = fingerprint(RECOVERY.public_halves().sign_public)

FROM_DUE_DAY = date.min
"""Value of an argument: the day on which the case is due."""

NAME = "Lumo Test-Wrenfold"
CARD = Card(name_to_use=NAME, region="GA", chips=("R08",), sound_keys=sound_keys_of([NAME]))


def own_request(request_id: str) -> OwnRequest:
    """Return a request as its applicant finds it, in a new session."""
    shown = session_proof(request_id.encode())
    db.session.get_one(Request, request_id).token_hash = proof_hash(shown)
    db.session.flush()
    own = applicant_access.find_by_proof(shown, to_change=True)
    assert own is not None
    return own


def actor(
    reader: Reader, case: Case, at: datetime, *, day: date = TODAY, version: int = 0
) -> Actor:
    """Return the member who acts on the case as it is, or on an earlier *version* of it."""
    return Actor(reader=reader, day=day, at=at, version=version or case.version)


def tell(by: Actor, case: Case):
    """Have the member tell the applicant on the phone what was decided, if that waits."""
    if case.decided:
        by = replace(by, version=case.version)
        at_once = Telling(outcome=Told.TOLD, channel=Channel.CALL, at=by.at, text="On the phone.")
        record_telling(by, case.reference, at_once, zone=ZoneInfo("UTC"))


@dataclass
class InventedTeam:
    """A team with its keys, which creates members and cases of the team."""

    row: Team
    pair: Pair = field(default_factory=new_pair)
    installation: str = INSTALLATION

    @property
    def id(self) -> str:
        """Return the id of the team."""
        return self.row.id

    def member(self, *roles: str, email: str = "wren@example.org") -> StaffMember:
        """Add a member of the team."""
        member = StaffMember(
            id=new_id(),
            email=email,
            team_id=self.id,
            roles=list(roles or ("caseworker",)),
            password_salt=b"",
            password_check=b"",
            public_key=b"",
            wrapped_private_key=b"",
            totp_secret="",
            totp_last_step=0,
            joined_on=TODAY,
        )
        set_row_mac(member)
        db.session.add(member)
        db.session.flush()
        if may(member.roles, Act.HOLD_TEAM_KEYS):
            keys.add(Grant(member_id=member.id, team_id=self.id, epoch=1, sealed=b"", vouched=b""))
        return member

    def reader(self, member: StaffMember | None = None) -> Reader:
        """Return the member, or a new one, as a reader who holds the team's key."""
        member = member or self.member()
        return Reader(
            member_id=member.id,
            team_id=self.id,
            roles=tuple(member.roles),
            keyring=self.keyring(member),
            installation=self.installation,
        )

    def keyring(self, member: StaffMember) -> Keyring:
        """Return the member's keyring, with the team's key."""
        return Keyring(member_id=member.id, team_keys={(self.id, 1): self.pair.private})

    def case(
        self,
        *,
        due_on: date = TODAY,
        act_by: date | None = FROM_DUE_DAY,
        tier: str = "P2",
        card: Card = CARD,
        answers: Mapping[str, Any] | None = None,
        dates: Mapping[str, date] | None = None,
        **changed: Any,
    ) -> Case:
        """Add a case as sending does: sealed to the team, with these dates in its diary.

        The result of its conflict check is clear; ``conflict=None`` leaves the check to be made.
        Without *act_by* the day to act by is that on which the case is due.
        """
        act_by = due_on if act_by is FROM_DUE_DAY else act_by
        if not card.act_by:
            card = replace(card, act_by=act_by.isoformat() if act_by else "")
        card = replace(card, sound_keys=sound_keys_of((card.name_to_use, *card.names)))
        key, case_id = new_key(), new_id()
        request = Request(
            id=new_id(), session_minutes=30, language="en", kept_on=TODAY, case_id=case_id
        )
        db.session.add(request)
        db.session.flush()

        def place(kind: str, row: str = case_id) -> Context:
            return Context(self.installation, kind, request=request.id, row=row)

        def sealed(kind: str, content: Any, row: str = case_id) -> bytes:
            return seal_under(key, json.dumps(content).encode(), place(kind, row))

        stored = {"name_to_use": card.name_to_use} if answers is None else answers
        story = {"told": card.revision, "changed": [], "answers": dict(stored), "language": "en"}
        story["as_of"] = TODAY.isoformat()
        recipient = Recipient(whose=self.id, public_key=self.pair.public)
        store.add(
            id=case_id,
            request_id=request.id,
            reference=new_reference(),
            team_id=self.id,
            epoch=1,
            tier=tier,
            steps=[],
            look_by=due_on,
            due_on=due_on,
            received_on=TODAY,
            language="en",
            erase_on=TODAY + timedelta(days=90),
            sealed_key=seal_to(recipient, key, place("wrap:case-key")),
            card=sealed("card", card.to_json()),
            story=sealed("story", story),
        )
        for kind, on in (dates or {}).items():
            entry = new_id()
            note = {"rule": "R08", "kind": kind, "note": ""}
            sealed_note = sealed("diary", note, entry)
            entries.add(case_id, entries.NewEntry(id=entry, kind=kind, on=on, sealed=sealed_note))
        case = db.session.get_one(Case, case_id)
        for name, value in {"conflict": "clear", **changed}.items():
            setattr(case, name, value)
        db.session.flush()
        return case


UNREAD_IN_EPOCH = ("hpke_public", "sign_public", "vouch_public", "signature", "sealed_to_recovery")


def new_team(name: str = "Testfold") -> InventedTeam:
    """Add a team with a new key."""
    team, no_keys = Team(id=new_id(), name=name), dict.fromkeys(UNREAD_IN_EPOCH, b"")
    db.session.add(team)
    db.session.flush()
    db.session.add(Epoch(team_id=team.id, number=1, **no_keys))
    db.session.flush()
    recalls.begin_team(team.id, shipped())
    return InventedTeam(team)


def opened_case(case: Case, reader: Reader) -> OpenedCase:
    """Return a case that opens for a member."""
    opened = open_case(case.reference, reader, today=TODAY, now=NOW)
    assert isinstance(opened, OpenedCase)
    return opened
