"""Templates only show: each is used, each sentence can be translated, none is glued together."""

import ast
import re

import pytest
from jinja2 import Environment, nodes

from intake.cli.translators.declared import declared_in
from tests.house.source import ROOT, modules, name_of, templates

FOLDER = ROOT / "templates"
NOT_SHOWN = [
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"\{% block look %\}.*?\{% endblock %\}",  # a class of the style sheet
        r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->",
        r"<(\w+)[^>]*\slang=[^>]*>.*?</\1>",  # in a language of its own, the same for everybody
        r"<[^>]*>|&#?\w+;",
        r"\b[a-z-]+=(\"[^\"]*\"|\S+)",
    )
]
GETTEXT = ("_", "with_english", "folding_english", "gettext", "ngettext", "pgettext", "npgettext")
GLUE = (nodes.Concat, nodes.Add, nodes.Mod)
NAMES = frozenset({"Chrome", "Firefox", "Safari", "Edge", "Opera", "Samsung", "Internet"})
"""Names of browsers, the same in all languages."""

APPLICANTS = ("apply/", "mailbox/", "pages/", "parts/question")
ASKS = re.compile(r"<(?!input type=.hidden)(?:input|textarea|select)\b|\b(?:ask|tick)\(")
UNKEPT = re.compile(r'autocomplete="(?:off"|{{ f\.autofill or "off" }})|{{ filled\(')
"""Fields of a question have a token in place of *off* once the person has said that on the page."""


def names():
    return [path.relative_to(FOLDER).as_posix() for path in templates()]


def test_every_template_is_used_and_every_one_used_is_there():
    named = {name for _, name in _names_in_python()} | _named_in_templates()
    written_by_letters = {name for name in names() if name.startswith("email/")}

    assert named - set(names()) == set()
    assert set(names()) - written_by_letters - named == set()


def test_every_page_is_shown_by_its_own_door():
    shown = {(_door_of(module), name) for module, name in _names_in_python()}
    assert len(shown) >= 20

    astray = [
        name for door, name in shown if "/" in name and (name.split("/")[0], name) not in shown
    ]
    assert [name for name in astray if not name.startswith("errors/")] == []


def _door_of(module):
    """Return the folder of ``intake/web`` that holds a module, or the name of its parent."""
    parts = module.path.relative_to(ROOT / "intake").parts
    return parts[1] if parts[0] == "web" else module.path.parent.name


@pytest.mark.parametrize("name", [name for name in names() if name.startswith(APPLICANTS)])
def test_no_browser_is_asked_to_keep_what_an_applicant_types_or_chooses(name):
    template = (FOLDER / name).read_text("utf-8")
    boxes = re.findall(r"<(?:input|textarea|select)\b[^>]*>", template)
    typed = [
        box for box in boxes if not re.match(r'<input type="(?:hidden|radio|checkbox|{{)', box)
    ]
    forms = re.findall(r"<form\b[^>]*>.*?</form>", template, re.DOTALL)
    asking = [form for form in forms if ASKS.search(form)]

    assert [box for box in typed if "<select" not in box and not UNKEPT.search(box)] == []
    assert [form for form in asking if 'autocomplete="off"' not in form.partition(">")[0]] == []


@pytest.mark.parametrize("name", names())
def test_every_word_shown_can_be_translated(name):
    plain = (FOLDER / name).read_text("utf-8")
    for pattern in NOT_SHOWN:
        plain = pattern.sub(" ", plain)

    assert set(re.findall(r"[^\W\d_]{2,}", plain)) - NAMES == set()


@pytest.mark.parametrize("name", names())
def test_no_sentence_is_glued_and_none_is_marked_safe(name):
    parsed = _parsed(name)
    glued = [
        call.lineno
        for call in parsed.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in GETTEXT
        for argument in call.args
        if isinstance(argument, GLUE) or any(True for kind in GLUE for _ in argument.find_all(kind))
    ]

    assert glued == []
    assert [node.lineno for node in parsed.find_all(nodes.Filter) if node.name == "safe"] == []
    assert [node.lineno for node in parsed.find_all(nodes.Include)] == []


