"""Read a spreadsheet saved as CSV: requests, a row each and a column for each question; or names.

An office knows names from other records, and conflict checks compare them.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from intake.actions.callers.enter_request import uncounted_answers
from intake.conflicts.name_list import parsed, text_of
from intake.frozen import frozen
from intake.questionnaire.answers import SEPARATOR, Answer, Answers, answer_from_text
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.start import device
from intake.questionnaire.countries import COUNTRIES
from intake.questionnaire.journey import Draft, what_is_missing
from intake.questionnaire.languages import LANGUAGES
from intake.questionnaire.limits import CHOOSE, NO_AMOUNT, NO_NUMBER, problem_with
from intake.questionnaire.questions import (
    Country,
    Date,
    Dates,
    Language,
    Languages,
    Money,
    Number,
    Question,
)
from intake.questionnaire.reading import UnreadableAnswer, read_answer
from intake.questionnaire.tidy import tidied
from intake.words import Sentence, say

MOST_ROWS = 500
"""Requests in one file."""

LAST_ROW = 1001
"""The last row that may hold one: empty rows may stand between them."""

DELIMITERS = ",;\t"
"""Characters that spreadsheets put between cells, by the language they are set to."""

ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
OLDER = {question.id for question in ASYLUM.unasked} - {
    *(question.id for question in ASYLUM.at_start),
    *ASYLUM.before_ticks,
}
"""Questions that older requests answered, and that no request holds today."""

COLUMNS = tuple(id_ for id_ in ASYLUM.questions if id_ != device.id and id_ not in OLDER)
"""Questions that a spreadsheet may answer, in the order of asking."""

YEAR_FIRST = Sentence(
    "Write the year first: 2026-01-10. With 1/10, nobody knows which is the month."
)
UNREADABLE: Mapping[type, Sentence] = {
    Date: YEAR_FIRST,
    Dates: YEAR_FIRST,
    Number: NO_NUMBER,
    Money: NO_AMOUNT,
}
"""Instructions for a cell that is no answer of this kind; for other kinds: ``NO_CODE``."""

NO_CODE = Sentence("Use the codes listed under “Questions and valid answers”.")
SAME = "This row is the same as row %(row)s. Delete one, or write what tells the two people apart."
MORE_CELLS = Sentence("The row has more cells than there are columns. Look for a stray comma.")
OPENED_BY = "This counts only with “%(code)s” in “%(column)s”. Add that, or empty this cell."
UNCOUNTED = "This does not fit the other answers and would not count. Correct them, or empty it."


class FileProblem(StrEnum):
    """A reason for which no row of a file can be read, as the sentence that says so."""

    NO_TEXT = "The file cannot be read. Save the spreadsheet as CSV in UTF-8."
    BROKEN = "The file is not valid CSV. Save the spreadsheet as CSV again."
    UNKNOWN_COLUMN = "The heading of column %(column)s is not the ID of a question."
    DOUBLE_COLUMN = "Column %(column)s has the same heading as another column."
    NO_ROWS = "The file has no rows below its first one."
    TOO_MANY = "The file has more than %(most)s requests. Split it."
    NO_NAMES = "The file needs the columns name and kind, each once, and at most 20,000 names."


class UnreadableFile(Exception):
    """The file cannot be read. ``column`` is the number of the column that is wrong, or 0."""

    def __init__(self, problem: FileProblem, column: int = 0) -> None:
        super().__init__(problem)
        self.problem, self.column = problem, column


@frozen
class RowFault:
    """A mistake in a row: its number in the file, the id of the question, and what to do.

    No word of the row is in it.
    """

    row: int
    question: str
    says: str


@frozen
class Spreadsheet:
    """The answers of each good row, by its number in the file, and the mistakes of the others."""

    answers_by_row: Mapping[int, Answers]
    faults: tuple[RowFault, ...]


def read_spreadsheet(data: bytes, *, today: date) -> Spreadsheet:
    """Read a CSV file whose first row has ids of questions. Raise :class:`UnreadableFile`."""
    columns, rows = _rows(data)
    _check_columns(columns)
    if len(rows) > MOST_ROWS or rows[-1][0] > LAST_ROW:
        raise UnreadableFile(FileProblem.TOO_MANY)
    answers_by_row: dict[int, Answers] = {}
    all_faults: list[RowFault] = []
    first_rows: dict[tuple[str, ...], int] = {}
    for number, cells in rows:
        answers, faults = _read_row(zip(columns, cells, strict=False), today=today)
        if (first := first_rows.setdefault(tuple(cells), number)) < number:
            faults.append((columns[0], say(SAME, row=first)))
        if any(map(str.strip, cells[len(columns) :])):
            faults.append((columns[-1], MORE_CELLS))
        if faults:
            all_faults += [
                RowFault(row=number, question=q, says=says.in_english()) for q, says in faults
            ]
        else:
            answers_by_row[number] = answers
    return Spreadsheet(answers_by_row=answers_by_row, faults=tuple(all_faults))


def _rows(data: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the headings in small letters, and number and cells of each row that is not empty.

    Raise :class:`UnreadableFile`.
    """
    try:
        text = data.decode(ENCODINGS.get(data[:2], "utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableFile(FileProblem.NO_TEXT) from None
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    try:
        file = io.StringIO(text, newline="")
        head, *lines = [*csv.reader(file, delimiter=delimiter, strict=True)] or [[]]
    except csv.Error:
        raise UnreadableFile(FileProblem.BROKEN) from None
    rows = [(number, cells) for number, cells in enumerate(lines, 2) if any(map(str.strip, cells))]
    if not rows:
        raise UnreadableFile(FileProblem.NO_ROWS)
    return [cell.strip().casefold() for cell in head], rows


def _check_columns(columns: list[str]) -> None:
    """Raise :class:`UnreadableFile` for a heading that is not the id of a question, or not once."""
    for number, id_ in enumerate(columns, 1):
        if id_ not in COLUMNS:
            raise UnreadableFile(FileProblem.UNKNOWN_COLUMN, number)
        if id_ in columns[: number - 1]:
            raise UnreadableFile(FileProblem.DOUBLE_COLUMN, number)


def _read_row(
    cells: Iterable[tuple[str, str]], *, today: date
) -> tuple[Answers, list[tuple[str, Sentence]]]:
    """Return the answers of a row, and question and sentence of each mistake."""
    given: dict[str, Answer] = {}
    faults: list[tuple[str, Sentence]] = []
    for id_, text in cells:
        question = ASYLUM.questions[id_]
        try:
            answer = read_answer(question, answer_from_text(question, _coded(question, text)))
        except UnreadableAnswer:
            if text.strip():
                faults.append((id_, UNREADABLE.get(type(question), NO_CODE)))
            continue
        if answer in ("", ()):
            continue
        if problem := problem_with(question, answer, today=today):
            faults.append((id_, NO_CODE if problem == CHOOSE else problem))
        given[id_] = answer
    answers = Answers().plus(given)
    faults += _missing(answers, known={id_ for id_, _ in faults}, today=today)
    known = {id_ for id_, _ in faults}
    faults += [fault for fault in _uncounted(answers, today=today) if fault[0] not in known]
    return answers, faults


def _coded(question: Question, cell: str) -> str:
    """Return the cell with the code of each English label in it, such as ``TX`` for *Texas*."""
    codes = _codes_by_label(question)
    labels = [cell] if cell.strip().casefold() in codes or not codes else SEPARATOR.split(cell)
    return "; ".join(codes.get(label.strip().casefold(), label.strip()) for label in labels)


def _codes_by_label(question: Question) -> Mapping[str, str]:
    match question:
        case Country():
            labels = dict(COUNTRIES)
        case Language() | Languages():
            labels = {spoken.tag: spoken.english for spoken in LANGUAGES}
        case _:
            labels = {option.code: option.says for option in getattr(question, "options", ())}
    both = ((code, said) for code, label in labels.items() for said in (code, label))
    return {said.casefold(): code for code, said in both}


def _uncounted(answers: Answers, *, today: date) -> Iterator[tuple[str, Sentence]]:
    for uncounted in uncounted_answers(answers, as_of=today):
        if uncounted.under is None or uncounted.option is None:
            yield uncounted.question.id, Sentence(UNCOUNTED)
            continue
        column, code = uncounted.under.id, uncounted.option.code
        yield uncounted.question.id, say(OPENED_BY, column=column, code=code)


def _missing(answers: Answers, *, known: set[str], today: date) -> Iterator[tuple[str, Sentence]]:
    draft = Draft(as_of=today, language="en", answers=answers)
    needed = (*what_is_missing(draft), *ASYLUM.at_sending)
    for question in needed:
        if question.id not in answers and question.id not in known:
            yield question.id, Sentence(question.required)


MOST_NAMES = 20_000
"""Names in all lists of a team: an opening compares them all."""

KINDS = ("client", "adverse", "former")
NO_NAME = Sentence("Write a name with letters, of at most 100 characters.")
NO_KIND = Sentence("Write client, adverse or former as the kind.")


def read_names(data: bytes) -> dict[str, Any]:
    """Read a CSV file with the columns name and kind. Raise ``UnreadableFile`` for another file.

    Return the text of the list, in which equal rows are one, with the number of its names and the
    first of them. If a row is bad, return under ``faults`` the numbers of all bad rows by what is
    wrong with them, without their words.
    """
    columns, rows = _rows(data)
    if [columns.count("name"), columns.count("kind")] != [1, 1] or len(rows) > MOST_NAMES:
        raise UnreadableFile(FileProblem.NO_NAMES)
    names, faults = dict[str, Any](), defaultdict[str, list[int]](list)
    for number, cells in rows:
        row = dict(zip(columns, cells, strict=False))
        name = tidied(row.get("name", ""), lines=False)
        kind = row.get("kind", "").strip().casefold()
        words = names[f"{kind} {name}"] = parsed(name) if len(name) <= 100 else None
        mistakes = {
            NO_NAME: not words,
            NO_KIND: kind not in KINDS,
            MORE_CELLS: any(map(str.strip, cells[len(columns) :])),
        }
        for says in filter(mistakes.get, mistakes):
            faults[says.in_english()].append(number)
    if faults:
        return {"faults": faults}
    return {"list": text_of(names), "count": len(names), "first": list(names)[:50]}
