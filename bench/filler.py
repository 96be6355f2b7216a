"""Fill a team with cases that its members can open: cards, dates and keys are really sealed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import field, fields, replace
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select

from bench.site import reader_of, today_of
from intake.actions.opening.card_packs import (
    read_batch,
    save_new_packs,
    save_rewraps,
    seal_new_packs,
)
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.search_cards import AT_ONCE as CARDS_AT_ONCE
from intake.cases.card import Card, ClearRow, date_fact, date_name, row_of
from intake.cases.models import Case, Conflict
from intake.conflicts.phonetic_index import sound_keys_of
from intake.diary.models import DiaryEntry, Kind
from intake.extensions import db, new_id, writing
from intake.frozen import frozen
from intake.requests.models import Request
from intake.sealing.seal import Context, new_key, seal_under
from tests.conflicts.pairs import NOT_ONE, ONE_PERSON

AT_ONCE = 2_000
"""Cases stored in one transaction."""

MINE = 100
"""Cases to each one that is of the member whose pages are measured."""

FEARS = 5
"""Cases to each one that names a person who must not be told."""

STORY_BYTES = 1_052
NAMES = sorted({name for pair in (*ONE_PERSON, *NOT_ONE) for name in pair})
WANTED = "Muhammed Karimi"
"""A name that some of these people have, in several spellings."""

SPREAD_DAYS, LATE_DAYS = 300, 5
"""Days over which the cases fall due, and those of them that have passed."""

AFTER_REVIEW = timedelta(days=20)
"""Time between the next review of a case and its deadline."""

Rows = list[dict[str, Any]]


def add_cases(app: Flask, cookie: str, total: int) -> None:
    """Add cases until there are *total*, with their dates, and make the packs of all cards."""
    with app.app_context():
        filler = Filler(reader=reader_of(app, cookie), like=_opened_case(), today=today_of(app))
        have = db.session.scalar(select(func.count()).select_from(Case)) or 0
        for first in range(have, total, AT_ONCE):
            filler.add(range(first, min(total, first + AT_ONCE)))
        _make_packs(filler.reader)
        db.engine.dispose()


def _opened_case() -> Mapping[str, Any]:
    """Return the columns of a real case that a member has opened."""
    opened = select(Case.__table__).where(Case.rewrapped_key.is_not(None)).limit(1)
    return dict(db.session.execute(opened).mappings().one())


def _make_packs(reader: Reader) -> None:
    """Read all cards once, as a search does, and store the packs that it makes."""
    after, is_end = "", False
    while not is_end:
        batch = read_batch(reader, after, at_most=CARDS_AT_ONCE)
        after, is_end = batch.last, batch.is_end
        sealed = seal_new_packs(reader)
        with writing():
            save_rewraps(reader)
            save_new_packs(sealed, reader)
            db.session.commit()


@frozen
class Filler:
    """Adds cases like a real one, sealed to the team of the reader."""

    reader: Reader
    like: Mapping[str, Any] = field(repr=False)
    today: date

    def add(self, numbers: Iterable[int]) -> None:
        """Store the cases with these numbers in one transaction."""
        requests, cases, dates = Rows(), Rows(), Rows()
        for number in numbers:
            key = new_key()
            case = self._case(key, number)
            of_case = self._dates(key, case)
            case["card"] = self._sealed(key, _card(number, case, of_case), case, "card")
            cases.append(case)
            requests.append(_request(case))
            dates += of_case
        with writing():
            db.session.execute(insert(Request), requests)
            db.session.execute(insert(Case), cases)
            db.session.execute(insert(DiaryEntry), dates)
            db.session.commit()

    def _case(self, key: bytes, number: int) -> dict[str, Any]:
        ids = {"id": new_id(), "request_id": new_id()}
        epoch = self.like["rewrapped_epoch"]
        team_key = self.reader.team_key(self.reader.team_id, epoch)
        due_on = self.today + timedelta(days=number % SPREAD_DAYS - LATE_DAYS)
        return {
            **self.like,
            **ids,
            "reference": f"{number // 10_000:04}-{number % 10_000:04}",
            "assignee_id": None if number % MINE else self.reader.member_id,
            "due_on": due_on,
            "look_by": due_on,
            "due_early": False,
            "sealed_key": None,
            "rewrapped_key": self._sealed(team_key, key, ids, "wrap:case-key-seen", version=epoch),
            "story": secrets.token_bytes(STORY_BYTES),
            "conflict": Conflict.CLEAR.value,
        }

    def _dates(self, key: bytes, case: Mapping[str, Any]) -> Rows:
        """Return the next review of a case and its deadline."""
        days = {Kind.NEXT_LOOK: case["due_on"], Kind.ACT_BY: case["due_on"] + AFTER_REVIEW}
        return [self._date(key, case, kind.value, on) for kind, on in days.items()]

    def _date(self, key: bytes, case: Mapping[str, Any], kind: str, on: date) -> dict[str, Any]:
        id_, content = new_id(), json.dumps({"rule": "", "kind": kind, "note": ""}).encode()
        sealed = self._sealed(key, content, case, "diary", row=id_)
        entry = {"id": id_, "case_id": case["id"], "kind": kind, "on": on}
        return entry | {"state": "open", "sealed": sealed}

    def _sealed(
        self,
        key: bytes,
        content: bytes,
        case: Mapping[str, Any],
        kind: str,
        *,
        row: str = "",
        version: int = 1,
    ) -> bytes:
        place = Context(
            self.reader.installation,
            kind,
            request=case["request_id"],
            row=row or case["id"],
            version=version,
        )
        return seal_under(key, content, place)


def _request(case: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": case["request_id"],
        "session_minutes": 30,
        "language": "en",
        "kept_on": case["received_on"],
        "case_id": case["id"],
    }


def _card(number: int, case: Mapping[str, Any], dates: Rows) -> bytes:
    """Return the card of an invented person, with the row of the case, as it is sealed.

    Many have a first name or a last name in common.
    """
    first, last = NAMES[number % len(NAMES)], NAMES[number // 3 * 7 % len(NAMES)]
    name, feared = f"{first.split()[0]} {last.split()[-1]}", NAMES[number * 11 % len(NAMES)]
    card = Card(
        name_to_use=name,
        birth_date=f"{1950 + number % 55}-0{1 + number % 9}-1{number % 10}",
        a_number=f"A{number:09}",
        contact={"phone": f"+1 202 {number:07}"},
        do_not_tell=f"my husband {feared}" if number % FEARS == 0 else "",
        sound_keys=sound_keys_of((name,)),
    )
    row = ClearRow(**{column.name: case[column.name] for column in fields(ClearRow)})
    facts = {
        date_name(entry["id"]): date_fact(entry["on"], entry["kind"], early=False)
        for entry in dates
    }
    return json.dumps(replace(card, row=row_of(row, card, facts)).to_json()).encode()