def test_no_sentence_in_python_is_glued():
    marked = [
        (str(module), call.args[0])
        for module in modules()
        for call in module.calls()
        if isinstance(call.func, ast.Name) and call.func.id in (*GETTEXT, "N_")
    ]
    declared = [(str(module), text) for module in modules() for text in declared_in(module.tree)]
    assert len(marked) > 100
    assert len(declared) > 1000

    glued = [(where, text.lineno) for where, text in [*marked, *declared] if _is_glue(text)]
    assert glued == []


def _is_glue(argument):
    is_built = isinstance(argument, ast.Call) and name_of(argument) in ("format", "join", "replace")
    return is_built or isinstance(argument, ast.BinOp | ast.JoinedStr)


def _parsed(name):
    return Environment(autoescape=True).parse((FOLDER / name).read_text("utf-8"))


def _names_in_python():
    for module in (*modules("intake/web"), *modules("intake/cli")):
        texts = (node.value for node in module.nodes if isinstance(node, ast.Constant))
        for text in texts:
            if isinstance(text, str) and re.fullmatch(r"[a-z_]+(/[a-z_]+)*\.html", text):
                yield module, text


def _named_in_templates():
    kinds = (nodes.Extends, nodes.FromImport, nodes.Import)
    return {
        template.value
        for name in names()
        for kind in kinds
        for node in _parsed(name).find_all(kind)
        if isinstance(template := getattr(node, "template", None), nodes.Const)
    }


SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
EACH = pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)

PHYSICAL = re.compile(
    r"""(?<![-\w])(
        (margin|padding|border)-(left|right|top|bottom)\b
        | (left|right|top|bottom)\s*:
        | (float|clear|text-align)\s*:\s*(left|right)\b
        | border-(top|bottom)-(left|right)-radius
        | (scroll-)?(margin|padding)-(left|right)
        | (?<!\()(min-|max-)?(width|height)\s*:
        | box-shadow\s*:\s*(inset\s+)?-?[1-9.]
        | translateX | skewX | (overflow-|background-position-)[xy]\b
    )""",
    re.VERBOSE,
)

TOKENS = re.compile(r"--[\w-]+\s*:\s*#[0-9A-F]{6}\b")
COLOUR = re.compile(
    r"""\#[0-9A-Fa-f]{3,8}\b(?![^{}]*\{)  # not an id before its rule
        | \b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color|color-mix)a?\(
        | (?<=[\s:,(])(?:white|black|red|green|blue|yellow|orange|purple|gr[ae]y)\b(?=[^{]*\})""",
    re.VERBOSE,
)


STILL = """@keyframes still{from,to{pointer-events:none}}
body:not(.desk) main{animation:still .5s}
"""
"""The one animation, in which nothing is seen to move: an early tap falls on nothing."""


@EACH
def test_no_property_knows_left_from_right(sheet):
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)

    assert [match.group() for match in PHYSICAL.finditer(rules)] == []


@EACH
def test_a_colour_is_called_by_the_name_of_its_token(sheet):
    rules = TOKENS.sub("", sheet.read_text("utf-8"))

    assert COLOUR.findall(rules) == []


@EACH
def test_no_rule_shouts_and_nothing_moves(sheet):
    rules = sheet.read_text("utf-8").replace(STILL, "")

    assert re.findall(r"!important|\banimation\b|@keyframes|\btransition\b", rules) == []


@EACH
def test_nothing_is_fetched_from_elsewhere(sheet):
    assert (
        re.findall(r"@import|@font-face|url\(\s*['\"]?(?:https?:)?//", sheet.read_text("utf-8"))
        == []
    )


def test_no_template_has_style_or_script_of_its_own():
    inline = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:")

    assert [str(path) for path in templates() if inline.search(path.read_text("utf-8"))] == []
