"""Words that a member types into any form of the desk appear in no log, address or title."""

import logging
import re
from dataclasses import dataclass, field

import pytest

from intake.audit.models import AuditEntry
from intake.diary.models import DiaryEntry
from intake.extensions import db
from intake.logs import JsonLines
from tests.cases.desk import Desk, desk_of
from tests.cases.making import TODAY
from tests.support.rows import all_rows

pytestmark = pytest.mark.usefixtures("clock")

ELSEWHERE = ("signout", "lock", "erase", "/end", "passkeys", "codes", "password", "again", "roles")
"""Actions that end the session or the case, or need a secret."""
TEXT_TYPES = ("text", "search", "email", "tel", "")


def test_words_typed_at_the_desk_stand_in_no_log_address_or_title(app, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="sqlalchemy.engine")
    with app.app_context():
        walk = Walk(desk_of(app, "supervisor", "administrator"))
        for rule in pages(app):
            walk.fill_in(rule)

    assert walk.accepted >= {"contact", "date", "dates", "messages", "notes", "screening"}
    logged = "\n".join(map(JsonLines().format, caplog.records))
    with app.app_context():
        entries = [str(vars(entry)) for entry in all_rows(AuditEntry)]
    assert entries
    assert "sqlalchemy.engine" in logged
    visible = "\n".join((logged, *entries, *walk.visible)).casefold()
    assert [word for word in walk.words if word.casefold() in visible] == []


@dataclass
class Walk:
    """A walk that fills in each field of each form with a unique word.

    ``accepted`` has the parts of the addresses whose forms were accepted, ``visible`` the response
    headers and titles.
    """

    desk: Desk
    words: list[str] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)
    visible: list[str] = field(default_factory=list)

    def fill_in(self, rule):
        """Send each form with a box for words once for each button, each time for a new case."""
        forms = self._forms(rule)
        for number, form in enumerate(forms):
            for at in range(max(1, len(list(form.iter("button"))))):
                self._send(self._forms(rule)[number] if number or at else form, at)

    def _forms(self, rule):
        case = self.desk.team.case(dates={"act_by": TODAY})
        db.session.commit()
        (entry_id,) = db.session.scalars(db.select(DiaryEntry.id).filter_by(case_id=case.id))
        address = rule.rule.replace("<reference>", case.reference).replace("<entry_id>", entry_id)
        if self.desk.open(address).status_code != 200:
            return []
        return [
            form
            for form in self.desk.root.iter("form")
            if form.get("method") == "post"
            and (action := form.get("action", "")).startswith("/desk/")
            and not any(part in action for part in ELSEWHERE)
            and any(_takes_words(box) for box in form.iter())
        ]

    def _send(self, form, at):
        action, before = form.get("action", ""), len(self.words)
        answer = self.desk.post(action, **dict(self._fields(form, at)))
        assert answer.status_code < 500, (action, answer.status_code)
        self.visible += [f"{name}: {value}" for name, value in answer.headers]
        if answer.status_code == 303 and len(self.words) > before:
            self.accepted.update(re.findall("[a-z]+", action.partition("?")[0]))
        elif answer.status_code != 303:
            self.visible += [self.desk.words(title) for title in self.desk.all("title")]

    def _fields(self, form, at):
        chosen: set[str] = set()
        for box in form.iter():
            name = box.get("name")
            if box.tag == "button" or not name or name == "csrf_token" or name in chosen:
                continue
            chosen.add(name)
            yield name, self._value_for(box)
        buttons = list(form.iter("button"))
        if at < len(buttons) and (name := buttons[at].get("name")):
            yield name, buttons[at].get("value", "")

    def _value_for(self, box):
        kind = box.get("type", "")
        if box.tag == "select":
            return [option.get("value", "") for option in box.iter("option")][-1]
        if kind == "date":
            return box.get("max") or "2026-12-01"
        if _takes_words(box):
            self.words.append(f"Zanziwort{len(self.words):04}")
            return f"{self.words[-1]}@example.org" if kind == "email" else self.words[-1]
        return box.get("value", "")


def _takes_words(box):
    """Return true for a box into which a person types words."""
    is_text = box.tag == "input" and box.get("type", "") in TEXT_TYPES
    return box.tag == "textarea" or is_text


def pages(app):
    """Return every page of the desk whose address has no variable part, or a case and its date."""
    return sorted(
        (
            rule
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith("/desk/")
            and rule.arguments <= {"reference", "entry_id"}
            and "GET" in (rule.methods or ())
        ),
        key=lambda rule: rule.rule,
    )
