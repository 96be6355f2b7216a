"""No administrator changes what they themselves may do: a colleague does it."""

from intake.extensions import db
from intake.keys import store as keys
from intake.staff import store
from intake.staff.store import Role
from tests.staff.making import EMAIL
from tests.support.clients.members import GULL, id_of, member_id_of

REFUSED = {
    "disable": 404,
    "roles": 404,
    "reset": 404,
    "reset/confirm": 409,
    "reset/end": 409,
}
"""Each act of an administrator on a member, and the answer where that is the one who asks."""


def test_no_administrator_does_this_to_themselves(app, wren, gull):
    for act, status in REFUSED.items():
        before = _access_of(app)

        wren.open(f"/desk/team/{id_of(app)}")
        wren.post_form(f"/desk/team/{id_of(app)}/{act}", roles="attorney", link="x")

        assert wren.status == status
        assert _access_of(app) == before
        wren.open("/desk/team")
        assert wren.status == 200


def test_the_own_page_offers_none_of_it(app, wren, gull):
    wren.open(f"/desk/team/{id_of(app)}")
    own = wren.text
    wren.open(f"/desk/team/{id_of(app, GULL)}")

    for act in ("disable", "roles", "reset"):
        assert f"/{act}" not in own
        assert f"/{act}" in wren.text


def _access_of(app):
    with app.app_context():
        member = store.find(member_id_of(EMAIL))
        assert member is not None
        assert Role.ADMINISTRATOR in member.roles
        found = (member.disabled_on, tuple(member.roles), len(keys.grants_of(member.id)))
        db.session.remove()
        return found
