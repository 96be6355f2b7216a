"""Make the content of the nets: routes, pages, outcomes, sentences, figures of the bench."""

import json
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.messages.extract import extract_from_dir
from flask import Flask

from intake.amendments.recalls import read_vignettes
from intake.cli import explain
from intake.cli.strings import KEYWORDS, extracted
from intake.settings import Settings
from tests.nets.pages import pages_of
from tests.nets.story import story
from tests.support import speedups
from tests.support.databases.fixtures import make_tables
from tests.support.tour.fixtures import applicant_album, desk_album, make_app

ROOT = Path(__file__).parents[2]


def speed_up():
    """Share routes and statements, and do not wait for the disk, as tests do."""
    speedups.share_routes()
    speedups.share_statements()
    speedups.commit_without_waiting_for_the_disk()


def routes():
    """Yield address, methods, endpoint, guard and what is asked anew, of each route."""
    with _tables() as (tables, folder):
        app, _ = make_app(tables, folder)
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        view = app.view_functions[rule.endpoint]
        methods = "+".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        guard = str(getattr(view, "guard", None))
        fresh = getattr(view, "fresh", "")
        yield f"{rule.rule} {methods} {rule.endpoint} {guard}{fresh and f' fresh: {fresh}'}"


def applicants(language):
    """Yield each page of applicants in a language."""
    with _tables() as (tables, folder):
        yield from pages_of(applicant_album(tables, folder, language))


def desk():
    """Yield each page of the desk."""
    with _tables() as (tables, folder):
        yield from pages_of(desk_album(tables, folder))


def told(file):
    """Yield each step of a story, and what it leaves behind."""
    with _tables() as (tables, folder):
        yield from story(tables, folder, file)


def explained():
    """Yield what ``flask explain`` prints of each vignette."""
    with TemporaryDirectory() as folder:
        app, file = Flask("bare"), Path(folder, "answers.json")
        app.config["SETTINGS"] = Settings(
            secret_key="a-secret-for-tests-0123456789-abcdefghij",
            database_url="sqlite://",
            var=Path(folder),
        )
        for vignette in read_vignettes():
            file.write_text(json.dumps(vignette["answers"]), "utf-8")
            days = ("--today", vignette["today"], "--received", vignette["received"])
            result = app.test_cli_runner().invoke(explain.command, [str(file), *days])
            yield f"== {vignette['name']}: {result.exit_code}\n{result.output}"


def sentences_of_applicants():
    """Yield each sentence of the applicants' catalogue."""
    yield from sorted(
        {_shown(message.context, message.id) for message in extracted() if message.id}
    )


def sentences_of_the_desk():
    """Yield each sentence that is marked in the source, and is not in the applicants' catalogue."""
    methods = [
        ("intake/**.py", "intake.cli.translators.declared:extract"),
        ("intake/web/**.toml", "intake.cli.translators.declared:extract_table"),
        ("templates/**.*", "jinja2"),
    ]
    options = {"templates/**.*": {"trim_blocks": "true", "lstrip_blocks": "true"}}
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, directory_filter=_is_ours)
    marked = {_shown(context, id_) for _file, _line, id_, _comments, context in found}
    yield from sorted(marked - set(sentences_of_applicants()))


def bench():
    """Yield name and figures of each row of ``docs/bench.md``."""
    for line in (ROOT / "docs" / "bench.md").read_text("utf-8").splitlines():
        if line.startswith("| "):
            yield line


def _shown(context, sentence):
    return json.dumps([context, sentence] if context else sentence, ensure_ascii=False)


def _is_ours(folder):
    return Path(folder) == ROOT or Path(folder).relative_to(ROOT).parts[0] in (
        "intake",
        "templates",
    )


@contextmanager
def _tables():
    """Make an empty database, and a folder for what the application writes."""
    with TemporaryDirectory() as folder:
        var = Path(folder, "var")
        var.mkdir()
        yield make_tables(Path(folder, "tables.db")), var
