"""The questionnaire for people seeking asylum: the sections, and the order of asking."""

from intake.questionnaire.asylum import dates, reach, safety, screen, send, start, where, you
from intake.questionnaire.sections import Questionnaire

SECTIONS = (
    start.SECTION,
    screen.SECTION,
    where.SECTION,
    dates.SECTION,
    you.SECTION,
    safety.SECTION,
    reach.SECTION,
    send.SECTION,
)

CORE = (
    "filling_for",
    "device",
    "danger_now",
    "help_types",
    "location_kind",
    "us_state",
    "detained_now",
    "detention_place",
    "asylum_filed",
    "asylum_filed_date",
    "asylum_filed_where",
    "last_arrival_date",
    "removal_soon",
    "removal_soon_date",
    "fear_interview",
    "fear_decision_date",
    "court_case",
    "next_hearing_date",
    "hearing_kind",
    "court_city",
    "hearing_attended",
    "bad_decision",
    "bad_decision_date",
    "appeal_sent",
    "office_letter",
    "old_order",
    "missed_hearing",
    "missed_why",
    "gov_motion",
    "gov_motion_date",
    "left_since_filing",
    "fee_notice",
    "fee_notice_date",
    "lawful_status",
    "lawful_status_ended",
    "changed",
    "status_granted_date",
    "has_lawyer",
    "lawyer_scope",
    "household_size",
    "income_amount",
    "name_to_use",
    "contact_methods",
    "phone",
    "ok_text",
    "email",
    "trusted_name",
)
"""Pages by the id of their first question. What sets a day comes first: whoever stops early has
told us enough to see how soon we must act."""

LATER = (
    "city_or_zip3",
    "full_name_docs",
    "other_names",
    "birth_date",
    "minor_with_parent",
    "nationality",
    "spoken_languages",
    "reads_language",
    "interpreter_needed",
    "a_number",
    "abuser_status",
    "children_birth_dates",
    "needs",
    "fear_reasons",
    "do_not_tell",
    "safe_times",
    "shared_phone",
    "heard_from",
    "share_with_others",
    "reminders",
    "note",
)

_pages = {page.id: page for section in SECTIONS for page in section.pages}

ASYLUM = Questionnaire(
    sections=SECTIONS,
    core=tuple(_pages[id_] for id_ in CORE),
    later=tuple(_pages[id_] for id_ in LATER),
    at_start=(start.call_language, start.call_language_other),
    at_sending=(send.ack_not_lawyer, send.ack_deadline),
)
