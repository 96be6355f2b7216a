"""Write every case of a team into one file that two recovery sheets open: an office leaves.

``docs/archive-format.md`` is its format, with a program that needs nothing of ours.
"""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from intake.actions.access.moment import Moment
from intake.actions.accounts.second_factors import give_factor
from intake.actions.backup.create_backup import new_label, write_sealed
from intake.actions.case.open_case import open_story
from intake.actions.keys.recover import open_all_keys
from intake.actions.opening.case_keys import NOT_OPENED, Reader, case_key
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases.models import Case
from intake.extensions import Model, all_rows, count_rows, db
from intake.offices import store as offices
from intake.questionnaire.asylum import ASYLUM
from intake.sealing.backups import Part
from intake.sealing.seal import SealBroken, new_key, seal_under
from intake.sealing.sheets import Sheet
from intake.sealing.unlocking import Keyring
from intake.sealing.wraps import RECOVERY
from intake.staff import store as staff
from intake.staff.second_factor import WrongCode
from intake.staff.store import Act, may

AT_ONCE = 100
"""Cases that are held in memory."""

STAYS = Case.erase_asked_on.is_(None)
"""Condition of cases that their applicants did not withdraw."""


def begin_archive(
    sheets: tuple[Sheet, Sheet], agreed: list[tuple[str, str]], moment: Moment, team_id: str
) -> Reader:
    """Log the members who agreed, each by email and code; return a reader that opens every case.

    Two different attorneys or supervisors are needed. The caller commits before a case is opened.
    Raise ``WrongCode``, or as ``open_all_keys`` does.
    """
    pin = moment.installation
    recovery, team_keys = open_all_keys(*sheets, team_id, pin)
    members = {_agreeing(*typed, moment, team_id) for typed in agreed}
    if len(members) < 2:
        raise WrongCode
    count = count_rows(Case, Case.team_id == team_id, STAYS)
    for id_ in members:
        log.record(AuditAct.ARCHIVE_BEGUN, on=moment.day, member_id=id_, at=moment.at, count=count)
    keyring = Keyring(
        member_id=RECOVERY,
        team_keys={(team_id, epoch): keys.hpke_private for epoch, keys in team_keys.items()},
        own_private=recovery.hpke_private,
    )
    return Reader(member_id=RECOVERY, team_id=team_id, roles=(), keyring=keyring, installation=pin)


def write_archive(reader: Reader, path: Path, moment: Moment) -> tuple[int, int]:
    """Write the file; return the numbers of cases, and of those left unopened.

    The memory needed does not grow with the cases. Raise ``OSError``.
    """
    pin, opened, key = reader.installation, list[bool](), new_key()
    about = new_label(Part.ARCHIVE, installation=pin, revision="", today=moment.day)
    sealed = seal_under(reader.keyring.own_private, key, about.key_place())
    lines = (
        json.dumps(each, ensure_ascii=False, default=_plain).encode() + b"\n"
        for each in _contents(reader, moment, opened)
    )
    write_sealed(path, about, key, sealed, lines)
    return len(opened), opened.count(False)


def _agreeing(email: str, code: str, moment: Moment, team_id: str) -> str:
    member = staff.find_by_email(email, secrets=moment.secrets)
    if not member or member.team_id != team_id or not may(member.roles, Act.HAND_OFF):
        raise WrongCode
    try:
        give_factor(member, code, moment)
    except SealBroken:
        raise WrongCode from None
    return member.id


def _contents(reader: Reader, moment: Moment, opened: list[bool]) -> Iterator[dict[str, Any]]:
    """Yield what explains the cases, then each of them; note which *opened*."""
    yield {
        "format": 1,
        "made_on": moment.day,
        "members": {each.id: [each.name, each.email, each.roles] for each in staff.everybody()},
        "offices": offices.of_team(reader.team_id),
        "questions": ASYLUM.questions,
    }
    after, of_team = "", Case.team_id == reader.team_id
    while cases := all_rows(Case, of_team, STAYS, Case.id > after, by=(Case.id,), most=AT_ONCE):
        for case in cases:
            whole = _whole(case, reader)
            opened.append("unopened" not in whole)
            yield whole
        after = cases[-1].id
        db.session.expunge_all()


def _whole(case: Case, reader: Reader) -> dict[str, Any]:
    """Return all that the case holds; its row and a code where it does not open."""
    try:
        story = open_story(case_key(case, reader))
    except NOT_OPENED as failure:
        return {"case": case, "unopened": failure.code}
    answers, history = story.answers.to_json(), log.history_of(case.id)
    return {**_plain(story), "answers": answers, "log": history}


def _plain(value: Any) -> Any:
    """Return a row without its bytes, a declaration, an opened row or a value as JSON has it."""
    if isinstance(value, Model):
        return {
            name: held
            for name, held in vars(value).items()
            if name[0] != "_" and not isinstance(held, bytes)
        }
    if is_dataclass(value):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    return str(value)
