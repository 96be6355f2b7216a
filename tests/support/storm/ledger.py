"""Compare the database with what people and the mail server saw."""

from collections import Counter, defaultdict
from datetime import timedelta

from sqlalchemy import Engine, create_engine, func, select, update
from sqlalchemy.pool import NullPool

from intake import clock
from intake.audit.models import AuditEntry
from intake.cases.models import Case
from intake.frozen import frozen
from intake.outbox.claims import OUTCOME_UNKNOWN
from intake.outbox.models import OutboxEmail, State
from intake.requests.models import Request

LONG = timedelta(hours=2)


@frozen
class Row:
    """A letter to one reader, as the outbox has it."""

    message_id: str
    reference: str
    state: str
    trouble: str | None


@frozen
class Letters:
    """The letters as the outbox has them: to readers, and those still without a reader."""

    rows: tuple[Row, ...]
    unrouted: int
    cases: tuple[str, ...]
    readers: int

    @property
    def on_their_way(self):
        """Return the number of letters that are neither delivered nor parked."""
        under_way = (State.WAITING, State.CLAIMED, State.SENDING)
        return self.unrouted + sum(row.state in under_way for row in self.rows)

    @property
    def delivered(self):
        """Return the number of delivered letters."""
        return sum(row.state == State.DELIVERED for row in self.rows)

    @property
    def parked(self):
        """Return the number of parked letters."""
        return sum(row.state == State.PARKED for row in self.rows)

    def faults(self, took, references):
        """Return a sentence for each letter that was lost, doubled or hidden.

        *took* counts what the mail server took, by Message-ID. Each of the *references* that
        people were shown has a letter to every reader, and no other case has one.
        """
        of_case = Counter(row.reference for row in self.rows)
        faults = [
            f"{count} letters about {case}, of which no reference was shown"
            for case, count in of_case.items()
            if case not in references
        ]
        faults += [
            f"{of_case[case]} letters about {case}, not {self.readers}"
            for case in references
            if of_case[case] != self.readers
        ]
        faults += [
            f"a letter {row.state} ({row.trouble}), {took[row.message_id]} times taken"
            for row in self.rows
            if took[row.message_id] not in _may_be_taken(row)
        ]
        strangers = set(took) - {row.message_id for row in self.rows}
        return faults + [f"no row for the letter {message_id}" for message_id in sorted(strangers)]


@frozen
class Ledger:
    """The product's database, read from outside; ``readers`` get a letter about each case."""

    engine: Engine
    readers: int

    def let_time_pass(self):
        """End the leases and waits of the letters, as hours that go by would.

        Pass over a row that the product has locked: to wait for it could be a deadlock.
        """
        past = clock.now() - LONG
        for column in (OutboxEmail.leased_until, OutboxEmail.not_before):
            free = select(OutboxEmail.id).where(column > past).with_for_update(skip_locked=True)
            ended = update(OutboxEmail).where(OutboxEmail.id.in_(free)).values({column: past})
            with self.engine.begin() as connection:
                connection.execute(ended)

    def letters(self):
        """Return the letters of the outbox as it is now."""
        columns = (OutboxEmail.message_id, OutboxEmail.reference, OutboxEmail.state)
        rows = self._all(select(*columns, OutboxEmail.trouble))
        return Letters(
            rows=tuple(
                Row(message_id=row[0], reference=row[1], state=row[2], trouble=row[3])
                for row in rows
                if row[0]
            ),
            unrouted=sum(row[2] == State.UNROUTED for row in rows),
            cases=tuple(reference for (reference,) in self._all(select(Case.reference))),
            readers=self.readers,
        )

    def faults_of_cases(self, references):
        """Return a sentence for each send acknowledged that is not exactly one case, and others."""
        acknowledged = Counter(reference for reference in references if reference)
        real = select(Case.reference).where(~Case.invented)
        cases = {reference for (reference,) in self._all(real)}
        faults = [f"{ref}: acknowledged, no case" for ref in acknowledged.keys() - cases]
        faults += [f"{ref}: a case of no send" for ref in cases - acknowledged.keys()]
        faults += [f"{ref}: acknowledged {n}x" for ref, n in acknowledged.items() if n != 1]
        return faults + self._halves()

    def _halves(self):
        """Return a sentence for each case without its audit entry or its request."""
        entry_counts: dict[str, list[int]] = defaultdict(list)
        entries = select(AuditEntry.case_id, func.count()).where(AuditEntry.act == "case_received")
        for case, count in self._all(entries.group_by(AuditEntry.case_id)):
            entry_counts[case].append(count)
        pairs = select(Case.id, Request.id).outerjoin(Request, Request.case_id == Case.id)
        return [
            f"case {case} is half: request {request}, {entry_counts[case]} entries"
            for case, request in self._all(pairs)
            if request is None or entry_counts[case] != [1]
        ]

    def _all(self, query):
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(query)]


def engine_of(database):
    """Return an engine that keeps no connection open between two looks.

    An open connection to an SQLite database would hold the lock that the product must hold
    itself, and hide that it does not.
    """
    waits = {"timeout": 60} if database.startswith("sqlite") else {}
    return create_engine(database, poolclass=NullPool, connect_args=waits)


def _may_be_taken(row):
    """Return how many times the mail server may have taken a letter in this state."""
    if row.state == State.DELIVERED:
        return (1,)
    return (0, 1) if row.trouble == OUTCOME_UNKNOWN else (0,)
