"""The virtual Echo: what reaches the skill, how a session lives and ends, consent, rings, Amazon's rules."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.clock import Clock
from local.echo.device import Echo
from local.echo.player import Player
from local.echo.request_envelope import CONSENT_PROMPT
from local.echo.response_rules import EchoError
from local.echo.script import ScriptError
from local.echo.transcript import TranscriptTurn, plain_text
from local.nlu.hearing import Hearing
from local.nlu.model_file import parse_model
from local.timers_api.person_reminders import REMINDERS_PERMISSION
from local.timers_api.person_timers import TIMERS_PERMISSION
from local.timers_api.service import TIMERS_PATH

START_MS = 1_760_000_000_000
MODEL: dict[str, Any] = {
    "interactionModel": {
        "languageModel": {
            "invocationName": "back spasm coach",
            "intents": [
                {"name": "StartIceIntent", "slots": [], "samples": ["start ice"]},
                {"name": "WhenIntent", "slots": [], "samples": ["when i can ice again"]},
                {
                    "name": "TellRemedyIntent",
                    "slots": [{"name": "remedy", "type": "Remedy"}, {"name": "other", "type": "Remedy"}],
                    "samples": ["tell me about {remedy}", "{remedy} or {other}"],
                },
                *({"name": f"AMAZON.{name}Intent", "samples": []} for name in ["Yes", "No", "Stop", "Fallback"]),
            ],
            "types": [
                {
                    "name": "Remedy",
                    "values": [{"id": "heat", "name": {"value": "heat", "synonyms": ["warmth"]}}],
                }
            ],
        }
    }
}
HEARING = Hearing(parse_model(MODEL))
ASK_FOR = {
    "type": "Connections.SendRequest",
    "name": "AskFor",
    "payload": {
        "@type": "AskForPermissionsConsentRequest",
        "@version": "2",
        "permissionScopes": [{"permissionScope": TIMERS_PERMISSION, "consentLevel": "ACCOUNT"}],
    },
    "token": "ice:900",
}
START_CONNECTION = {
    "type": "Connections.StartConnection",
    "uri": "connection://AMAZON.AskForPermissionsConsent/2",
    "input": ASK_FOR["payload"],
    "token": "ice:900",
    "onCompletion": "RESUME_SESSION",
}


def speech(words: str) -> dict[str, str]:
    return {"type": "SSML", "ssml": f"<speak>{words}</speak>"}


def asking(words: str = "Well?", **more: Any) -> dict[str, Any]:
    response = {"outputSpeech": speech(words), "reprompt": {"outputSpeech": speech("Still?")}}
    return {
        "version": "1.0",
        "sessionAttributes": {"asking": "it"},
        "response": response | {"shouldEndSession": False} | more,
    }


def telling(words: str = "Done.", **more: Any) -> dict[str, Any]:
    response = {"outputSpeech": speech(words), "shouldEndSession": True} | more
    return {"version": "1.0", "response": response}


class Skill:
    """A stand-in that keeps what it was sent, and answers as it is told."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.answer: Callable[[dict[str, Any]], dict[str, Any]] = lambda _request: asking()

    def __call__(self, event: dict[str, Any], context: object) -> dict[str, Any]:
        """Answer like a Lambda handler."""
        assert context is None
        self.requests.append(event)
        if event["request"]["type"] == "SessionEndedRequest":
            return {"version": "1.0", "response": {}}
        return self.answer(event)

    @property
    def types(self) -> list[str]:
        """The types of all requests so far."""
        return [event["request"]["type"] for event in self.requests]


@pytest.fixture
def skill() -> Skill:
    return Skill()


@pytest.fixture
def echo(skill: Skill) -> Echo:
    return Echo(skill, HEARING, clock=Clock(START_MS))


@pytest.fixture
def player(skill: Skill) -> Iterator[Player]:
    with Player(skill, clock=Clock(START_MS), hearing_for=lambda _locale: HEARING) as made:
        yield made


@pytest.mark.parametrize("said", ["yes", "start ice", "alexa, what's the weather", "back pain", ""])
def test_outside_a_session_only_an_invocation_reaches_the_skill(echo: Echo, skill: Skill, said: str) -> None:
    turn = echo.say(said)
    assert (turn.request, turn.speech, turn.ended) == (None, "", True)
    assert skill.requests == []


