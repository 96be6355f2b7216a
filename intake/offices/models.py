"""The tables of offices and of their members."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Flag, MemberId, Model, RowId, TeamId


class Office(Model):
    """An office of a team, to which new requests are routed.

    All clear: the name, and the ``states`` (postal codes) and form ``languages`` that it serves
    (tags, only those that the row of a case may name: ``IN_CLEAR`` of
    ``intake/questionnaire/languages.py``). ``is_default`` marks the one office that gets what no
    other serves.
    """

    __tablename__ = "offices"

    id: Mapped[RowId]
    team_id: Mapped[TeamId] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(60))
    states: Mapped[list[str]]
    languages: Mapped[list[str]]
    is_default: Mapped[Flag]


class OfficeMember(Model):
    """A member's place in an office; a member may have several. All clear."""

    __tablename__ = "office_members"

    office_id: Mapped[str] = mapped_column(
        ForeignKey("offices.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[MemberId] = mapped_column(primary_key=True, index=True)
