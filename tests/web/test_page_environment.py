"""Templates print values and sentences as Jinja does, at a lower cost."""

from jinja2 import Undefined
from markupsafe import Markup, escape

from intake.web.app_context import PageEnvironment


def test_a_value_is_printed_as_escape_has_it():
    texts = ("plain", "", "a & b", "<b>", "\"'", "ع < 1")
    for value in (*texts, Markup("<b>x</b>"), 3, None, Undefined(), ["<"]):
        assert str(PageEnvironment.printed(value)) == str(escape(value))


def test_a_template_escapes_what_is_not_markup(app):
    template = app.jinja_env.from_string("{{ a }}|{{ b }}|{% set c %}{{ a }}{% endset %}{{ c }}")

    with app.test_request_context("/"):
        page = template.render(a="<&'\">", b=Markup("<i>"))
    assert page == "&lt;&amp;&#39;&#34;&gt;|<i>|&lt;&amp;&#39;&#34;&gt;"


def test_a_letter_is_not_escaped(app):
    template = app.jinja_env.from_string("{% autoescape false %}{{ a }}{% endautoescape %}")

    assert template.render(a="<&>") == "<&>"


def test_a_sentence_escapes_its_values_and_keeps_its_percent_sign(app):
    template = app.jinja_env.from_string('{{ _("%(a)s & more", a=a) }}|{{ _("100%%") }}')

    with app.test_request_context("/"):
        page = template.render(a="<b>")
    assert page == "&lt;b&gt; & more|100%"