@pytest.mark.parametrize(
    "said",
    [
        "open back spasm coach",
        "Alexa, open Back Spasm Coach.",
        "start back spasm coach",
        "ask back spasm coach",
    ],
)
def test_opening(echo: Echo, said: str) -> None:
    turn = echo.say(said)
    assert (turn.request, turn.speech, turn.reprompt) == ("LaunchRequest", "Well?", "Still?")
    assert (turn.asking, turn.ended) == ("it", False)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("ask back spasm coach to start ice", "StartIceIntent"),
        ("alexa, ask back spasm coach when i can ice again", "WhenIntent"),
        ("tell back spasm coach to start ice", "StartIceIntent"),
        ("start ice with back spasm coach", "StartIceIntent"),
        ("ask back spasm coach to fly", "AMAZON.FallbackIntent"),
    ],
)
def test_asking_in_one_breath(echo: Echo, skill: Skill, said: str, intent: str) -> None:
    assert echo.say(said).intent == intent
    assert skill.requests[0]["session"]["new"] is True


def test_a_request_has_all_that_amazon_sends(echo: Echo, skill: Skill) -> None:
    echo.say("open back spasm coach")
    turn = echo.say("tell me about warmth")
    first, second = skill.requests
    assert turn.slots == {"remedy": "heat"}
    assert first["session"]["sessionId"] == second["session"]["sessionId"]
    assert (first["session"]["new"], second["session"]["new"]) == (True, False)
    assert second["session"]["attributes"] == {"asking": "it"}
    assert second["request"]["timestamp"] == "2025-10-09T08:53:20Z"
    assert first["request"]["requestId"] != second["request"]["requestId"]
    system = second["context"]["System"]
    assert system["user"]["permissions"]["scopes"] == {
        TIMERS_PERMISSION: {"status": "DENIED"},
        REMINDERS_PERMISSION: {"status": "DENIED"},
    }
    assert system["device"]["supportedInterfaces"] == {}
    slots = second["request"]["intent"]["slots"]
    assert slots["other"] == {"name": "other", "confirmationStatus": "NONE"}
    (resolution,) = slots["remedy"]["resolutions"]["resolutionsPerAuthority"]
    assert resolution["status"] == {"code": "ER_SUCCESS_MATCH"}
    assert resolution["values"] == [{"value": {"name": "heat", "id": "heat"}}]
    assert slots["remedy"]["value"] == "warmth"


def test_an_unmatched_slot_keeps_its_words(echo: Echo, skill: Skill) -> None:
    echo.say("open back spasm coach")
    assert echo.say("tell me about voodoo").slots == {"remedy": "voodoo"}
    (resolution,) = skill.requests[1]["request"]["intent"]["slots"]["remedy"]["resolutions"]["resolutionsPerAuthority"]
    assert resolution["status"] == {"code": "ER_SUCCESS_NO_MATCH"}
    assert "values" not in resolution


def test_a_request_is_one_that_the_sdk_can_read(echo: Echo, skill: Skill) -> None:
    from ask_sdk_core.serialize import DefaultSerializer
    from ask_sdk_model import RequestEnvelope

    echo.screen = True
    echo.say("open back spasm coach")
    echo.say("tell me about warmth")
    for event in skill.requests:
        read = DefaultSerializer().deserialize(json.dumps(event), RequestEnvelope)
        assert read.context.system.device.supported_interfaces.alexa_presentation_apl is not None
        assert read.context.system.user.permissions.scopes[TIMERS_PERMISSION].status.value == "DENIED"


def test_exit_ends_without_a_word(echo: Echo, skill: Skill) -> None:
    echo.say("open back spasm coach")
    turn = echo.say("exit")
    assert (turn.request, turn.speech, turn.ended) == ("SessionEndedRequest", "", True)
    assert skill.requests[-1]["request"]["reason"] == "USER_INITIATED"


