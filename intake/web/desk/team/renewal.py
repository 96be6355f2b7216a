"""Re-encrypt the keys of cases for the team's new keys now, faster than it goes on by itself."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.keys.reseal_cases import progress, renew_in_passing
from intake.extensions import saving
from intake.staff.store import Act
from intake.web.access import see_other, signed_in, staff
from intake.web.desk.common.reader import actor_of, current_reader
from intake.web.desk.long_work import WORKS_FOR, working_page

blueprint = Blueprint("renewal", __name__)


@blueprint.get("/desk/team/keys/run")
@staff(Act.GRANT_ACCESS, keeps_alive=False)
def run() -> ResponseReturnValue:
    """Re-encrypt cases until the time is up or all were seen, and show the progress."""
    by, token, until, after = actor_of(current_reader()), signed_in().token, clock.now(), ""
    while not after or clock.now() < until + WORKS_FOR:
        with saving():
            after = renew_in_passing(by, token, after=after)
        if not after:
            return see_other("team.show")
    resealing = progress(by.team_id)
    return working_page(
        gettext("Renew keys"),
        done=resealing.total - resealing.left,
        total=resealing.total,
        back_url=url_for("team.show"),
    )
