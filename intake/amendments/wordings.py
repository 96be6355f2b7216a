"""The ready texts that members wrote, each in force for its language once approved."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from intake.amendments import two_people
from intake.amendments.models import WordingChange
from intake.frozen import frozen
from intake.rows import all_rows, fetch

IDS_IN_FORCE = two_people.ids_in_force(WordingChange)
"""Compiled once, because every letter executes it."""


@frozen
class WrittenText:
    """A ready text in one language as a member wrote it.

    ``proofread`` is true if the member who approved it reads the language. ``english_id`` is the
    change whose English text it follows; empty for that of the release.
    """

    change_id: str
    text: str
    english_id: str
    proofread: bool


Texts = Mapping[tuple[str, str], WrittenText]
"""Texts by the code of the wording and the tag of the language."""


def texts_in_force() -> Texts:
    """Return the texts that replace those of the release, at the cost of one small query."""
    return _texts(tuple(fetch(IDS_IN_FORCE).scalars()))


def changes_of(wording: str, language: str) -> Sequence[WordingChange]:
    """Return every change of a text, the newest first, withdrawn ones included."""
    own = WordingChange.wording == wording, WordingChange.language == language
    order = (WordingChange.proposed_on.desc(), WordingChange.approved_at.desc(), WordingChange.id)
    return all_rows(WordingChange, *own, by=order)


@lru_cache(maxsize=8)
def _texts(ids: tuple[str, ...]) -> Texts:
    """Build the table. The ids suffice as key, because approved changes are never edited."""
    changes = two_people.by_ids(WordingChange, ids)
    texts: dict[tuple[str, str], WrittenText] = {}
    for change in (changes[id_] for id_ in ids):
        key = (change.wording, change.language)
        if change.text is None:
            texts.pop(key, None)
        else:
            texts[key] = WrittenText(
                change_id=change.id,
                text=change.text,
                english_id=change.english_id,
                proofread=change.proofread,
            )
    return texts
