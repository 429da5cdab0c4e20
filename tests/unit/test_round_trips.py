"""No field is lost on the way: of the session through Alexa's attributes, of the profile through a store and a merge.

Fields are found by looking, so that a new one that is forgotten on the way fails here.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple, get_type_hints

import pytest

from coach.alexa.response import render
from coach.care.answers import Age, Answer, Given, Onset
from coach.care.cautions import Caution
from coach.care.limits import TimerKind
from coach.care.triage import Outcome
from coach.conversation.meanings import Verb
from coach.conversation.questions import Asking, QuestionId
from coach.conversation.reply import Reply
from coach.conversation.session import Session, from_attributes, to_attributes
from coach.profile.merge import merge
from coach.profile.model import Application, Pace, Profile, SkinCheck, TimerRecord
from coach.profile.serialization import from_data, to_data
from coach.speech.parts import parts_of

ANSWERS: dict[str, Given] = {
    **{f"flag_{answer.name}": answer for answer in Answer},
    "age": Age(60, 69),
    "onset": Onset.some_weeks,
}
WHEN = 1_795_251_600_000
APPLICATION = Application(WHEN, WHEN + 900_000, 60)
TIMER = TimerRecord("id", WHEN, WHEN + 600_000, 600, 30, TimerKind.walk, "walk two", adopted=True)
OF_TYPE: dict[object, Any] = {
    str: "some words",
    int: 7,
    bool: True,
    Mapping[str, Given]: ANSWERS,
    Age | None: Age(15, 15),
    tuple[Application, ...]: (APPLICATION,),
    tuple[TimerRecord, ...]: (TIMER,),
    Pace: Pace.slower,
    SkinCheck: SkinCheck.wanted,
    Pace | None: Pace.slower,
    Asking | None: QuestionId.heat_skin,
    TimerKind | None: TimerKind.heat,
    tuple[TimerKind, ...]: (TimerKind.ice, TimerKind.heat),
    tuple[Caution, ...]: (Caution.skin, Caution.ready),
    Verb | None: Verb.pause,
    Outcome | None: Outcome.soon,
}
"""A value of each type that a field has, and no field's default."""


def filled(kind: type[NamedTuple]) -> dict[str, Any]:
    """A value for every field, none its default."""
    values = {name: OF_TYPE[hint] for name, hint in get_type_hints(kind).items()}
    assert not {name for name, value in values.items() if kind._field_defaults.get(name) == value}
    return values


SESSION = filled(Session)
PROFILE = filled(Profile)


def through_alexa(session: Session) -> Session:
    return from_attributes(json.loads(json.dumps(to_attributes(session))))


@pytest.mark.parametrize("field", SESSION)
def test_each_field_of_the_session_comes_back(field: str) -> None:
    session = Session()._replace(**{field: SESSION[field]})
    assert through_alexa(session) == session
    assert set(to_attributes(session)) == {field}


def test_the_whole_session_comes_back_and_an_empty_one_takes_no_room() -> None:
    assert through_alexa(Session(**SESSION)) == Session(**SESSION)
    assert to_attributes(Session()) == {}


JUNK: tuple[object, ...] = (None, [], {}, "\ud800", -1, 1e400, [["flag", "perhaps"]], [[1, 2]], "x" * 9_999)


def _is_like(value: object, field: str) -> bool:
    """Return whether it is of the field's type: junk never gets in as it is."""
    default = Session._field_defaults[field]
    return value == default or type(value) in {type(SESSION[field]), type(default)}


@pytest.mark.parametrize("field", SESSION)
def test_junk_in_one_field_costs_no_other(field: str) -> None:
    for junk in JUNK:
        found = from_attributes({**to_attributes(Session(**SESSION)), field: junk})
        assert _is_like(getattr(found, field), field), junk
        assert found._replace(**{field: SESSION[field]}) == Session(**SESSION), junk


def test_a_reply_hands_back_the_session_with_what_was_said() -> None:
    reply = Reply(parts_of("What was said."), Session(**SESSION), "What is asked?", outcome=Outcome.soon)
    kept = render(reply, ()).attributes
    assert kept.pop("outcome") == "soon"
    said = Session(**SESSION)._replace(speech="What was said.", reprompt="What is asked?", paced=False)
    assert from_attributes(kept) == said
    assert from_attributes(render(reply._replace(paced=True), ()).attributes).paced


@pytest.mark.parametrize("field", PROFILE)
def test_each_field_of_the_profile_is_stored_and_merged(field: str) -> None:
    base, changed = Profile(), Profile()._replace(**{field: PROFILE[field]})
    assert from_data(json.loads(json.dumps(to_data(changed)))) == changed
    assert merge(base, changed, base) == merge(base, base, changed) == changed
    assert not changed.is_empty


@pytest.mark.parametrize("field", PROFILE)
def test_one_device_changes_a_field_and_another_all_the_others(field: str) -> None:
    whole = Profile(**PROFILE)
    ours, theirs = Profile()._replace(**{field: PROFILE[field]}), whole._replace(**{field: getattr(Profile(), field)})
    assert merge(Profile(), ours, theirs) == merge(Profile(), theirs, ours) == whole


@pytest.mark.parametrize("field", TimerRecord._fields)
def test_each_field_of_a_timer_s_record_is_stored(field: str) -> None:
    other = TimerRecord("", WHEN - 1, WHEN - 1, 1, 0)._replace(**{field: getattr(TIMER, field)})
    for record in (TIMER, other):
        assert from_data(json.loads(json.dumps(to_data(Profile(timers=(record,)))))).timers == (record,)
