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

FIT = ("filling_for", "location_kind", "danger_now", "help_types", "has_lawyer", "household_size")
"""Pages by the id of their first question. After these the early answer is given."""

DAYS = (
    "so_far",
    "detained_now",
    "court_case",
    "next_hearing_date",
    "hearing_attended",
    "removal_soon",
    "removal_soon_date",
    "check_in_date",
    "fear_interview",
    "appointment_kind",
    "appointment_attended",
    "bad_decision",
    "withholding_only",
    "appeal_sent",
    "office_letter",
    "missed_why",
    "gov_motion_date",
    "asylum_filed",
    "asylum_filed_date",
    "last_arrival_date",
    "birth_date",
    "minor_with_parent",
    "fee_notice_date",
    "lawful_status",
    "changed",
    "status_granted_date",
)
"""Pages about what happened, and the days that it sets."""

REACH = ("name_to_use", "contact_methods")
"""Pages about how to reach the person. The result follows."""

LATER = (
    "city_or_zip3",
    "full_name_docs",
    "other_names",
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
    core=tuple(_pages[id_] for id_ in (*FIT, *DAYS, *REACH)),
    later=tuple(_pages[id_] for id_ in LATER),
    at_start=(start.call_language, start.call_language_other),
    at_sending=(send.ack_not_lawyer, send.ack_deadline),
    ticks=dates.so_far.id,
    before_ticks=dates.BEFORE_TICKS,
)
