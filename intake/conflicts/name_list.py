"""A list of names as one text, in which a check finds names without parsing the others.

Each line is a kind, a name and, behind tabs, the rough forms of its words. Behind an empty line
stand all forms, ascending, each with the positions of the names that have it: those of a name
written as one word begin with ``=``, and the empty form stands for names of a single word.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from intake.conflicts.card_index import NAME, index_words, may_be_named, traits
from intake.conflicts.traits import LONG_ENOUGH, Name, Traits, Word

NOBODY = traits({})


def parsed(name: str) -> Name | None:
    """Return the words of a name; ``None`` for one without letters."""
    return next(iter(traits({NAME: name}).names), None)


def text_of(names: Mapping[str, Name]) -> str:
    """Return the text of a list. The keys of *names* are kind and name."""
    lines = ("\t".join((label, *map("/".join, name.words))) for label, name in names.items())
    index = index_words(
        _as_one(name.whole[:1]).union(*name.words, [""] if len(name.words) == 1 else [])
        for name in names.values()
    )
    forms = sorted(f"{form}\t{' '.join(map(str, at))}" for form, at in index.items())
    return "\n".join([*lines, "", *forms])


class NameList:
    """A list that :func:`text_of` wrote; ``lines`` are those of its names."""

    def __init__(self, text: str) -> None:
        names, _, forms = text.partition("\n\n")
        self.lines, self._forms = names.split("\n"), forms.split("\n")

    def like(self, person: Traits) -> Iterator[tuple[int, str, Traits]]:
        """Yield position, kind and traits of names that may be the person's, or named by them."""
        wholes = {
            at: (whole,)
            for name in person.names
            for whole in name.whole
            for form in _as_one([whole])
            for at in self._with(form)
        }
        found = set(wholes)
        for words in (person.against, *(name.words for name in person.names)):
            found |= may_be_named({form: self._with(form) for form in chain([""], *words)}, words)
        for at in sorted(found):
            label, *forms = self.lines[at].split("\t")
            words = tuple(frozenset(word.split("/")) for word in forms)
            # the form of a word begins with "word "
            is_telling = len(words) > 1 or max(map(len, words[0])) >= len("word ") + LONG_ENOUGH
            name = Name(words=words, whole=wholes.get(at, ()), is_telling=is_telling)
            yield at, label.partition(" ")[0], replace(NOBODY, names=(name,))

    def _with(self, form: str) -> list[int]:
        """Return the positions of the names with a form."""
        at = bisect_left(self._forms, f"{form}\t")
        found, _, positions = "".join(self._forms[at : at + 1]).partition("\t")
        return list(map(int, positions.split())) if found == form else []


def kind_and_name(place: str, lists: Mapping[str, NameList]) -> tuple[str, str]:
    """Return both for the place of a hit; the name is empty if its list is gone."""
    kind, list_id, at = (place or "  ").split(" ")
    label = lists[list_id].lines[int(at)].split("\t")[0] if list_id in lists else ""
    return kind, label.partition(" ")[2]


def _as_one(wholes: Iterable[Word]) -> set[str]:
    return {f"={form}" for whole in wholes for form in whole}
