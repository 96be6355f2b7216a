"""Questions about the person's place: in the US or not, which state, detained or free."""

from intake.questionnaire.asylum.states import STATES
from intake.questionnaire.conditions import is_one_of
from intake.questionnaire.questions import Choice, Country, Option, Style, Text, YesNo
from intake.questionnaire.sections import Page, Part, Section

location_kind = Choice(
    "location_kind",
    "Where are you now?",
    child="Where is your child now?",
    other="Where are they now?",
    options=(
        Option("in_us", "In the US"),
        Option("at_border", "At the US border"),
        Option("outside_us", "Outside the US"),
    ),
)

us_state = Choice(
    "us_state",
    "Which state are you in?",
    child="Which state is your child in?",
    other="Which state are they in?",
    style=Style.LIST,
    options=STATES,
)

country_now = Country(
    "country_now",
    "Which country are you in now?",
    child="Which country is your child in now?",
    other="Which country are they in now?",
)

city_or_zip3 = Text(
    "city_or_zip3",
    "What is your city, or the first 3 numbers of your ZIP code?",
    own_words=True,
    child="What city is your child in, or what are the first 3 numbers of the ZIP code?",
    other="What city are they in, or what are the first 3 numbers of the ZIP code?",
    hint="We do not need your address.",
    longest=80,
)

detained_now = YesNo(
    "detained_now",
    "Are you in jail or detention now?",
    child="Is your child in jail or detention now?",
    other="Are they in jail or detention now?",
    hint="This includes ICE detention, being held at the border, or a shelter for children.",
)

detention_place = Text(
    "detention_place",
    "What is the name of the place, or the city it is in?",
    own_words=True,
    why="The place tells us which rules apply and who to call.",
    longest=80,
)

IN_US = is_one_of(location_kind, "in_us")

SECTION = Section(
    "where",
    "Place",
    pages=(
        Page(
            (location_kind, us_state, country_now),
            topic="Place",
            parts=(
                Part(us_state, location_kind, ("in_us",)),
                Part(country_now, location_kind, ("at_border", "outside_us")),
            ),
        ),
        Page((city_or_zip3,), topic="City", when=IN_US),
    ),
)
