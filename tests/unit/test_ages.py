"""An age and an onset, in all the ways in which they are told."""

import pytest

from coach.care.answers import Age, Onset
from coach.speech import ages
from tests.envelopes import Talker, slot


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("forty two", (42, 42)), ("i'm 42 now", (42, 42)), ("in my sixties", (60, 69)), ("thirties", (30, 39)),
        ("was born in nineteen fifty two", (1952, 1952)), ("born in 1952", (1952, 1952)), ("a teens", (13, 19)),
        ("one hundred", (100, 100)), ("", None), ("old", None), ("forty two or fifty", None), ("ninety-nine", (99, 99)),
        ("been six weeks", None), ("forty two years old", (42, 42)),
    ],
)  # fmt: skip
def test_years_in_free_words(words: str, years: tuple[int, int] | None) -> None:
    assert ages.years_in(words) == years


@pytest.mark.parametrize(
    ("text", "months"),
    [("P18M", 18), ("P2Y", 24), ("P1Y6M", 18), ("PT15M", None), ("P3W", None), ("P", None), ("", None)],
)
def test_months_of_a_duration(text: str, months: int | None) -> None:
    assert ages.months_of(text) == months


@pytest.mark.parametrize(
    ("words", "length"),
    [("about three weeks now", "P3W"), ("a couple of months", "P2M"), ("a day", "P1D"), ("10 years", "P10Y"),
     ("three", None), ("weeks", None), ("", None)],
)  # fmt: skip
def test_a_length_in_free_words(words: str, length: str | None) -> None:
    assert ages.length_in(words) == length


def kept(talker: Talker, name: str) -> object:
    return dict(talker.attributes.get("answers", [])).get(name)


@pytest.mark.parametrize(
    ("intent", "name", "value", "age"),
    [
        ("MinutesIntent", "minutes", "42", Age(42, 42)),
        ("AgeIntent", "age", "58", Age(58, 58)),
        ("MinutesIntent", "minutes", "1952", Age(73, 74)),
        ("SaidIntent", "words", "was born in nineteen fifty two", Age(73, 74)),
        ("SaidIntent", "words", "early sixties", Age(60, 69)),
        ("LengthIntent", "duration", "P44Y", Age(44, 44)),
    ],
)
def test_an_age_is_kept_as_far_as_it_is_known(intent: str, name: str, value: str, age: Age) -> None:
    talker = Talker().at("red_flag.age").say(intent, slot(name, value))
    assert talker.asking == "red_flag.chest_or_faint"
    assert kept(talker, "age") == list(age)


@pytest.mark.parametrize("years", [*range(2, 20), *range(30, 100, 10)])
def test_an_age_that_sounds_like_another_is_read_back(years: int) -> None:
    talker = Talker().at("red_flag.age").say("AgeIntent", slot("age", str(years)))
    assert talker.asking == "safety_check.confirm"
    assert talker.speech.endswith(". Right?")
    assert not kept(talker, "age")
    assert talker.no().asking == "red_flag.age"


@pytest.mark.parametrize("years", [20, 21, 29, 31, 42, 58, 65, 99, 100])
def test_any_other_is_not(years: int) -> None:
    assert Talker().at("red_flag.age").aged(years).asking == "red_flag.chest_or_faint"


@pytest.mark.parametrize("junk", ["0", "121", "1899", "2099", "?", "-4", ""])
def test_no_age_is_made_of_junk(junk: str) -> None:
    talker = Talker().at("red_flag.age").say("MinutesIntent", slot("minutes", junk))
    assert talker.asking == "red_flag.age"
    assert talker.say("MinutesIntent", slot("minutes", junk)).asking == "red_flag.under_eighteen"
    assert talker.no().asking == "red_flag.over_fifty"
    assert talker.yes().asking == "red_flag.chest_or_faint"


@pytest.mark.parametrize("intent", ["AMAZON.FallbackIntent", "AMAZON.NoIntent", "AMAZON.NextIntent", "NotSureIntent"])
def test_a_read_back_without_an_answer_costs_two_turns_at_most(intent: str) -> None:
    talker = Talker().at("red_flag.age").say("MinutesIntent", slot("minutes", "15"))
    for _ in range(4):
        if talker.asking in {"red_flag.age", "safety_check.confirm"}:
            talker.say(intent)
    assert talker.asking == "red_flag.under_eighteen"


def test_another_sign_at_the_read_back_does_not_leave_it_open() -> None:
    talker = Talker().at("red_flag.age").say("MinutesIntent", slot("minutes", "15")).names("leg_weakness")
    assert talker.asking == "red_flag.age"
    talker.aged(44).to_the_end()
    assert talker.outcome == "same_day"


@pytest.mark.parametrize(
    ("duration", "onset"),
    [
        ("PT3H", Onset.today), ("P1D", Onset.days), ("P6D", Onset.days), ("P1W", Onset.weeks), ("P3W", Onset.weeks),
        ("P4W", Onset.over_four_weeks), ("P1M", Onset.over_four_weeks), ("P2M", Onset.months), ("P3Y", Onset.months),
    ],
)  # fmt: skip
def test_a_time_ago_is_an_onset(duration: str, onset: Onset) -> None:
    for intent in ("OnsetIntent", "LengthIntent"):
        talker = Talker().at("red_flag.onset").say(intent, slot("duration", duration))
        assert kept(talker, "onset") == onset


def test_fifteen_minutes_of_ice_is_no_onset() -> None:
    talker = Talker().at("red_flag.onset").say("StartIceIntent", slot("duration", "PT15M"))
    assert talker.asking.startswith("ice.")
    assert talker.outcome == "unfinished"


@pytest.mark.parametrize(("words", "onset"), [("started yesterday", Onset.days), ("had it for years", Onset.months),
                                              ("been about five weeks now", Onset.over_four_weeks)])  # fmt: skip
def test_an_onset_in_free_words(words: str, onset: Onset) -> None:
    assert kept(Talker().at("red_flag.onset").say("SaidIntent", slot("words", words)), "onset") == onset


def test_not_sure_when_it_began_leaves_nothing_out() -> None:
    talker = Talker().at("red_flag.onset").say("NotSureIntent")
    assert kept(talker, "onset") == Onset.unknown
    while talker.asking != "red_flag.over_four_weeks":
        assert talker.asking.startswith("red_flag.")
        talker.no()


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("i'll be forty two in march", 41), ("he's eighteen on saturday", 17), ("turning sixty next month", 59),
        ("turned sixty in june", 60), ("completed fifty five in june", 55), ("forty six in may so forty five", 45),
        ("nineteen fifty two", 1952), ("fifty", 50),
    ],
)  # fmt: skip
def test_an_age_that_is_coming_is_not_reached_yet(words: str, years: int) -> None:
    assert ages.years_in(words) == (years, years)