def test_silence_reprompts_and_ends(echo: Echo, skill: Skill) -> None:
    echo.say("open back spasm coach")
    turn = echo.silence()
    assert (turn.speech, turn.reprompt, turn.ended) == ("", "Still?", True)
    assert skill.requests[-1]["request"]["reason"] == "EXCEEDED_MAX_REPROMPTS"
    assert echo.say("yes").request is None


def test_sixteen_seconds_leave_a_session_open_and_more_do_not(echo: Echo, skill: Skill) -> None:
    echo.say("open back spasm coach")
    echo.wait(16_000)
    assert echo.say("yes").request == "IntentRequest"
    echo.wait(16_001)
    assert skill.types[-1] == "SessionEndedRequest"
    assert echo.clock.now_ms() == START_MS + 32_001


def test_the_end_of_a_session_forgets_its_attributes(echo: Echo, skill: Skill) -> None:
    echo.say("open back spasm coach")
    skill.answer = lambda _request: telling()
    assert echo.say("yes").ended
    echo.say("open back spasm coach")
    assert skill.requests[-1]["session"]["attributes"] == {}


@pytest.mark.parametrize("directive", [ASK_FOR, START_CONNECTION])
@pytest.mark.parametrize(
    ("said", "status"),
    [("I approve.", "ACCEPTED"), ("yes", "ACCEPTED"), ("no", "DENIED"), ("what?", "NOT_ANSWERED")],
)
def test_consent_by_voice(echo: Echo, skill: Skill, directive: dict[str, Any], said: str, status: str) -> None:
    consent = asking("For that I need your leave.", directives=[directive], shouldEndSession=None)
    del consent["response"]["reprompt"]
    skill.answer = lambda _request: consent
    turn = echo.say("ask back spasm coach to start ice")
    assert turn.speech == f"For that I need your leave. {CONSENT_PROMPT}"
    skill.answer = lambda _request: telling()
    turn = echo.say(said)
    request = skill.requests[-1]["request"]
    if directive is ASK_FOR:
        assert (turn.request, request["name"], request["token"]) == (
            "Connections.Response",
            "AskFor",
            "ice:900",
        )
        assert request["payload"] == {"permissionScope": TIMERS_PERMISSION, "status": status, "isCardThrown": False}
    else:
        assert (turn.request, request["cause"]["token"]) == ("SessionResumedRequest", "ice:900")
        assert request["cause"]["result"]["status"] == status
    granted = skill.requests[-1]["context"]["System"]["user"]["permissions"]["scopes"][TIMERS_PERMISSION]["status"]
    assert granted == ("GRANTED" if status == "ACCEPTED" else "DENIED")
    assert skill.requests[-1]["session"]["attributes"] == {"asking": "it"}


def test_consent_may_lose_the_session(echo: Echo, skill: Skill) -> None:
    echo.drop_attributes = True
    consent = asking(directives=[ASK_FOR], shouldEndSession=None)
    skill.answer = lambda _request: consent
    echo.say("ask back spasm coach to start ice")
    skill.answer = lambda _request: telling()
    echo.say("i approve")
    assert (skill.requests[-1]["session"]["new"], skill.requests[-1]["session"]["attributes"]) == (True, {})


def ask_for_consent(echo: Echo, skill: Skill, directive: dict[str, Any]) -> TranscriptTurn:
    """Let the skill ask for the permission once; after that it just tells."""
    answers = [asking("I need your leave.", directives=[directive], shouldEndSession=None, reprompt=None)]
    skill.answer = lambda _request: answers.pop() if answers else telling()
    return echo.say("ask back spasm coach to start ice")


def consent_status(skill: Skill) -> str:
    """The permission's status in the last request."""
    return str(skill.requests[-1]["context"]["System"]["user"]["permissions"]["scopes"][TIMERS_PERMISSION]["status"])


@pytest.mark.parametrize("directive", [ASK_FOR, START_CONNECTION])
def test_alexa_may_throw_her_own_card(echo: Echo, skill: Skill, directive: dict[str, Any]) -> None:
    echo.card_thrown = True
    ask_for_consent(echo, skill, directive)
    echo.say("no")
    request = skill.requests[-1]["request"]
    payload = request["payload"] if directive is ASK_FOR else request["cause"]["result"]
    assert (payload["status"], payload["isCardThrown"]) == ("DENIED", True)


