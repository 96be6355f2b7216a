"""Continuous work during a drill: applicants who apply, and a member of staff who opens cases."""

from __future__ import annotations

import ssl
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

from tests.support.cluster.outcomes import Outcomes
from tests.support.cluster.visitors import Applicant, Member
from tests.support.storm.browser import GaveUp, Unexpected
from tests.support.storm.person import random_answers

APPLICANTS = 4
"""Number of people who apply at the same time."""

MEMBER_PAUSE = 0.3
SENDING_SHARE = 0.8


@dataclass
class Load:
    """The people of one drill. Entering starts them; leaving lets each finish a step, and ends."""

    port: int
    trust: ssl.SSLContext
    member: Member
    name: str
    outcomes: Outcomes = field(default_factory=Outcomes)
    people: list[Applicant] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self):
        self.member.notes = self.outcomes
        self._pool = ThreadPoolExecutor(APPLICANTS + 1)
        self._running: list[Future[None]] = [
            self._pool.submit(self._apply_repeatedly, place) for place in range(APPLICANTS)
        ]
        self._running.append(self._pool.submit(self._work_at_desk))
        return self

    def __exit__(self, *_):
        self.over.set()
        for future in self._running:
            future.result()
        self._pool.shutdown()

    @property
    def acknowledged(self):
        """Return the number of answers and sends that were acknowledged."""
        return sum(person.continues + bool(person.reference) for person in self.people)

    @property
    def references(self):
        """Return the references shown, in any order."""
        return [person.reference for person in self.people if person.reference]

    def missing_answers(self):
        """Return each acknowledged answer that neither the draft nor the desk shows.

        The drafts are read through the applicants' door; each case is opened at the desk.
        """
        missing = [
            f"{person.reference}: {fault}"
            for person in self.people
            if person.reference
            for fault in person.missing_from(self.member.open_case(person.reference), skipped=False)
        ]
        for person in self.people:
            if not person.reference and person.continues:
                missing += _missing_from_draft(person)
        return missing

    def _apply_repeatedly(self, place):
        chance, number = Random(f"{self.name} {place}"), 0
        while not self.over.is_set():
            number += 1
            answers = random_answers(chance, f"Lumo Test-{self.name}-{place}-{number}")
            person = Applicant(self.port, self.outcomes, answers, address=f"127.0.9.{place + 1}")
            person.trust = self.trust
            self.people.append(person)
            try:
                self._apply(person, chance)
            except (Unexpected, GaveUp) as fault:
                self.outcomes.fault(str(fault) or f"journey {place}-{number} did not end")

    def _apply(self, person, chance):
        person.go("/en/f/1")
        while not person.path.endswith("/f/check"):
            if self.over.is_set():
                return
            person.step()
        self.outcomes.faults += person.missing_from(person.page)
        if chance.random() < SENDING_SHARE:
            person.send()

    def _work_at_desk(self):
        while not self.over.is_set():
            try:
                if references := self.references:
                    self.member.open_case(references[-1])
            except GaveUp:
                self.outcomes.fault("the desk stayed away")
            self.over.wait(MEMBER_PAUSE)


def _missing_from_draft(person):
    """Return a sentence for each acknowledged answer that the draft does not show."""
    try:
        person.go("/en/f/check")
    except Unexpected:
        return ["a draft that does not open"]
    return person.missing_from(person.page)
