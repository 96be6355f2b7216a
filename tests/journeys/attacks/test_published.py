"""Rows of what members published, written by SQL without a key: no page changes, none fails."""

import json
from dataclasses import replace
from typing import Any

import pytest

from intake.actions.health.check import Moment
from intake.actions.health.records import check_published
from intake.actions.law import publish
from intake.actions.law.publish import PublishedBroken, put_in_force
from intake.amendments import published
from intake.amendments.approved import law_book, places_in_force, texts_in_force
from intake.amendments.intake_notices import in_force
from intake.amendments.models import PublishedRow
from intake.extensions import db
from intake.referrals.places import shipped as shipped_places
from intake.referrals.shelf import stored_row
from intake.sealing.published import Published, holds
from intake.sealing.signing import new_signing_pair, sign
from tests.amendments.test_approved import TEN_DAYS, two_of
from tests.cases.desk import desk_of
from tests.cases.making import INSTALLATION, NOW, TODAY
from tests.cases.signing import last_row, signing_team
from tests.support.databases.fixtures import ON_BOTH

pytestmark = ON_BOTH

NINE_YEARS = TEN_DAYS | {"parameter_id": "asylum_filing_years", "value": 9}
STRANGER = replace(shipped_places()[0], phone="555-010-0666")
FORGED = {
    "amendment": NINE_YEARS,
    "place": {"place_id": STRANGER.id, "place": stored_row(STRANGER)},
    "wording": {
        "wording": "call",
        "language": "en",
        "text": "Call them.",
        "english_id": "",
    },
    "notice": {"status": "paused", "until": "2099-01-01", "odds": {}},
    "signature": {"rows": [], "name": "Nobody", "bar": "NY 1", "on": "2026-11-20"},
    "amendment_withdrawn": {"id": "a"},
    "epoch": {},
    "unheard of": {},
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_row_that_nobody_signed_changes_nothing_and_is_named(office, kind):
    signed = office.signed()
    before = told()

    forged = replace(signed, id="f" * 32, kind=kind, content=FORGED[kind], n=2)
    add(replace(forged, digest=forged.digest_of(signed.digest, INSTALLATION)))

    office.is_as(before, broken="f" * 32)


def test_a_row_with_keys_of_an_attackers_own_changes_nothing(office):
    """Two members are invented, with keys that no administrator certified."""
    signed, before, pair = office.signed(), told(), new_signing_pair()
    row = replace(signed, id="f" * 32, content=NINE_YEARS, n=2)
    people = {
        name: replace(by, member_id=name, public=pair.public, certificate=sign(pair.private, b""))
        for name, by in (("proposed", row.proposed), ("approved", row.approved))
    }
    row = replace(row, **people)
    row = replace(row, proposed=resigned(row.proposed, pair, row.proposal(INSTALLATION)))
    message = row.approval(signed.digest, INSTALLATION)
    row = replace(row, approved=resigned(row.approved, pair, message))
    add(replace(row, digest=row.digest_of(signed.digest, INSTALLATION)))

    office.is_as(before, broken="f" * 32)


def test_one_member_is_not_two(office):
    """A member who proposes cannot approve with another row's certificate, nor under another id."""
    signed = office.signed()
    row = replace(signed, approved=replace(signed.approved, member_id=signed.proposed.member_id))

    assert not published_alone(row)


@pytest.mark.parametrize("part", ["proposed", "approved"])
@pytest.mark.parametrize("change", [{"roles": ("caseworker",)}, {"adds": "proofread"}])
def test_no_role_and_no_remark_is_added_to_a_signature(office, part, change):
    signed = office.signed()
    row = replace(signed, **{part: replace(getattr(signed, part), **change)})

    assert not published_alone(replace(row, digest=row.digest_of(b"", INSTALLATION)))


def test_a_proposal_that_the_member_did_not_sign_waits_for_nobody(office):
    publish.propose(office.team.acts(office.wren), "amendment", dict(TEN_DAYS))
    db.session.commit()
    row = last_row()

    store(replace(row, content=NINE_YEARS))

    assert publish.waiting(INSTALLATION, "amendment") == []


def test_a_row_that_is_changed_swapped_or_gone_leaves_what_was_signed_in_force(office):
    first, second = office.signed(), office.signed(TEN_DAYS | {"value": 20})
    before = told()
    assert law_book().number("bia_appeal_days", on=TODAY) == 20

    for change in (
        lambda: store(replace(second, content=NINE_YEARS)),
        lambda: [store(replace(first, n=2)), store(replace(second, n=1))],
        lambda: delete(second.id),
        lambda: [delete(first.id), delete(second.id)],
        lambda: write(second.id, b"{"),
    ):
        change()
        office.is_as(before)
        with pytest.raises(PublishedBroken):
            office.signed(TEN_DAYS | {"value": 25})
        db.session.rollback()
        assert publish.repair(INSTALLATION) > 0
        db.session.commit()
        assert office.finding() == "good"
    office.signed(TEN_DAYS | {"value": 25})
    assert law_book().number("bia_appeal_days", on=TODAY) == 25


def test_rows_of_older_keys_do_not_follow_those_of_newer_ones(office):
    """A member who left signs with an epoch that has ended."""
    first = office.signed()
    later = replace(first, n=2, epoch=2)
    older = replace(first, n=3, epoch=1)

    epochs = {first.team_id: office.epochs() * 2}
    assert not holds(older, later, epochs, publish.allows, INSTALLATION)


PENDING: dict[str, Any] = {
    "no id": {"id": 5},
    "no text": {"id": "\ud800"},
    "no member": {"proposed": {"member_id": "\ud800"}},
    "of nobody": {"proposed": {"member_id": "e" * 32}},
    "no place": {"kind": "place", "content": {}},
    "no wording": {"kind": "wording", "content": {}},
    "again": {},
}


@pytest.mark.parametrize("how", PENDING)
def test_no_proposal_that_nobody_signed_fails_a_page_or_is_shown(office, how):
    """The last is that of a row that was approved: it is approved only once."""
    row = json.loads(office.signed().to_bytes())
    changed = PENDING[how]
    proposed = row["proposed"] | changed.get("proposed", {})
    row |= {"n": 0, "team_id": "", "epoch": 0, "approved": None, "digest": ""}
    row |= {**changed, "proposed": proposed}
    db.session.add(PublishedRow(id="d" * 32, row=json.dumps(row).encode()))
    db.session.commit()

    assert publish.waiting(INSTALLATION) == []
    office.pages_answer()
    office.signed(TEN_DAYS | {"value": 12})


@pytest.mark.parametrize(
    "change",
    [{"team_id": []}, {"team_id": "\ud800"}, {"approved": {"roles": ["\ud800"]}}, {"id": ""}],
)
def test_no_row_of_the_chain_stops_the_worker(office, change):
    signed, before = office.signed(), told()
    row = json.loads(signed.to_bytes()) | {"id": "d" * 32, "n": 2}
    row |= {**change, "approved": row["approved"] | change.get("approved", {})}
    id_ = row["id"] if row["id"] == "" else "d" * 32
    db.session.add(PublishedRow(id=id_, n=2, row=json.dumps(row).encode()))
    db.session.commit()

    assert put_in_force(INSTALLATION) == id_
    assert (told(), office.finding()) == (before, "broken")
    assert publish.repair(INSTALLATION) == 1
    db.session.commit()
    office.signed(TEN_DAYS | {"value": 12})


def test_rows_with_other_numbers_are_put_right(office):
    office.signed()
    office.signed(TEN_DAYS | {"value": 20})
    before = told()
    for row in db.session.scalars(db.select(PublishedRow).order_by(PublishedRow.n.desc())):
        row.n = (row.n or 0) + 7
        db.session.flush()
    db.session.commit()

    office.is_as(before)
    assert publish.repair(INSTALLATION) == 2
    db.session.commit()
    office.signed(TEN_DAYS | {"value": 12})


@pytest.mark.parametrize("value", [None, True, 0, -1, 1.5, "x", "é" * 40, [], {}, [[]], 2**40])
def test_no_value_of_any_field_fails_a_page(office, value):
    signed = office.signed()
    rows = json.loads(signed.to_bytes())
    places = [(rows, name) for name in rows]
    for part in ("proposed", "approved", "content"):
        places += [(rows[part], name) for name in rows[part]]
    before = told()
    for holder, name in places:
        kept, holder[name] = holder[name], value
        for id_ in (signed.id, "f" * 32):
            write(id_, json.dumps(rows).encode())
            assert told() == before
            assert office.finding() in ("broken", "good")
        holder[name] = kept
        delete("f" * 32)
        write(signed.id, signed.to_bytes())
    office.pages_answer()


def test_a_new_node_believes_no_more_than_is_signed(office):
    office.signed()
    second = office.signed(TEN_DAYS | {"value": 20})
    store(replace(second, content=NINE_YEARS))
    published.path().unlink()

    assert put_in_force(INSTALLATION) == second.id

    assert law_book().number("bia_appeal_days", on=TODAY) == 10
    assert law_book().number("asylum_filing_years", on=TODAY) == 1


def test_a_file_that_cannot_be_read_is_no_error(office):
    office.signed()
    before = told()
    published.path().write_bytes(b"[{")
    assert told() == before

    put_in_force(INSTALLATION)
    office.pages_answer()


class Office:
    """A team of two who publish, and an application whose pages are opened."""

    def __init__(self, app):
        self.app = app
        self.team, self.wren, self.gull = two_of(signing_team())
        self.desk = desk_of(app, "attorney", team=self.team, email="tern@example.org")

    def signed(self, content=TEN_DAYS):
        """Publish an amendment; return its row."""
        self.team.published("amendment", dict(content), self.wren, self.gull)
        return last_row()

    def epochs(self):
        return publish.verified_epochs(INSTALLATION)[self.team.id]

    def finding(self):
        """Return what Health finds, without the id."""
        return self.found().finding

    def found(self):
        return check_published(Moment(settings=self.app.config["SETTINGS"], now=NOW))

    def is_as(self, before, *, broken=""):
        """Expect that pages say the same as before, and that the alarm names the row."""
        named = put_in_force(INSTALLATION)
        assert told() == before
        assert named
        assert broken in ("", named)
        assert self.found().details == (f"Published row that does not hold: {named}.",)
        self.pages_answer()

    def pages_answer(self):
        db.session.commit()
        with self.app.app_context():
            client = self.app.test_client()
            for page in ("/en/", "/en/other-help", "/es/"):
                assert client.get(page).status_code == 200
        for page in ("/desk/law", "/desk/law/places", "/desk/letters", "/desk/work"):
            assert self.desk.open(page).status_code == 200


def told():
    """Return what pages say."""
    years = law_book().number("asylum_filing_years", on=TODAY)
    appeal = law_book().number("bia_appeal_days", on=TODAY)
    return years, appeal, places_in_force(), dict(texts_in_force()), in_force(today=TODAY)


def published_alone(row):
    """Return true if a row would hold as the first of the chain."""
    epochs = publish.verified_epochs(INSTALLATION)
    return holds(row, None, epochs, publish.allows, INSTALLATION)


def resigned(by, pair, message):
    return replace(by, signature=sign(pair.private, message))


def add(row: Published):
    db.session.add(PublishedRow(id=row.id, n=row.n, row=row.to_bytes()))
    db.session.commit()


def store(row: Published):
    write(row.id, row.to_bytes())


def write(id_, content):
    """Put bytes into a row, which is added if it is not there."""
    db.session.merge(PublishedRow(id=id_, n=2 if id_ == "f" * 32 else row_number(id_), row=content))
    db.session.commit()


def row_number(id_):
    row = db.session.get(PublishedRow, id_)
    return row.n if row else None


def delete(id_):
    if row := db.session.get(PublishedRow, id_):
        db.session.delete(row)
        db.session.commit()


@pytest.fixture
def office(app, clock):
    with app.app_context():
        yield Office(app)
