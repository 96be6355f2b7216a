"""The tables of offices and of their members."""

from sqlalchemy import JSON, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Model, new_id


class Office(Model):
    """An office of a team, to which new requests are routed.

    All clear: the name, and the ``states`` (postal codes) and form ``languages`` that it serves
    (tags, only those that the row of a case may name: ``IN_CLEAR`` of
    ``intake/questionnaire/languages.py``). ``is_default`` marks the one office that gets what no
    other serves.
    """

    __tablename__ = "offices"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    team_id: Mapped[str] = mapped_column(ForeignKey("teams.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    states: Mapped[list[str]] = mapped_column(JSON)
    languages: Mapped[list[str]] = mapped_column(JSON)
    is_default: Mapped[bool] = mapped_column(default=False, server_default=false())


class OfficeMember(Model):
    """A member's place in an office; a member may have several. All clear."""

    __tablename__ = "office_members"

    office_id: Mapped[str] = mapped_column(
        ForeignKey("offices.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[str] = mapped_column(
        ForeignKey("staff_members.id"), primary_key=True, index=True
    )
