"""Log lines contain ids and codes, and no word that a person typed."""

import ast
import json
import logging
import subprocess
import sys

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from intake.extensions import db
from intake.logs import FIELDS, JsonLines
from tests.house.source import modules

TYPED = "Zebulon Invented-Word"


def test_a_line_has_only_listed_fields():
    record = _record("letter parked", code="refused", letter_id="0a1b", name_to_use=TYPED)

    line = json.loads(JsonLines().format(record))

    assert line["event"] == "letter parked"
    assert (line["code"], line["letter_id"]) == ("refused", "0a1b")
    assert TYPED not in json.dumps(line)


def test_the_listed_fields_are_those_that_our_code_logs():
    logged = {name for module in modules() for name in _logged_fields(module)}

    assert logged == FIELDS


def test_a_line_has_the_class_of_an_exception_and_not_its_text():
    try:
        raise ValueError(TYPED)
    except ValueError:
        record = _record("request failed", exc_info=sys.exc_info())

    line = json.loads(JsonLines().format(record))

    assert line["failure"] == "ValueError"
    assert TYPED not in json.dumps(line)


def test_arguments_of_other_libraries_are_left_out():
    record = logging.LogRecord("sqlalchemy.engine", logging.INFO, "", 1, "%s", (TYPED,), None)

    assert TYPED not in JsonLines().format(record)


def test_a_failure_of_the_database_hides_the_values_of_the_statement(app):
    statement = text("SELECT :typed FROM no_such_table")

    with app.app_context(), pytest.raises(DBAPIError) as failure:
        db.session.execute(statement, {"typed": TYPED})

    assert "no_such_table" in str(failure.value)
    assert TYPED not in str(failure.value)


@pytest.mark.slow
def test_verbose_libraries_log_only_warnings():
    """Run in another process, because the level holds for a whole process."""
    code = (
        "import logging; from intake import logs; logs.set_up('INFO')\n"
        "for name in ('alembic.runtime', 'sqlalchemy.engine', 'intake'): "
        "logging.getLogger(name).info('said'); logging.getLogger(name).error('amiss')"
    )

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    lines = [json.loads(line) for line in run.stderr.splitlines()]
    assert [(line["source"], line["level"]) for line in lines] == [
        ("alembic.runtime", "error"),
        ("sqlalchemy.engine", "error"),
        ("intake", "info"),
        ("intake", "error"),
    ]


def _logged_fields(module):
    """Yield the names in every ``extra=``, also those of a dictionary defined elsewhere."""
    named = {
        target.id: node.value
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for extra in (
        word.value for call in module.calls() for word in call.keywords if word.arg == "extra"
    ):
        parts = [named.get(node.id, node) for node in ast.walk(extra) if isinstance(node, ast.Name)]
        for part in (extra, *parts):
            if isinstance(part, ast.Dict):
                yield from (str(ast.literal_eval(key)) for key in part.keys if key)


def _record(event, exc_info=None, **extra):
    return logging.getLogger("intake.tests").makeRecord(
        "intake.tests", logging.WARNING, "", 1, event, (), exc_info, extra=extra
    )
