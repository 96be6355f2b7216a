"""Write drafts into the database of a running product, so that no test answers every page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from flask import Flask

from intake.actions.application.submit import save_draft, start_request
from intake.actions.opening.open_draft import open_draft
from intake.engines import tune_sqlite
from intake.extensions import db, saving
from intake.questionnaire.journey import Draft
from intake.requests import applicant_access
from intake.sealing.tokens import session_proof


@contextmanager
def writing_to(database: str) -> Iterator[None]:
    """Open a write transaction on the database of a running product; commit at the end."""
    app = Flask("drafts")
    app.config["SQLALCHEMY_DATABASE_URI"] = database
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            tune_sqlite(db.engine)
        with saving():
            yield
        db.engine.dispose()


def fingerprint_of(var: Path) -> str:
    """Return the recovery fingerprint that the product of this folder trusts."""
    return (var / "recovery_fingerprint").read_text().strip()


def store_draft(token: bytes, draft: Draft, *, pin: str, now: datetime):
    """Store a copy of a draft in a new session of this token."""
    today = now.date()
    begun = start_request(token, language=draft.language, today=today, now=now, installation=pin)
    saved = save_draft(begun, replace(draft, begun_at=now), today=today, now=now)
    applicant_access.add(saved.request)


def load_draft(token: bytes, *, pin: str) -> Draft:
    """Return the draft of the session of this token."""
    request = applicant_access.find_by_proof(session_proof(token), to_change=True)
    assert request is not None
    return open_draft(request, token, pin).draft
