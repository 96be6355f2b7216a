"""Questions about the person: names, birth, country, languages, children."""

from intake.questionnaire.asylum.dates import court_case, last_arrival_date, so_far
from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.start import under_18
from intake.questionnaire.asylum.where import detained_now
from intake.questionnaire.conditions import any_of, is_one_of, is_yes, younger_than
from intake.questionnaire.questions import (
    NOT_SURE,
    Choice,
    Country,
    Date,
    Dates,
    Language,
    Languages,
    Option,
    Span,
    Text,
    Visibility,
    YesNo,
)
from intake.questionnaire.sections import Page, Part, Section

name_to_use = Text(
    "name_to_use",
    "What should we call you?",
    child="What should we call your child?",
    other="What should we call them?",
    hint="One name is fine. It does not have to be a real name.",
    required="Enter a name we can use. Any name is fine.",
    autofill="nickname",
)

full_name_docs = Text(
    "full_name_docs",
    "What is your full name, as it appears on your papers?",
    child="What is your child’s full name, as it appears on the papers?",
    other="What is their full name, as it appears on their papers?",
    hint="You can use any alphabet.",
    why="We use this to make sure we are not already helping the other side.",
    autofill="name",
)

other_names = Text(
    "other_names",
    "Do the papers show other names or spellings?",
    hint="Add the same name in English letters too.",
)

birth_date = Date(
    "birth_date",
    "When were you born?",
    Span.BIRTH,
    remembered=True,
    child="When was your child born?",
    other="When were they born?",
    hint="If you do not know the exact date, the year is enough.",
    why="Some help depends on age.",
    autofill="bday",
)

minor_with_parent = YesNo(
    "minor_with_parent",
    "Are you with a parent or legal guardian in the US?",
    child="Is your child with a parent or legal guardian in the US?",
    other="Are they with a parent or legal guardian in the US?",
    hint="Choose No for a shelter for children, or for other family.",
)

arrived_alone_under_18 = YesNo(
    "arrived_alone_under_18",
    "Did you come to the US alone when you were under 18?",
    since=2,
    child="Did your child come to the US alone when they were under 18?",
    other="Did they come to the US alone when they were under 18?",
    hint="Alone means without a parent or guardian.",
)

abuser_status = Choice(
    "abuser_status",
    "Is the person who hurt you a US citizen or green card holder?",
    visibility=Visibility.PRIVATE,
    in_private=True,
    child="Is the person who hurt your child a US citizen or green card holder?",
    other="Is the person who hurt them a US citizen or green card holder?",
    why="Special rules protect people hurt by a husband, wife or parent.",
    options=(
        Option("citizen", "A US citizen"),
        Option("resident", "A green card holder"),
        Option("other", "Neither of these"),
        NOT_SURE,
    ),
)

nationality = Country(
    "nationality",
    "What country are you from?",
    child="What country is your child from?",
    other="What country are they from?",
    hint_child="If your child is afraid of a different country, choose that one.",
    hint_other="If they are afraid of a different country, choose that one.",
    hint="If you are afraid of a different country, choose that one.",
)

nationality_other = Text("nationality_other", "If it is not on the list, which one is it?")

other_nationality = YesNo(
    "other_nationality",
    "Are you a citizen of another country?",
    since=2,
    child="Is your child a citizen of another country?",
    other="Are they a citizen of another country?",
)

other_nationality_country = Country(
    "other_nationality_country", "What is the other country?", since=2
)

spoken_languages = Languages(
    "spoken_languages",
    "Which languages do you speak well?",
    child="Which languages does your child speak well?",
    other="Which languages do they speak well?",
    hint="Choose all that apply.",
)

spoken_other = Text("spoken_other", "If it is another language, which one?")

reads_language = Language(
    "reads_language",
    "Which language do you prefer to read?",
    child="Which language should we write to you in?",
    other="Which language do they prefer to read?",
)

interpreter_needed = YesNo(
    "interpreter_needed",
    "Do you want an interpreter when we talk?",
    child="Does your child want an interpreter when we talk?",
    other="Do they want an interpreter when we talk?",
    hint="It is free.",
)

a_number = Text(
    "a_number",
    "What is the A-number, if there is one?",
    hint="It is the letter A and 7 to 9 numbers. Look for it on papers from immigration.",
    why="Our team can use it to look up the court date.",
    longest=40,
)

children_birth_dates = Dates(
    "children_birth_dates",
    "When were your children born?",
    Span.BIRTH,
    child="When were your child’s own children born?",
    other="When were their children born?",
    hint="Include children who are far away.",
    why="Some help for a child ends on a certain birthday.",
)

UNDER_18 = any_of(is_one_of(under_18, "yes"), younger_than(birth_date, years=18))
CAME_UNDER_18 = any_of(
    is_one_of(under_18, "yes", "when_i_came"),
    younger_than(birth_date, years=18, at=last_arrival_date),
)

SECTION = Section(
    "you",
    "Name and country",
    pages=(
        Page((name_to_use,), topic="Name"),
        Page((full_name_docs,), topic="Name"),
        Page((other_names,), topic="Name"),
        Page((birth_date,), topic="Date", core_when=is_one_of(under_18, "yes")),
        Page(
            (minor_with_parent, arrived_alone_under_18),
            heading="Family",
            topic="Family",
            when=any_of(UNDER_18, CAME_UNDER_18),
            core_when=is_one_of(under_18, "yes", "when_i_came"),
            only=((minor_with_parent, UNDER_18), (arrived_alone_under_18, CAME_UNDER_18)),
        ),
        Page(
            (*(nationality, nationality_other), *(other_nationality, other_nationality_country)),
            heading="Country",
            topic="Country",
            parts=(Part(other_nationality_country, other_nationality, ("yes",)),),
        ),
        Page((spoken_languages, spoken_other), heading="Languages", topic="Language"),
        Page((reads_language,), topic="Language"),
        Page((interpreter_needed,), topic="Language"),
        Page(
            (a_number,),
            topic="Papers",
            when=any_of(is_one_of(so_far, "court_paper"), is_yes(court_case), is_yes(detained_now)),
        ),
        Page(
            (abuser_status,),
            topic="Papers",
            when=is_one_of(help_types, "harmed_in_us"),
            private=True,
        ),
        Page(
            (children_birth_dates,),
            topic="Family",
            when=is_one_of(help_types, "fear_return", "bring_family"),
        ),
    ),
)
