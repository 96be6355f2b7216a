"""States, the capital and territories by postal code; each language has the name on paper too."""

from intake.questionnaire.questions import Option
from intake.words import table_beside

STATES = tuple(Option(code, name) for code, name in table_beside(__file__).items())
