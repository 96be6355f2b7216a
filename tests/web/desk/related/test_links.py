"""People of several cases side by side: merged, linked to family, and taken apart again."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import select

from intake.audit.acts import AuditAct
from intake.audit.models import AuditEntry
from intake.conflicts.stubs import case_links
from intake.extensions import db
from tests.cases.making import CARD, TODAY

PHONE = {"phone": "+1 (202) 555-0143"}
FAR = TODAY + timedelta(90)


def test_duplicates_stand_side_by_side_and_one_is_merged_into_the_other(desk):
    first, twin = a_case(desk), a_case(desk)
    desk.open_case(twin)
    assert first.reference in desk.text

    desk.open(f"/desk/cases/{twin.reference}/links")
    rows = [desk.words(row) for row in next(desk.all("tbody")).iter("tr")]
    assert rows[0].startswith("This applicant")
    assert rows[1].startswith(first.reference)
    assert "Same phone" in rows[1]
    assert post(desk, twin, other=first.reference, to="merge") == 422
    assert "Tick that this person alone holds both return codes" in desk.text
    assert post(desk, twin, other=first.reference, to="merge", one_holder="1") == 303

    assert (twin.status, twin.close_reason) == ("closed", "duplicate")
    desk.open_case(twin)
    assert f"Linked: same person {first.reference}" in desk.words_of("main")
    desk.open_case(first)
    assert f"Linked: same person {twin.reference}" in desk.words_of("main")


def test_the_case_with_the_earlier_deadline_is_not_offered_to_be_closed(desk):
    late, soon = a_case(desk), a_case(desk, act_by=FAR - timedelta(9))
    a_case(desk, act_by=None)
    desk.open(f"/desk/cases/{soon.reference}/duplicates")

    desk.open(f"/desk/cases/{soon.reference}/links")

    assert not list(desk.all("button", value="merge"))
    assert list(desk.all("a", href=f"/desk/cases/{late.reference}/links"))


def test_a_family_member_is_linked_by_reference_and_unlinked(desk):
    sister, brother = a_case(desk, contact={}), a_case(desk, contact={})

    assert post(desk, sister, other="nothing", to="family") == 422
    assert post(desk, sister, other="AAAA-AAAA", to="family") == 422
    assert "No case has this reference." in desk.text
    assert post(desk, sister, other=brother.reference.lower(), to="family") == 303
    desk.open(f"/desk/cases/{brother.reference}/links")
    assert "Linked: family" in desk.text
    assert post(desk, brother, "/remove", other=sister.reference) == 303

    desk.open(f"/desk/cases/{sister.reference}/links")
    assert "Linked: family" not in desk.text


def test_next_deadlines_stand_side_by_side_and_a_held_case_by_its_reference(desk):
    case, held = a_case(desk), a_case(desk, conflict=None)
    desk.open(f"/desk/cases/{case.reference}/duplicates")
    desk.open(f"/desk/cases/{case.reference}/links")

    own, other = (desk.words(row) for row in next(desk.all("tbody")).iter("tr"))
    assert "22 February 2027" in own
    assert other.startswith(f"{held.reference} Hidden until its conflict check: open it first")
    assert "Lumo Test-Wrenfold" not in other
    assert "Family member" not in other
    assert post(desk, case, other=held.reference, to="family") == 409
    assert "The other case cannot be linked yet" in desk.text


def test_links_that_do_not_open_are_dropped_by_who_may_erase_and_nothing_else_is_lost(desk):
    sister, brother = a_case(desk, contact={}), a_case(desk, contact={})
    assert post(desk, sister, other=brother.reference, to="family") == 303
    damaged = case_links.sealed_of(sister.id)
    assert damaged
    case_links.keep(sister.id, damaged[:-1] + bytes((damaged[-1] ^ 1,)))

    desk.open(f"/desk/cases/{sister.reference}/links")
    assert "One part of this case is damaged: its links" in desk.text
    assert post(desk, sister, "/drop") == 404
    deciding = desk.colleague("supervisor", email="heron@example.org")
    assert post(deciding, sister, "/drop") == 303

    deciding.open(f"/desk/cases/{sister.reference}/links")
    assert "One part of this case is damaged" not in deciding.text
    assert post(deciding, sister, "/drop") == 409
    assert "Nothing was dropped." in deciding.text
    deciding.open(f"/desk/cases/{brother.reference}/links")
    assert "Linked: family" in deciding.text
    logged = select(AuditEntry.case_id).where(AuditEntry.act == AuditAct.LINKS_DROPPED.value)
    assert list(db.session.scalars(logged)) == [sister.id]


def a_case(desk, contact=PHONE, **changed):
    return desk.case(card=replace(CARD, contact=contact), due_on=FAR, **changed)


def post(desk, case, part="", **fields):
    """Send the form of links, which leads on to the case or to its links; return the status."""
    status = desk.send(case, f"links{part}", **fields)
    if status == 303:
        leads_to = "" if fields.get("to") == "merge" else "/links"
        assert urlsplit(desk.page.location).path == f"/desk/cases/{case.reference}{leads_to}"
    return status