@pytest.mark.parametrize("directive", [ASK_FOR, START_CONNECTION])
@pytest.mark.parametrize("code", ["400", "500"])
def test_a_request_for_permission_may_fail_once(echo: Echo, skill: Skill, directive: dict[str, Any], code: str) -> None:
    from ask_sdk_core.serialize import DefaultSerializer
    from ask_sdk_model import RequestEnvelope

    echo.consent_code = code
    turn = ask_for_consent(echo, skill, directive)
    assert (turn.speech, turn.ended) == ("I need your leave.", False)
    failed = echo.failed_consent()
    assert failed is not None
    assert (failed.utterance, failed.speech, failed.ended) == (f"@consent {code}", "Done.", True)
    request = skill.requests[-1]["request"]
    told = request if directive is ASK_FOR else request["cause"]
    assert (told["status"]["code"], told["token"]) == (code, "ice:900")
    assert told["payload" if directive is ASK_FOR else "result"] == {}
    assert consent_status(skill) == "DENIED"
    assert DefaultSerializer().deserialize(json.dumps(skill.requests[-1]), RequestEnvelope).request
    assert echo.failed_consent() is None
    assert ask_for_consent(echo, skill, directive).speech.endswith(CONSENT_PROMPT)
    assert echo.failed_consent() is None
    echo.say("i approve")
    assert consent_status(skill) == "GRANTED"


def test_words_do_not_grant_what_was_not_asked(echo: Echo, skill: Skill) -> None:
    echo.consent_code = "500"
    ask_for_consent(echo, skill, ASK_FOR)
    echo.say("i approve")
    assert (skill.requests[-1]["request"]["status"]["code"], consent_status(skill)) == ("500", "DENIED")


def test_a_script_has_every_end_of_a_question_for_permission(player: Player, skill: Skill) -> None:
    consent = asking("Please.", directives=[ASK_FOR], shouldEndSession=None, reprompt=None)
    skill.answer = lambda event: consent if event["request"]["type"] == "LaunchRequest" else telling()
    turns = player.play(
        """@consent 400
        open back spasm coach
        @consent card
        open back spasm coach
        i approve
        @consent no-card
        open back spasm coach
        no
        @consent withdraw
        ask back spasm coach to start ice
        """
    )
    told = [event["request"] for event in skill.requests if event["request"]["type"] == "Connections.Response"]
    assert [(request["status"]["code"], request["payload"].get("isCardThrown")) for request in told] == [
        ("400", None),
        ("200", True),
        ("200", False),
    ]
    assert [turn.utterance for turn in turns[:2]] == ["open back spasm coach", "@consent 400"]
    assert turns[1].as_text() == ["Alexa: Done.", "(the session is over)"]
    scopes = [
        event["context"]["System"]["user"]["permissions"]["scopes"][TIMERS_PERMISSION] for event in skill.requests
    ]
    statuses = [scope["status"] for scope in scopes]
    assert statuses == ["DENIED"] * 3 + ["GRANTED"] * 3 + ["DENIED"]


def test_a_withdrawn_permission_leaves_timers_as_they_are(player: Player) -> None:
    person, service = player.echo.person, player.timers_api
    person.timers.granted = True
    body = {
        "duration": "PT15M",
        "timerLabel": "ice",
        "creationBehavior": {"displayExperience": {"visibility": "VISIBLE"}},
        "triggeringBehavior": {"operation": {"type": "NOTIFY_ONLY"}, "notificationConfig": {"playAudible": True}},
    }
    assert service.answer("POST", TIMERS_PATH, person.token, json.dumps(body).encode())[0] == 200
    player.play("@consent withdraw")
    assert service.answer("GET", TIMERS_PATH, person.token, b"")[0] == 401
    assert [timer["status"] for timer in person.timers.skills()] == ["ON"]
    assert player.play("@wait 15m")[0].rings == ("Your ice timer is done.",)


