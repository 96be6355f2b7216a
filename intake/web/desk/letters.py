"""The templates of messages to applicants, by language, and the changes that two people make."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from difflib import SequenceMatcher
from typing import NamedTuple

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import ValidationError

from intake.actions.law import publish
from intake.actions.opening.case_keys import Actor
from intake.amendments import published
from intake.amendments.approved import Texts, WrittenText, texts_in_force
from intake.cases.models import Case
from intake.extensions import saving
from intake.frozen import frozen
from intake.messages.thread import readability_of
from intake.messages.wordings import (
    WORDINGS,
    Variable,
    Wording,
    WordingId,
    paragraphs,
    problems_of,
    tagged_lines,
    variables_of,
)
from intake.questionnaire.asylum.opened import with_older_ids
from intake.questionnaire.reading import read_answers
from intake.staff.store import Act
from intake.web.access import installation, staff
from intake.web.answers import spoken_name
from intake.web.app_context import Values, settings, today
from intake.web.desk.common.case_words import WORDING
from intake.web.desk.common.fields import CodeField, DeskForm, FlagField, WordsField, WordsForm
from intake.web.desk.common.letters import (
    ANOTHER_LANGUAGE,
    InventedCase,
    follows_english,
    is_of_another_language,
    letter_text,
    ready_text,
    shipped_text,
    text_is_checked,
)
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.common.reader import actor_of, current_reader
from intake.web.desk.law.bench_picks import example_text, read_typed_answers
from intake.web.filters import long_date
from intake.web.locale import PSEUDO, speaking
from intake.words import table_beside

WORDS: Mapping[str, Mapping[str, str]] = table_beside(__file__)
PROBLEM, VARIABLE = WORDS["problem"], WORDS["variable"]


class WithEnglish(NamedTuple):
    """The reason to send the English too: in few words for a list, and in a sentence."""

    label: str
    says: str


OLDER = WithEnglish(
    "with English: made before the English changed",
    "The English text is included because it changed after this text was made.",
)
UNCHECKED = WithEnglish(
    "with English: not checked",
    "The English text is included because no one who reads the language has checked this text.",
)
ALWAYS = WithEnglish(
    "with English, always",
    "The English always goes along, for the lawyer or clerk who reads it next.",
)


@frozen
class Template:
    """A ready text in one language, with the texts in force."""

    wording: Wording
    language: str
    texts: Texts

    @property
    def written(self) -> WrittenText | None:
        """Return the text that members wrote; ``None`` for that of the release."""
        return self.texts.get((self.wording.id, self.language))

    @property
    def text(self) -> str:
        """Return the text in force, with its variables."""
        return ready_text(self.wording, self.language, self.texts)

    @property
    def shipped(self) -> str:
        """Return the text of the release, with its variables."""
        return shipped_text(self.wording, self.language)

    @property
    def title(self) -> str:
        """Return the name of the template and its language."""
        name, language = gettext(WORDING[self.wording.id]), spoken_name(self.language)
        return gettext("%(name)s, in %(language)s", name=name, language=language)

    @property
    def english_id(self) -> str:
        """Return the change by which the English text is in force; empty for the release's, and
        for English itself.
        """
        english = self.texts.get((self.wording.id, "en"))
        return english.change_id if english and self.language != "en" else ""

    @property
    def with_english(self) -> WithEnglish | None:
        """Return why the English goes along with this text; ``None`` if that is not needed."""
        if self.language == "en":
            return None
        if not follows_english(self.wording, self.language, self.texts):
            return OLDER
        if not text_is_checked(self.wording, self.language, self.texts):
            return UNCHECKED
        return ALWAYS if self.wording.days else None


class TemplateForm(WordsForm):
    """The text of a template, to look at or to propose: as posted, or else the text in force."""

    text = WordsField("Enter the text of the template.")
    do = CodeField(("preview", "shipped", "propose"))

    def __init__(self, template: Template) -> None:
        super().__init__(request.form or None, data={"text": template.text})
        self.template = template
        if self.do.data == "shipped":
            self.text.data = template.shipped

    def validate_text(self, field: WordsField) -> None:
        """Refuse misused variables, lines of another language's templates, and no change."""
        for problem, what in problems_of(field.data, self.template.wording):
            raise ValidationError(gettext(PROBLEM[problem], what=what))
        if is_of_another_language(field.data, self.template.language):
            raise ValidationError(gettext(ANOTHER_LANGUAGE))
        if self.do.data == "propose" and field.data == self.template.text:
            raise ValidationError(gettext("This is the text in use. Change it first."))


class ApproveForm(DeskForm):
    """The approval of a change: ``proofread`` by a member who reads the language."""

    proofread = FlagField()


blueprint = Blueprint("letters", __name__)

EXAMPLE = "appeal"
"""The example of the rule tester that a preview is about: it has a deadline and contacts."""


