"""The invented people of ``people.toml``, and the answers that each of them gives."""

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from intake.frozen import frozen
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import safety, you
from intake.questionnaire.dates import from_json, on

TABLE = tomllib.loads(Path(__file__).with_name("people.toml").read_text("utf-8"))
WORDS: dict[str, dict[str, str]] = TABLE["words"]


@frozen
class Person:
    """A row of the table. What a column means is said at its top."""

    name: str
    first: str
    form: str
    days: int
    happened: list[str]
    answers: dict[str, Any]

    def answers_at(self, received: date, chance: Random, *, turn: int) -> Answers:
        """Return the answers of this person, or of the next of the same row at each *turn*."""
        firsts = self.first.split(", ")
        first, row = firsts[turn % len(firsts)], {you.name_to_use.id: self.name} | self.answers

        def answer(written: Any) -> Answer:
            match written:
                case [int(earliest), int(latest)]:
                    return on(received + timedelta(chance.randint(earliest, latest)))
                case dict():
                    return from_json({part: str(answer(said)) for part, said in written.items()})
                case list():
                    return tuple(written)
            text = written.format(first=first, turn=turn % 10)
            return re.sub("#", lambda _: str(chance.randrange(10)), text)

        return Answers({id_: answer(it) for id_, it in (TABLE["everybody"] | row).items()})


PEOPLE = [Person(**row) for row in TABLE["person"]]


def invented_answers(chance: Random, received: date) -> Answers:
    """Return the answers of any invented person, none of whom keeps secrets from another."""
    alone = [person for person in PEOPLE if safety.do_not_tell.id not in person.answers]
    return chance.choice(alone).answers_at(received, chance, turn=chance.randrange(10))
