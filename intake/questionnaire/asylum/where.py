"""Questions about the person's place: in the US or not, which state, detained or free."""

from intake.questionnaire.asylum.states import STATES
from intake.questionnaire.conditions import is_one_of
from intake.questionnaire.questions import Choice, Country, Option, Style, Text, YesNo
from intake.questionnaire.sections import Page, Part, Section
from intake.words import N_

location_kind = Choice(
    id="location_kind",
    says=N_("Where are you now?"),
    child=N_("Where is your child now?"),
    other=N_("Where are they now?"),
    options=(
        Option("in_us", N_("In the US")),
        Option("at_border", N_("At the US border")),
        Option("outside_us", N_("Outside the US")),
    ),
)

us_state = Choice(
    id="us_state",
    says=N_("Which state are you in?"),
    child=N_("Which state is your child in?"),
    other=N_("Which state are they in?"),
    style=Style.LIST,
    options=STATES,
)

country_now = Country(
    id="country_now",
    says=N_("Which country are you in now?"),
    child=N_("Which country is your child in now?"),
    other=N_("Which country are they in now?"),
)

city_or_zip3 = Text(
    id="city_or_zip3",
    own_words=True,
    says=N_("What is your city, or the first 3 numbers of your ZIP code?"),
    child=N_("What city is your child in, or what are the first 3 numbers of the ZIP code?"),
    other=N_("What city are they in, or what are the first 3 numbers of the ZIP code?"),
    hint=N_("We do not need your address."),
    longest=80,
)

detained_now = YesNo(
    id="detained_now",
    says=N_("Are you in jail or detention now?"),
    child=N_("Is your child in jail or detention now?"),
    other=N_("Are they in jail or detention now?"),
    hint=N_("This includes ICE detention, being held at the border, or a shelter for children."),
)

detention_place = Text(
    id="detention_place",
    own_words=True,
    says=N_("What is the name of the place, or the city it is in?"),
    why=N_("The place tells us which rules apply and who to call."),
    longest=80,
)

IN_US = is_one_of(location_kind, "in_us")

SECTION = Section(
    id="where",
    title=N_("Place"),
    pages=(
        Page(
            questions=(location_kind, us_state, country_now),
            topic=N_("Place"),
            parts=(
                Part(us_state, location_kind, ("in_us",)),
                Part(country_now, location_kind, ("at_border", "outside_us")),
            ),
        ),
        Page(questions=(city_or_zip3,), topic=N_("City"), when=IN_US),
    ),
)
