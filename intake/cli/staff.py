"""``flask staff``: invite, list and deactivate staff."""

import click
from flask.cli import AppGroup

from intake import clock
from intake.actions.accounts.change_roles import disable_staff
from intake.actions.accounts.enrol_staff import invite_staff
from intake.cases import side_lists
from intake.cli import app_context
from intake.extensions import saving
from intake.keys import store as keys
from intake.sealing.tokens import new_token, token_text
from intake.staff import invitations
from intake.staff import store as staff
from intake.staff.invitations import NotAnAddress
from intake.staff.models import StaffMember
from intake.staff.store import Role

FAILURES: dict[type[Exception], str] = {
    NotAnAddress: "Enter a valid email address.",
    staff.AddressTaken: "A staff member already uses this address.",
}

command = AppGroup("staff", help="Invite, list and deactivate staff.")


@command.command("invite")
@click.argument("email")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([str(role) for role in Role]),
    help="Role; repeat for several.",
)
@click.option("--team", "team_name", default="", help="Team name, if there is more than one.")
def invite(email: str, roles: tuple[str, ...], team_name: str) -> None:
    """Print a one-time link for a colleague. It contains no keys and replaces any earlier link."""
    token = new_token()
    with app_context.failures_as_sentences(FAILURES), saving():
        invited = invite_staff(
            email,
            [Role(role) for role in dict.fromkeys(roles)],
            token,
            app_context.moment(),
            team_id=app_context.chosen_team(team_name).id,
        )
    click.echo(app_context.invitation_link(token_text(token)))
    click.echo(f"This link is for {invited.email}. It works once, within 72 hours.")
    click.echo("Any earlier link for this address no longer works.")
    click.echo("They can sign in right away, and open cases once a colleague gives them access.")


@command.command("list")
def list_() -> None:
    """List staff and pending invitations, with roles and teams."""
    names = {team.id: team.name for team in keys.teams()}
    holders = {team: keys.members_with_keys(team) for team in names}
    for member in staff.everybody():
        row = _row(member.email, member.roles, names[member.team_id])
        click.echo(f"{row}  {_state(member, holders)}")
    for invitation in invitations.open_ones(clock.now()):
        row = _row(invitation.email, invitation.roles, names[invitation.team_id])
        click.echo(f"{row}  invited until {invitation.expires_at:%Y-%m-%d %H:%M} UTC")


@command.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Deactivate a member: end all sessions and remove case access. Their cases become unassigned.

    If the member is an administrator, unused invitation links end too: they may have copied them.
    """
    with saving():
        moment = app_context.moment()
        member = staff.find_by_email(email, secrets=moment.secrets)
        if member is None:
            raise click.ClickException("No active staff member has this address.")
        count = len(side_lists.open_cases_of(member.id))
        removed_keys = disable_staff(member, moment)
    click.echo(f"{member.email} is deactivated and signed out everywhere.")
    if count:
        click.echo(f"{count} open cases of this member are unassigned now: see the queue.")
    if not removed_keys:
        click.echo(
            "No one else on the team has its keys. Theirs are kept, but nobody can open cases now."
        )


def _row(email: str, roles: list[str], team: str) -> str:
    return f"{email}  {', '.join(roles)}  {team}"


def _state(member: StaffMember, holders: dict[str, frozenset[str]]) -> str:
    if member.disabled_on is not None:
        return f"deactivated on {member.disabled_on}"
    if member.id not in holders[member.team_id]:
        return f"joined on {member.joined_on}, waiting for case access"
    return f"joined on {member.joined_on}"
