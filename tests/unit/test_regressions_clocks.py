"""A clock that was moved: what is dated in the future counts as now, is written back once, and ages from there."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.care.limits import HEAT, ICE, TimerKind
from coach.profile.model import Application, Profile, TimerRecord
from coach.profile.settling import settled
from coach.profile.stores.memory import InMemoryStore
from tests.envelopes import Talker

NOW = 1_795_251_600_000
MINUTE = 60_000
HOUR = 60 * MINUTE
YEAR = 365 * 24 * HOUR
LATER = Application(NOW + YEAR, NOW + YEAR + 15 * MINUTE)
KINDS = {TimerKind.ice: "StartIceIntent", TimerKind.heat: "StartHeatIntent"}


class AtTime(Talker):
    """Somebody who talks at a given time."""

    now = NOW

    def send(self, request: dict[str, Any], **context: Any) -> dict[str, Any]:
        """Send a request, at this time."""
        when = datetime.fromtimestamp(self.now / 1000, UTC).isoformat()
        return super().send({**request, "timestamp": when}, **context)


def somebody(profile: Profile) -> AtTime:
    store = InMemoryStore()
    store.save("somebody", profile)
    return AtTime(store)


def kept(talker: Talker) -> Profile:
    return talker.store.load("somebody").profile


def test_ice_of_next_year_forbids_ice_for_two_hours() -> None:
    talker = somebody(Profile(ice_log=(LATER,))).say("StartIceIntent")
    assert isinstance(talker, AtTime)
    assert "two hours" in talker.speech
    assert kept(talker).ice_log == (Application(NOW - 15 * MINUTE, NOW),), "written back, so that it ages"
    talker.now += 2 * HOUR - MINUTE
    assert not talker.say("StartIceIntent").asking.startswith("ice.")
    talker.now += MINUTE
    assert talker.say("StartIceIntent").asking == "ice.stop_signs"
    assert kept(talker).ice_log == (Application(NOW - 15 * MINUTE, NOW),), "once"


def test_heat_of_next_year_forbids_heat_for_an_hour() -> None:
    log = tuple(Application(NOW + YEAR + at * HOUR, NOW + YEAR + at * HOUR + 20 * MINUTE) for at in range(1, 3))
    talker = somebody(Profile(heat_log=log)).say("StartHeatIntent")
    assert isinstance(talker, AtTime)
    assert not talker.asking.startswith("heat.")
    talker.now += 61 * MINUTE
    assert talker.say("StartHeatIntent").asking == "heat.stop_signs"


def test_it_was_not_me_of_next_year_counts_from_now() -> None:
    ice = Application(NOW - 30 * MINUTE, NOW - 15 * MINUTE)
    talker = somebody(Profile(ice_log=(ice,), not_me_at=NOW + YEAR)).say("NotMeIntent")
    assert isinstance(talker, AtTime)
    assert kept(talker).not_me_at == NOW
    talker.attributes = {}
    talker.now += 2 * HOUR
    profile = kept(talker)._replace(ice_log=(Application(talker.now - 9 * MINUTE, talker.now - MINUTE),))
    talker.store.save("somebody", profile, talker.store.load("somebody").revision)
    assert talker.say("NotMeIntent").asking == "ice.stop_signs"


@pytest.mark.parametrize("kind", KINDS)
def test_a_clear_no_of_next_year_never_comes_to_count(kind: TimerKind) -> None:
    talker = somebody(Profile(ice_cleared_at=NOW + YEAR, heat_cleared_at=NOW + YEAR, place="heat"))
    assert talker.say(KINDS[kind]).asking == f"{kind}.stop_signs"
    assert kept(talker) == Profile(place="heat")


def test_a_timer_of_next_year_ends_with_its_length_and_its_entry_with_it() -> None:
    record = TimerRecord("id", LATER.started, LATER.ended, 900)
    there = Application(NOW, NOW + 15 * MINUTE)
    assert settled(Profile(timers=(record,), ice_log=(LATER,)), NOW) == Profile(
        timers=(record._replace(started=NOW, triggers_at=NOW + 15 * MINUTE),), ice_log=(there,)
    )
    paused = record.paused(600, NOW + YEAR)
    assert settled(Profile(timers=(paused,)), NOW).timers[0].triggers_at == NOW


def test_a_timer_that_alexa_lengthened_is_left_as_it_is() -> None:
    """After "Alexa, add ten minutes" its entry in the log ends with it, however long that is."""
    ice = Application(NOW - MINUTE, NOW + 25 * MINUTE)
    record = TimerRecord("i", NOW - MINUTE, NOW + 25 * MINUTE, 26 * 60)
    profile = Profile(ice_log=(ice,), timers=(record,))
    assert settled(profile, NOW) is profile


def test_what_can_be_is_left_as_it_is() -> None:
    """A timer that has just started, its entry, a walk, the ring for the next ice, a device a second behind."""
    profile = Profile(
        ice_log=(Application(NOW - HOUR, NOW - 50 * MINUTE), Application(NOW, NOW + 20 * MINUTE)),
        heat_log=(Application(NOW + 1000, NOW + 1000 + 15 * MINUTE),),
        timers=(
            TimerRecord("i", NOW, NOW + 20 * MINUTE, 1200),
            TimerRecord("n", NOW, NOW + 2 * HOUR, 7200, 0, TimerKind.next_ice, "next ice"),
            TimerRecord("w", NOW - HOUR, NOW - HOUR, 180, 60, TimerKind.walk, "walk"),
        ),
        ice_cleared_at=NOW,
        not_me_at=NOW,
    )
    assert settled(profile, NOW) is profile


def test_a_turn_that_only_settles_is_silent_about_a_write_that_fails() -> None:
    class Failing(InMemoryStore):
        """Reads, and never writes."""

        def save(self, user_id: str, profile: Profile, revision: str = "") -> str:
            """See Store. Raises StoreError, but for what is there from the start."""
            if revision:
                from coach.profile.store import StoreError

                raise StoreError("save")
            return super().save(user_id, profile, revision)

    store = Failing()
    store.save("somebody", Profile(ice_log=(LATER,)))
    talker = AtTime(store).say("IceHistoryIntent")
    assert "save" not in talker.speech
    assert "once" in talker.speech


MOMENTS = st.integers(0, 2 * NOW)


@given(
    st.lists(st.builds(Application, MOMENTS, MOMENTS, st.integers(0, 9_999)), max_size=3),
    st.builds(TimerRecord, st.text(max_size=2), MOMENTS, MOMENTS, st.integers(0, 1200), st.integers(0, 1200)),
    MOMENTS,
    st.integers(0, NOW),
)
def test_whatever_was_kept_nothing_is_forbidden_for_longer_than_the_rules_say(
    log: list[Application], record: TimerRecord, mark: int, now: int
) -> None:
    profile = Profile(tuple(log), tuple(log), (record,), not_me_at=mark, ice_cleared_at=mark, heat_cleared_at=mark)
    found = settled(profile, now)
    longest = max(ICE.most_seconds, HEAT.most_seconds) * 1000
    with_timer = found.timers[0].started
    assert all(one.ended <= now + longest for one in (*found.ice_log, *found.heat_log) if one.started != with_timer)
    assert found.timers[0].triggers_at <= now + record.duration_seconds * 1000 + MINUTE
    assert max(found.not_me_at, found.ice_cleared_at, found.heat_cleared_at) <= now + MINUTE
    assert settled(found, now) is found
    assert settled(found, now + 1) is found
