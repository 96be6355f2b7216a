"""The suggested owner of a case, from languages, states and new cases."""

from intake.staff.absence import Candidate, suggest_owner


def member(name, *, languages="", states="", most=None, new=0):
    return Candidate(
        member_id=name,
        languages=frozenset(languages.split()),
        states=frozenset(states.split()),
        cases_a_week=most,
        new_cases=new,
    )


def suggested(*candidates, languages="es en", state="NY"):
    suggestion = suggest_owner(languages.split(), state, candidates)
    return suggestion.member_id if suggestion else ""


def test_the_language_of_calls_comes_before_all_else():
    near = member("near", states="NY")
    speaks = member("speaks", languages="en es", new=9)

    assert suggested(near, speaks) == "speaks"


def test_the_language_to_call_in_comes_before_another_that_is_spoken():
    assert suggested(member("second", languages="en"), member("first", languages="es")) == "first"


def test_the_state_comes_before_the_load():
    assert suggested(member("free"), member("near", states="NJ NY", new=5)) == "near"


def test_the_smaller_share_of_a_week_comes_first():
    assert suggested(member("half", most=2, new=1), member("fifth", most=10, new=2)) == "fifth"


def test_of_equals_the_first_is_suggested():
    assert suggested(member("first"), member("second")) == "first"


def test_one_whose_week_is_full_is_not_suggested():
    full = member("full", languages="es", states="NY", most=3, new=3)

    assert suggested(full, member("other")) == "other"
    assert suggested(full) == ""


def test_a_suggestion_names_the_facts_on_which_it_rests():
    suggestion = suggest_owner(
        ["es"], "NY", [member("wren", languages="es", states="NJ", most=5, new=2)]
    )

    assert suggestion is not None
    assert (suggestion.language, suggestion.state) == ("es", "")
    assert (suggestion.new_cases, suggestion.cases_a_week) == (2, 5)
