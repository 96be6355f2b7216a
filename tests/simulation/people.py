"""Applicants, and what they may rely on: everything that a page acknowledged."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.reading import stored_answers
from tests.questionnaire.making import ALONE_IN_TEXAS, TODAY, walked

TEXTS = ("note", "full_name_docs", "name_to_use", "city_or_zip3", "do_not_tell")
"""Questions that are answered again, each time in other words."""


def _pages():
    answers = stored_answers(dict(ALONE_IN_TEXAS))
    given = {id_: answers[id_] for id_ in ASYLUM.questions if id_ in answers}
    _, pages = walked(given, more=True)
    return tuple(
        (page, {q.id: given[q.id] for q in page.questions if q.id in given}) for page in pages
    )


PAGES = _pages()
AT_SENDING = {
    question.id: "yes" for question in ASYLUM.at_sending if question.id.startswith("ack_")
}


@dataclass
class Person:
    """An applicant and their browser.

    ``expected`` holds the answers that may be stored, by question: several after a page that was
    not acknowledged, of which nobody can say whether it was saved.
    """

    number: int
    is_conflicted: bool = False
    token: bytes | None = None
    ended_tokens: list[bytes] = field(default_factory=list)
    code: str = ""
    saves: int = 0
    session_until: datetime | None = None
    last_saved: date = TODAY
    expected: dict[str, set[Any]] = field(default_factory=dict)
    request_id: str = ""
    case_ids: set[str] = field(default_factory=set)
    references: set[str] = field(default_factory=set)
    reference: str = ""
    wrote: list[str] = field(default_factory=list)
    may_be_withdrawn: bool = False
    withdrew: bool = False
    code_is_over: bool = False
    has_mailbox: bool = False
    session_uncertain: bool = False
    words_written: int = 0

    def offer(self, answers):
        """Expect these answers beside the earlier ones: they may be saved now."""
        for question, answer in answers.items():
            self.expected.setdefault(question, {None}).add(answer)

    def acknowledge(self, answers):
        """Expect these answers alone: a page said that they were saved."""
        for question, answer in answers.items():
            self.expected[question] = {answer}

    def next_pages(self, draft, choices):
        """Return the next pages to answer, or one to answer again."""
        unseen = [page for page in PAGES if page[0].id not in draft.seen]
        if unseen and (len(draft.seen) < 2 or choices.random() < 0.8):
            return [self._own(page) for page in unseen[: choices.choice((2, 40, 40, 40))]]
        return [self.other_words(choices)]

    def other_words(self, choices):
        """Return a page with a text that this person never gave before."""
        question = choices.choice(TEXTS)
        page, answers = next(item for item in PAGES if question in item[1])
        self.words_written += 1
        text = f"Testwick{_letters(self.number)} Wordfold{_letters(self.words_written)}"
        return page, answers | {question: text}

    def faults_in(self, answers):
        """Return the questions whose stored answer is not an expected one."""
        return [
            question
            for question, expected in self.expected.items()
            if answers.get(question) not in expected
        ]

    def _own(self, page):
        """Return the page with names of this person alone, or a conflict with the one before."""
        names = {"name_to_use", "full_name_docs"} & page[1].keys()
        answers = page[1] | dict.fromkeys(names, self.name)
        if "do_not_tell" in answers:
            feared = Person(self.number - 1).name if self.is_conflicted else f"Kin of {self.name}"
            answers["do_not_tell"] = feared
        return page[0], answers

    @property
    def name(self):
        """Return the name of this person, which sounds like no other."""
        return f"Lumo{_letters(self.number)} Testwick{_letters(self.number * 7 + 3)}"


def _letters(number):
    """Return a number as syllables, so that names differ in sound as well."""
    syllables = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru")
    return "".join(syllables[int(digit)] for digit in str(number))
