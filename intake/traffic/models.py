"""The tables of sent requests by network, of counted tries, and of places that answered."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Digest, Model


class Arrival(Model):
    """The network from which a case was sent, for about an hour.

    All clear: ``network`` is a hash of the /24 or /64 under a key from the applicants' door's
    ``SECRET_KEY``, so that the table alone names no network, but tells which cases of the last
    hour came from the same one. ``until`` is the time at which the row is deleted, in steps of ten
    minutes, so that it does not tell when a person sent.
    """

    __tablename__ = "arrivals"
    __table_args__ = (Index("ix_arrivals_network", "network", "until"),)

    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True
    )
    network: Mapped[Digest]
    until: Mapped[datetime] = mapped_column(index=True)


class TryCount(Model):
    """The tries of one network at one thing that is limited, within one span of time.

    All clear: ``key`` is a hash of both under a key from the applicants' door's ``SECRET_KEY``,
    ``span`` the number of the span, which is as long as the window of the limit. The row is deleted
    after ``until``, two spans later: at most two hours. One row, whose key is no network's, says
    that there are very many drafts (:mod:`intake.traffic.arrivals`).
    """

    __tablename__ = "try_counts"

    key: Mapped[Digest] = mapped_column(primary_key=True)
    span: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    tries: Mapped[int]
    until: Mapped[datetime] = mapped_column(index=True)


class PlaceAnswer(Model):
    """Count the applicants whom a referral place answered within a month, or did not.

    All clear: counts, and no row says who was sent where. A place that few people are sent to
    still says that one of them was. Rows are deleted after a year.
    """

    __tablename__ = "place_answers"

    place_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    answered: Mapped[int] = mapped_column(default=0, server_default="0")
    silent: Mapped[int] = mapped_column(default=0, server_default="0")
