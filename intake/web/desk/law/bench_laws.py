"""The laws that the rule tester assesses by: in force, as released, with or without a change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext

from intake.amendments import two_people
from intake.amendments.approved import in_force, parameters_of, with_amendment, without_amendment
from intake.amendments.models import Amendment
from intake.law.book import LawBook, shipped
from intake.web.app_context import law
from intake.web.filters import long_date

CURRENT = "current"
RELEASED = "released"


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedLaw:
    """A law book with the code and the words under which the rule tester offers it."""

    code: str
    says: str
    book: LawBook


def offered_laws() -> list[OfferedLaw]:
    """Return the law in force first, then the release, proposals, and changes approved here.

    A proposal is laid over the law in force; an approved change is taken out of it. Older law is
    in each book: rows hold from one day until another, and the day received chooses.
    """
    book = law()
    current = OfferedLaw(code=CURRENT, says=gettext("Current law"), book=book)
    if book is shipped():
        return [current, *_proposed(book)]
    released = OfferedLaw(
        code=RELEASED, says=gettext("As released, without changes made here"), book=shipped()
    )
    return [current, released, *_proposed(book), *_approved(book)]


def _proposed(book: LawBook) -> Iterator[OfferedLaw]:
    for amendment in two_people.pending(Amendment):
        for row in parameters_of(amendment):
            yield OfferedLaw(
                code=amendment.id,
                says=gettext(
                    "If this change is approved: %(what)s, from %(day)s",
                    what=row.what,
                    day=long_date(row.from_day),
                ),
                book=with_amendment(book, amendment),
            )


def _approved(book: LawBook) -> Iterator[OfferedLaw]:
    for row, amendment in in_force().items():
        yield OfferedLaw(
            code=amendment.id,
            says=gettext(
                "Without this change: %(what)s, from %(day)s",
                what=row.what,
                day=long_date(row.from_day),
            ),
            book=without_amendment(book, amendment),
        )