@blueprint.get("/desk/letters")
@staff(Act.SEE_LAW)
def show(form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Show every template with its state in each language, and the changes that wait."""
    texts, languages = texts_in_force(), offered_languages()
    page = render_template(
        "desk/letters/letters.html",
        form=form or DeskForm(),
        templates=[
            [Template(wording=wording, language=tag, texts=texts) for tag in languages]
            for wording in WORDINGS.values()
        ],
        waiting=[
            (change, Template(wording=WORDINGS[id_], language=said["language"], texts=texts))
            for change in publish.waiting(installation(), "wording")
            for id_ in WordingId
            if (said := change.content)["wording"] == id_
        ],
        titles=WORDING,
        spoken_name=spoken_name,
    )
    return page, status


@blueprint.get("/desk/letters/<wording>/<language>")
@staff(Act.SEE_LAW)
def show_template(wording: str, language: str) -> ResponseReturnValue:
    """Show a template in one language, its versions, and how an applicant reads it."""
    return _page(TemplateForm(_template(wording, language)))


@blueprint.post("/desk/letters/<wording>/<language>")
@staff(Act.AMEND_WORDING)
def propose(wording: str, language: str) -> ResponseReturnValue:
    """Propose another text, or only show how an applicant would read it."""
    template = _template(wording, language)
    form, by = TemplateForm(template), actor_of(current_reader())
    if not form.validate():
        return _page(form), 422
    if form.do.data != "propose":
        return _page(form)
    text = None if form.text.data == template.shipped else form.text.data
    content = {
        "wording": wording,
        "language": language,
        "text": text,
        "english_id": template.english_id,
    }
    with saving():
        publish.propose(by, "wording", content)
    return redirect(_url(content, "waiting"), 303)


@blueprint.post("/desk/letters/changes/<id_>/approve")
@on_desk(
    Act.APPROVE_WORDING,
    ApproveForm,
    refused=show,
    fresh="Approve a change to a message template",
)
def approve(by: Actor, form: ApproveForm, id_: str) -> str:
    """Approve a change, as a second member, who has proofread the text in its language or not."""
    adds = "proofread" if form.proofread.data else ""
    return _url(dict(publish.approve(by, "wording", id_, adds=adds).content), "versions")


@blueprint.post("/desk/letters/changes/<id_>/withdraw")
@on_desk(Act.AMEND_WORDING, DeskForm, refused=show)
def withdraw(by: Actor, _form: DeskForm, id_: str) -> str:
    """Withdraw a change; the text before it is used again."""
    return _url(publish.withdraw(by, "wording", id_).content, "versions")


def _template(wording: str, language: str) -> Template:
    """Return the template. Answer 404 where the desk offers no such text or language."""
    if wording not in set(WordingId) or language not in offered_languages():
        abort(404)
    return Template(wording=WORDINGS[WordingId(wording)], language=language, texts=texts_in_force())


def _url(content: Mapping[str, str | None], anchor: str) -> str:
    return url_for(
        "letters.show_template",
        wording=content["wording"],
        language=content["language"],
        _anchor=anchor,
    )


def _page(form: TemplateForm) -> str:
    template, text, language = form.template, form.text.data, form.template.language
    wording, texts = template.wording, template.texts
    if is_tried := text != template.text:
        english_id = template.english_id
        tried = WrittenText(change_id="", text=text, english_id=english_id, proofread=False)
        texts = {**texts, (wording.id, language): tried}
    return render_template(
        "desk/letters/template.html",
        form=form,
        template=template,
        english=ready_text(wording, "en", template.texts),
        language=spoken_name(language),
        languages=[(tag, spoken_name(tag)) for tag in offered_languages()],
        variables=[
            (variable.marked, VARIABLE[variable])
            for variable in Variable
            if variable in variables_of(wording)
        ],
        preview=None if form.errors else _preview(template, texts),
        is_tried=is_tried,
        ease=readability_of(text, language=language),
        versions=_versions(template),
    )


def offered_languages() -> list[str]:
    """Return the languages in which templates may be changed."""
    return [tag for tag in settings().languages if tag not in PSEUDO]


def _versions(template: Template) -> dict[str, list[Values]]:
    """Return the changes of a template that wait, were approved, and withdrawn, latest first.

    ``parts`` has the paragraphs of each against the text in use.
    """
    now = published.in_force()
    changes = [
        *(("waiting", change, None) for change in publish.waiting(installation(), "wording")),
        *(("approved", change, None) for change in reversed(now.changes("wording"))),
        *(("withdrawn", change, by) for change, by in now.withdrawn("wording")),
    ]
    versions: dict[str, list[Values]] = {"waiting": [], "approved": [], "withdrawn": []}
    for state, change, by in changes:
        said = change.content
        if (said["wording"], said["language"]) == (template.wording.id, template.language):
            text = template.shipped if said["text"] is None else said["text"]
            parts = list(_differences(paragraphs(template.text), paragraphs(text)))
            versions[state].append({"change": change, "parts": parts, "withdrawn": by})
    return versions


def _differences(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each paragraph of both texts with ``same``, ``old`` or ``new``."""
    for act, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if act == "equal":
            yield from (("same", text) for text in before[a:b])
        else:
            yield from (("old", text) for text in before[a:b])
            yield from (("new", text) for text in after[c:d])


def _preview(template: Template, texts: Texts) -> Values:
    """Return the message as the applicant of an invented case reads it in the mailbox."""
    day = today()
    typed = read_typed_answers(example_text(EXAMPLE, received=day))
    answers = read_answers(typed, today=day)
    days = Case(received_on=day, erase_on=day + timedelta(days=settings().retention_days))
    case = InventedCase(answers=with_older_ids(answers), case=days)
    text = letter_text(template.wording, case, template.language, texts=texts)
    with speaking(template.language):
        heading = f"{gettext('We wrote')} · {long_date(day)}"
    return {"heading": heading, "lines": list(tagged_lines(text, template.language))}