@pytest.mark.parametrize("said", ["alexa, stop", "alexa, cancel the ice timer", "stop", "cancel the ice timer"])
def test_a_ring_is_silenced_by_voice(echo: Echo, skill: Skill, said: str) -> None:
    timers = echo.person.timers
    echo.say("alexa, set an ice timer for two minutes")
    assert echo.wait(3 * 60_000).rings
    assert echo.say("alexa, how long is left on the ice timer").speech == "You have no ice timer."
    assert echo.say("alexa, what timers do i have").speech == "You have no timers."
    assert echo.say("alexa, pause the ice timer").speech == "You have no ice timer."
    assert echo.say("alexa, add five minutes to the ice timer").speech == "You have no ice timer."
    assert echo.say("alexa, set an ice timer for two minutes").speech == "You already have a timer called ice."
    assert echo.say(said).request is None
    assert not timers.silence()
    assert skill.requests == []


def test_ten_minutes_after_a_ring_stop_is_the_skills_again(echo: Echo) -> None:
    echo.say("alexa, set an ice timer for two minutes")
    assert echo.wait(12 * 60_000).rings
    echo.say("open back spasm coach")
    assert echo.say("alexa, stop").intent == "AMAZON.StopIntent"


def test_timers_by_voice_do_not_reach_the_skill(echo: Echo, skill: Skill) -> None:
    assert echo.say("alexa, set an ice timer for fifteen minutes").speech == "Ice timer, fifteen minutes, starting now."
    echo.wait(5 * 60_000)
    assert echo.say("alexa, how long is left on the ice timer").speech == "Your ice timer has ten minutes left."
    assert echo.say("alexa, what timers do i have?").speech == "Your ice timer has ten minutes left."
    assert echo.say("alexa, pause the ice timer").speech == "Your ice timer is paused."
    echo.wait(60 * 60_000)
    assert echo.say("alexa, resume the ice timer").speech == "Your ice timer is resumed."
    assert echo.wait(10 * 60_000).rings == ("Your ice timer is done.",)
    assert echo.say("alexa, stop").request is None
    assert echo.say("alexa, cancel the ice timer").speech == "You have no ice timer."
    assert skill.requests == []


def test_in_a_session_only_the_wake_word_makes_a_timer_command_native(echo: Echo, skill: Skill) -> None:
    echo.say("open back spasm coach")
    assert echo.say("cancel the ice timer").intent == "AMAZON.FallbackIntent"
    assert echo.say("alexa, cancel the ice timer").request is None
    assert echo.in_session
    assert echo.say("alexa, yes").intent == "AMAZON.YesIntent"
    assert len(skill.requests) == 3


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ({"version": "1.0"}, "no `response`"),
        ({"version": "2.0", "response": {}}, "version"),
        (asking("a < b"), "well-formed"),
        (asking("R&D"), "well-formed"),
        (asking("<shout>hey</shout>"), "unknown tag"),
        (asking("hm <break time='11s'/>"), "ten seconds"),
        (asking("a" * 8_001), "8000"),
        (asking(" "), "says nothing"),
        (asking(reprompt=None), "without a reprompt"),
        (asking(card={"type": "Simple", "title": "T"}), "no content"),
        (asking(directives=[{"type": "Alexa.Presentation.APL.RenderDocument"}]), "without a screen"),
        (asking(directives=[ASK_FOR]), "unset"),
        (asking(directives=[{"type": "Dialog.Delegate"}]), "not known"),
        (telling(shouldEndSession="true"), "boolean"),
        ([], "no JSON object"),
    ],
)
def test_what_alexa_would_refuse_is_an_error(echo: Echo, skill: Skill, answer: Any, complaint: str) -> None:
    skill.answer = lambda _request: answer
    with pytest.raises(EchoError, match=complaint):
        echo.say("open back spasm coach")
    assert not echo.in_session


def test_a_skill_that_raises_is_an_error(echo: Echo, skill: Skill) -> None:
    skill.answer = lambda request: {"version": request["nothing"]}
    with pytest.raises(EchoError, match="KeyError"):
        echo.say("open back spasm coach")


def test_nothing_can_be_said_after_the_end() -> None:
    echo = Echo(lambda _event, _context: asking(), HEARING)
    echo.say("open back spasm coach")
    with pytest.raises(EchoError, match="after the session's end"):
        echo.silence()


