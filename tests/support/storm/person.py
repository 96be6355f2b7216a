"""An invented applicant over plain HTTP, who notes what was acknowledged and tries again."""

import html
import re
from concurrent.futures import ThreadPoolExecutor

from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Choice, Choices, LongText, Text, YesNo
from tests.support.clients.applicant import ACKNOWLEDGED, ASK_NOTHING, reference_of, way_on
from tests.support.storm.browser import Browser, Unexpected, form_token


class Person(Browser):
    """An applicant between the first question and the sent page.

    ``acknowledged_answers`` has the answers that the product said it stored, by question id.
    """

    def __init__(self, port, notes, answers, *, address="127.0.0.1"):
        super().__init__(port, notes, address=address)
        self.answers = dict(answers)
        self.acknowledged_answers: dict[str, list[str]] = {}
        self.continues = 0
        self.code = ""
        self.reference = ""
        self.path, self.page = "", ""

    def go(self, path):
        """Open a path; its page is shown now."""
        self._show(self.open(path))

    def walk(self, *, as_far_as="/f/check"):
        """Answer page after page, up to a path that ends with *as_far_as*."""
        if not self.path:
            self.go("/en/f/1")
        for _ in range(90):
            if self.path.endswith(as_far_as):
                return
            self.step()
        raise Unexpected(f"no way on from {self.path}")

    def step(self):
        """Do what the page shown asks for; note a fault if it asks an acknowledged question."""
        if self.path.endswith("/f/code"):
            self._keep_code()
        elif self.path.endswith("/f/result"):
            self.go("/en/f/check")
        elif self.path.endswith(ASK_NOTHING):
            self.go(way_on(self.page))
        else:
            page = page_at(self.path)
            if page.questions[0].id in self.acknowledged_answers:
                self.notes.fault(f"{page.id} acknowledged, and asked again")
            self.answer_shown()

    def answer_shown(self):
        """Answer the question page shown, or skip what this person does not answer."""
        page = page_at(self.path)
        self._show(self.open(self.keep(page, self.answers_for(page)).location))

    def keep(self, page, fields):
        """Press Continue on a page, and note its answers as acknowledged."""
        answer = self.press(f"/en/f/{ASYLUM.numbers[page.id]}", fields or {"skip": ["1"]})
        if answer.status != 303 or answer.location.endswith("/sent"):
            self.notes.fault(f"{answer.status} for Continue on {page.id}")
            raise Unexpected
        self.continues += 1
        self.acknowledged_answers |= {
            question.id: fields.get(question.id, [])
            for question in page.questions
            if question.id in fields or question.id not in page.parts_when
        }
        return answer

    def keep_one(self, answer):
        """Answer one question anew, given as its id and values, without showing the next page."""
        question_id, values = answer
        page = ASYLUM.page_of(question_id)
        return self.keep(page, {**self.answers_for(page), question_id: values})

    def change(self, question, value):
        """Go from the check page back to a question, and change its answer."""
        page = ASYLUM.page_of(question)
        self.answers[question] = [value]
        self.go(f"/en/f/{ASYLUM.numbers[page.id]}")
        self.answer_shown()

    def ask_for_more(self):
        """Answer the later questions, and return to the check page."""
        self._show(self.open(self.press("/en/f/send", {"send": ["more"]}).location))
        self.walk()

    def send(self, *, presses=1):
        """Press Send, once or several times at the same moment; return the reference."""
        fields = {**ACKNOWLEDGED, "send": ["now"], "csrf_token": form_token(self.page)}
        self.notes.sending.set()
        with ThreadPoolExecutor(presses) as hands:
            pressed = [hands.submit(self.ask, "/en/f/send", fields) for _ in range(presses)]
            answers = [future.result() for future in pressed]
        for answer in answers:
            if (answer.status, answer.location) != (303, "/en/sent"):
                self.notes.fault(f"{answer.status} for Send")
                raise Unexpected
        self.go("/en/sent")
        self.reference = reference_of(self.page)
        return self.reference

    def press(self, path, fields):
        """Press a button of the page shown, without following the redirect."""
        return self.ask(path, {"csrf_token": form_token(self.page), **fields})

    def return_with_code(self, *, presses=1, pause=None):
        """Come back with the return code, in a browser that knows nothing.

        Where the page says that many people use the site, press its button again after a *pause*,
        up to *presses* in all. Return the presses.
        """
        self.cookies.clear()
        self.go("/en/return")
        for pressed in range(1, presses + 1):
            answer = self.press("/en/return", {"code": [self.code], "turn": [turn_in(self.page)]})
            if (answer.status, answer.location) == (303, "/en/mailbox"):
                return pressed
            if answer.status != 303:
                break
            self.page = self.open(answer.location).text  # its status is 429
            if pause:
                pause()
        self.notes.fault(f"{answer.status} for a return code")
        raise Unexpected

    def answers_for(self, page):
        """Return the form fields with this person's answers on a page."""
        return {
            name: values
            for question in page.questions
            for name, values in self.answers.items()
            if name == question.id or name.startswith(f"{question.id}-")
        }

    @property
    def acknowledged(self):
        """Return the number of answers that the product has acknowledged."""
        return sum(bool(values) for values in self.acknowledged_answers.values())

    def missing_from(self, page, *, skipped=True):
        """Return a sentence for each acknowledged answer that this page does not show.

        A check page also shows which questions were skipped; for a case, pass ``skipped=False``.
        """
        shown = answers_on(page)
        return [
            f"{name}={words!r} acknowledged, {shown.get(name)!r} shown"
            for name, values in self.acknowledged_answers.items()
            if values or skipped
            for words in words_of(ASYLUM.questions[name], values)
            if words not in shown.get(name, "")
        ]

    def _keep_code(self):
        code = re.search(r'id="?return-code"?[^>]*>([\d\s]+)<', self.page)
        self.code = code[1].strip() if code else ""
        place = {"again": ["yes"], "turn": [turn_in(self.page)]}
        answer = self.press("/en/f/code", {"have": ["yes"]} if code else place)
        if answer.status == 429:
            self.page = answer.text
        else:
            self._show(self.open(answer.location))

    def _show(self, answer):
        if answer.status != 200:
            self.notes.fault(f"{answer.status} shown by {answer.path}")
            raise Unexpected
        self.path, self.page = answer.path, answer.text


