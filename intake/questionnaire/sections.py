"""Section, page, questionnaire: what is asked on one screen, and in which order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from intake.frozen import declaration, frozen, record
from intake.questionnaire.answers import Answers
from intake.questionnaire.conditions import ALWAYS, Condition, is_one_of
from intake.questionnaire.questions import Question


class BadQuestionnaire(Exception):
    """The declaration contradicts itself: a doubled id, a lost page, a look ahead."""


@record
class Part:
    """A question shown under some options of another question of its page.

    An answer to it counts only beside one of these ``codes``, or of the ``kept`` ones, which
    do not ask for it.
    """

    question: Question
    under: Question
    codes: tuple[str, ...]
    kept: tuple[str, ...] = ()

    @property
    def when(self) -> Condition:
        """Return the condition under which an answer counts."""
        return is_one_of(self.under, *self.codes, *self.kept)


@declaration
class Page:
    """One screen. Asks one thing; where that takes several boxes, ``heading`` names the thing.

    ``topic`` stands in the browser's title and history: a dull word or two, never a fear.
    ``other`` is the heading for a helper. A ``private`` page waits until no helper fills in.
    ``parts`` are those of its questions that only some of its other answers open, ``only`` those
    that answers to earlier pages open, where another question may open the page. Of whom
    ``core_when`` does not hold, a core page is asked among the later ones.
    """

    questions: tuple[Question, ...] = field(kw_only=False)
    topic: str
    heading: str = ""
    other: str = ""
    when: Condition = ALWAYS
    core_when: Condition = ALWAYS
    private: bool = False
    parts: tuple[Part, ...] = ()
    only: tuple[tuple[Question, Condition], ...] = ()
    parts_when: Mapping[str, Condition] = field(init=False)
    question_ids: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Collect the conditions of questions that are not asked whenever the page is."""
        of_parts = {part.question.id: part.when for part in self.parts}
        own = {question.id: when for question, when in self.only}
        object.__setattr__(self, "parts_when", of_parts | own)
        object.__setattr__(self, "question_ids", tuple(asked.id for asked in self.questions))

    def counts(self, question: str, answers: Answers, as_of: date) -> bool:
        """Return true where an answer to *question* counts beside the live *answers*."""
        when = self.parts_when.get(question)
        return when is None or when.holds(answers, as_of)

    def asks(self, question: str, answers: Answers, as_of: date) -> bool:
        """Return true where *question* counts beside these answers, and is asked for."""
        parts = (part for part in self.parts if part.question.id == question)
        asked = all(answers.has_code(part.under, part.codes) for part in parts)
        return asked and self.counts(question, answers, as_of)

    @property
    def looks_at(self) -> frozenset[str]:
        """Return the questions whose answers decide what the page asks."""
        return self.when.looks_at.union(*(when.looks_at for when in self.parts_when.values()))

    @property
    def id(self) -> str:
        """The id of its first question: unique, as those are."""
        return self.questions[0].id

    @property
    def required(self) -> bool:
        """Return true where it has a question that cannot be skipped."""
        return any(question.required for question in self.questions)


@frozen
class Section:
    """A heading of the check page, with the pages that belong under it.

    ``unasked`` are questions of the outside contract that no page asks: answers to them are read
    from files and stored cases, and staff read them.
    """

    id: str = field(kw_only=False)
    title: str = field(kw_only=False)
    pages: tuple[Page, ...]
    unasked: tuple[Question, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return all questions of the section, those of its pages first."""
        asked = (question for page in self.pages for question in page.questions)
        return (*asked, *self.unasked)


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """All sections, and the order of asking: core pages first, then the later ones.

    ``at_sending`` are the questions of the form that sends, ``at_start`` those of :attr:`unasked`
    that the choice of a language answers. Ticks of the question ``ticks``
    answer those of ``before_ticks``. Older drafts and cases, which lack ``ticks``, answered them
    one by one; such an answer counts on its condition, and others may look at it before its page.
    Raise :class:`BadQuestionnaire` if the declaration is not whole.
    """

    sections: tuple[Section, ...]
    core: tuple[Page, ...]
    later: tuple[Page, ...]
    at_sending: tuple[Question, ...]
    at_start: tuple[Question, ...] = ()
    ticks: str = ""
    before_ticks: Mapping[str, Condition] = field(default_factory=dict)
    pages: tuple[Page, ...] = field(init=False)
    questions: dict[str, Question] = field(init=False)
    numbers: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        pages = self.core + self.later
        declared = [page for section in self.sections for page in section.pages]
        if sorted(page.id for page in pages) != sorted(page.id for page in declared):
            raise BadQuestionnaire("the order of asking and the sections differ in their pages")
        asked = [question for page in pages for question in page.questions]
        every = [*asked, *self.at_sending, *self.unasked]
        by_id = {question.id: question for question in every}
        if len(by_id) != len(every):
            raise BadQuestionnaire("two questions have the same id")
        self._refuse_to_look_ahead(pages)
        object.__setattr__(self, "pages", pages)
        object.__setattr__(self, "questions", by_id)
        object.__setattr__(self, "numbers", {page.id: at for at, page in enumerate(pages, 1)})

    def _refuse_to_look_ahead(self, pages: tuple[Page, ...]) -> None:
        before: set[str] = set(self.before_ticks)
        for page in pages:
            own = {question.id for question in page.questions}
            parts = frozenset().union(*(when.looks_at for when in page.parts_when.values()))
            whole_page = page.when.looks_at | page.core_when.looks_at
            if ahead := (whole_page - before) | (parts - before - own):
                raise BadQuestionnaire(f"{page.id} looks ahead at {sorted(ahead)[0]}")
            before |= own

    @property
    def version(self) -> int:
        """Return the version of the newest question."""
        return max(question.since for question in self.questions.values())

    @property
    def unasked(self) -> tuple[Question, ...]:
        """Return the questions that no page asks."""
        return tuple(question for section in self.sections for question in section.unasked)

    def page(self, number: int) -> Page | None:
        """Return the page at ``/f/<number>``, or ``None``."""
        return self.pages[number - 1] if 1 <= number <= len(self.pages) else None

    def page_of(self, question: str) -> Page:
        """Return the page on which ``question`` is asked."""
        return next(
            page for page in self.pages if question in {asked.id for asked in page.questions}
        )