def test_speech_is_shown_plain() -> None:
    ssml = "Call <say-as interpret-as='digits'>911</say-as>.<break time='1s'/>Don&apos;t <p>drive &amp; rest</p>"
    assert plain_text(speech(ssml)) == "Call 911. Don't drive & rest"
    assert plain_text({"type": "PlainText", "text": " a < b "}) == "a < b"
    assert plain_text(None) == ""


def test_a_script_gives_its_turns(player: Player, skill: Skill) -> None:
    turns = player.play(
        """# a comment
        open back spasm coach
        @screen on
        yes
        @wait 5s
        @silence
        @locale en-GB
        alexa, set an ice timer for two minutes
        @wait 3m
        @new
        open back spasm coach
        """
    )
    assert [turn.utterance for turn in turns] == [
        "open back spasm coach",
        "yes",
        "@silence",
        "alexa, set an ice timer for two minutes",
        "@wait 3m",
        "open back spasm coach",
    ]
    assert turns[4].rings == ("Your ice timer is done.",)
    assert skill.requests[-1]["context"]["System"]["device"]["deviceId"] == player.echo.person.device_id
    users = {event["session"]["user"]["userId"] for event in skill.requests}
    assert len(users) == 2
    assert skill.requests[1]["context"]["System"]["device"]["supportedInterfaces"]
    assert skill.requests[-1]["request"]["locale"] == "en-GB"


def zone_at(player: Player) -> tuple[int, bytes]:
    """The time zone that the service gives the person, at the address that the last request named."""
    system = player.echo.say("open back spasm coach").envelope["context"]["System"]  # type: ignore[index]
    path = f"/v2/devices/{system['device']['deviceId']}/settings/System.timeZone"
    return player.timers_api.answer("GET", path, system["apiAccessToken"], b"")


def test_the_device_keeps_its_time_zone(player: Player) -> None:
    assert zone_at(player) == (204, b"")
    player.play("@zone America/New_York")
    assert zone_at(player) == (200, b'"America/New_York"')
    player.play("@new")
    assert zone_at(player) == (200, b'"America/New_York"')
    player.play("@zone none")
    assert zone_at(player) == (204, b"")


def test_a_device_without_timers_says_nothing_of_apis(player: Player, skill: Skill) -> None:
    player.play("@device no-timers\nopen back spasm coach\n@device timers\nopen back spasm coach")
    opened = [event["context"]["System"] for event in skill.requests if event["request"]["type"] == "LaunchRequest"]
    assert [{"apiEndpoint", "apiAccessToken"} & set(system) for system in opened] == [
        set(),
        {"apiEndpoint", "apiAccessToken"},
    ]


def test_one_call_of_the_timers_may_fail_and_be_healed(player: Player) -> None:
    player.play("@fail timers 500\n@fail timers lost create\n@fail timers 429 settings")
    paths = [("POST", TIMERS_PATH), ("GET", TIMERS_PATH), ("GET", "/v2/devices/x/settings/System.timeZone")]
    assert [player.timers_api.failure(*call) for call in paths] == ["lost", "500", "429"]
    player.play("@heal")
    assert [player.timers_api.failure(*call) for call in paths] == [None] * 3


def test_a_script_may_set_the_clock(player: Player, skill: Skill) -> None:
    # Before the first word to any moment, after it only on.
    turns = player.play(
        """@clock 2010-01-01T00:00:00Z
        @clock 2020-02-29T23:59:00Z
        alexa, set an ice timer for two minutes
        open back spasm coach
        @clock 2020-03-01T00:05:00Z
        open back spasm coach
        """
    )
    assert [turn.rings for turn in turns if turn.rings] == [("Your ice timer is done.",)]
    assert [event["request"]["timestamp"] for event in skill.requests] == [
        "2020-02-29T23:59:00Z",
        "2020-02-29T23:59:16Z",
        "2020-03-01T00:05:00Z",
    ]
    with pytest.raises(ScriptError, match=r"^line 1: the clock does not go back: it is 2020-03-01T00:05:00Z already$"):
        player.play("@clock 2020-03-01T00:04:59Z")
    assert player.play("@clock 2020-03-01T00:05:00Z") == []