def random_answers(chance, name):
    """Return invented answers of a person with a unique *name*."""
    answers = {
        "device": [chance.choice(["mine", "shared"])],
        "help_types": chance.sample(["fear_return", "harmed_in_us", "court_or_order"], k=2),
        "location_kind": ["in_us"],
        "us_state": [chance.choice(["TX", "NY", "CA"])],
        "so_far": [chance.choice(["none", "not_sure"])],
        "has_lawyer": ["no"],
        "name_to_use": [name],
        "contact_methods": ["return_code"],
        "city_or_zip3": [f"Town of {name}"],
        "note": [f"A note of {name}"],
    }
    for question in ("detained_now", "asylum_filed", "lawful_status", "filling_for"):
        if chance.random() < 0.5:
            answers[question] = ["self" if question == "filling_for" else "no"]
    return answers


def page_at(path):
    """Return the question page at a path."""
    number = path.rpartition("/")[2]
    page = ASYLUM.page(int(number)) if number.isdigit() else None
    if page is None:
        raise Unexpected(f"{path} is no question page")
    return page


def answers_on(check):
    """Return the text beside each question of a check page, by question id."""
    answers = re.findall(r'<dd data-question="?([a-z0-9_]+)"?[^>]*>(.*?)</dd>', check, re.DOTALL)
    words = {name: html.unescape(re.sub("<[^>]*>", " ", text)) for name, text in answers}
    return {name: " ".join(text.split()) for name, text in words.items()}


def words_of(question, values):
    """Return how these values are shown; nothing for kinds that are formatted elsewhere."""
    if not values:
        return ["No answer"]
    if isinstance(question, Choice | Choices | YesNo):
        says = {option.code: option.says for option in question.options}
        return [says[value] for value in values]
    return values if isinstance(question, Text | LongText) else []


def turn_in(page):
    """Return the turn in a page; empty if it has none."""
    match = re.search(r'name="?turn"? value="?([^">\s]+)', page)
    return match[1] if match else ""
