"""Find the page at which a draft goes on that was saved when more pages asked the same questions.

Then each question below had a page of its own, the lawyer was asked about after all dates, and
every date was asked about by itself, not only where a tick opened it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import so_far
from intake.questionnaire.asylum.screen import has_lawyer
from intake.questionnaire.sections import Page

ORDER = 2
"""The order of asking with which drafts are saved. Drafts without one are older."""

HAD_A_PAGE = frozenset(
    {
        *("device", "us_state", "lawyer_scope", "income_amount", "detention_place"),
        *("hearing_kind", "court_city", "fear_decision_date", "bad_decision_date"),
        *("asylum_filed_where", "left_since_filing", "lawful_status_ended"),
        *("old_order", "missed_hearing", "phone", "ok_text", "email", "trusted_name"),
    }
)


def pages_seen(seen: Collection[str], answers: Answers, *, as_of: date) -> frozenset[str]:
    """Return the pages of today that a person with an older draft need not see again."""
    pages = {page.id for page in ASYLUM.pages if _is_seen(page, seen, answers, as_of)}
    if has_lawyer.id in seen:
        pages.add(so_far.id)
    return frozenset(pages)


def _is_seen(page: Page, seen: Collection[str], answers: Answers, as_of: date) -> bool:
    """Return true where the page was seen, and so were the pages that are part of it today."""
    joined = [question.id for question in page.questions if question.id in HAD_A_PAGE]
    return page.id in seen and all(
        id_ in seen for id_ in joined if page.counts(id_, answers, as_of)
    )
