"""Alexa's timers, through the SDK's own client: what the skill asks of it."""

import json
import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from coach.alexa.api_client import READ_SECONDS, call_budget
from coach.alexa.timer import NoSuchTimerError, Timer, TimersError, Trouble, nothing, timer_of, timers_of, trouble_of

log = logging.getLogger("coach")

T = TypeVar("T")

SCOPE = "alexa::alerts:timers:skill:readwrite"


class Timers:
    """The person's timers, for one turn."""

    def __init__(self, make_client: Callable[[], Any] | None, locale: str) -> None:
        """``make_client`` gives the SDK's TimerManagementServiceClient; None where the device has no timers API."""
        self._make_client = make_client
        self._locale = locale
        self._listed: list[Timer] | Trouble | None = None

    @property
    def reachable(self) -> bool:
        """Whether the device takes timers from skills at all."""
        return self._make_client is not None

    def start(self, labels: Sequence[str], seconds: int, announcement: str, *, beside: str = "") -> Timer:
        """Start a timer that rings, then says the announcement. Raises TimersError.

        A start is never repeated blindly. Where a label is taken, or the answer was lost, what Alexa holds for this
        skill under the labels is adopted: look at its ``trigger``. Where the label is taken by a timer that is not
        this skill's ("Alexa, set an ice timer"), the next label serves: nothing had started.

        ``beside``: the id of a timer of ours that is to be replaced; it is never adopted, and keeps its label.
        """
        for label in labels:
            try:
                return self._create(label, seconds, announcement)
            except NoSuchTimerError as error:
                # Not found is an answer: nothing was made.
                raise TimersError(Trouble.down) from error
            except TimersError as error:
                if error.trouble not in {Trouble.unknown, Trouble.refused}:
                    raise
                trouble = error.trouble
            if held := self._held(labels, beside, trouble):
                return held
            if trouble is Trouble.unknown:
                # The list came back without it: the start was not carried out.
                raise TimersError(Trouble.down)
        raise TimersError(Trouble.refused)

    def _held(self, labels: Sequence[str], beside: str, trouble: Trouble) -> Timer | None:
        """What Alexa holds under the labels. Raises TimersError, as the start failed, where that cannot be told."""
        try:
            held = self.list()
        except TimersError as error:
            raise TimersError(Trouble.unknown if trouble is Trouble.unknown else error.trouble) from error
        return next((timer for timer in held if timer.label in labels and timer.is_set and timer.id != beside), None)

    def _create(self, label: str, seconds: int, announcement: str) -> Timer:
        return self._call(timer_of, "create_timer", _request(label, seconds, announcement, self._locale))

    def get(self, timer_id: str) -> Timer | None:
        """The timer with this id; None where Alexa has it no more. Raises TimersError."""
        try:
            return self._call(timer_of, "get_timer", timer_id)
        except NoSuchTimerError:
            return None

    def list(self, within: float = READ_SECONDS) -> list[Timer]:
        """The timers that this skill made; asked for again only after a change. Raises TimersError.

        ``within`` so many seconds: a look before a start must leave it its time.
        """
        if self._listed is None:
            try:
                with call_budget(within):
                    self._listed = self._call(timers_of, "get_timers")
            except TimersError as error:
                self._listed = error.trouble
        if isinstance(self._listed, Trouble):
            raise TimersError(self._listed)
        return self._listed

    def delete(self, timer_id: str) -> bool:
        """Take a timer away; False where Alexa had it no more. Raises TimersError, also where it is still there.

        The SDK takes any answer for a success, a garbled one too: only Alexa's own word that it is gone counts.
        """
        trouble = self._change("delete_timer", timer_id)
        if trouble is None:
            return False
        left = self._after(timer_id)
        if left is not None and left.is_set:
            raise TimersError(trouble)
        return True

    def pause(self, timer_id: str) -> bool:
        """Hold a timer; False where Alexa has it no more. Raises TimersError, also where it runs on."""
        return self._change_to("PAUSED", "pause_timer", timer_id)

    def resume(self, timer_id: str) -> bool:
        """Let a held timer run on; False where Alexa has it no more. Raises TimersError, also where it is held."""
        return self._change_to("ON", "resume_timer", timer_id)

    def _change_to(self, status: str, method: str, timer_id: str) -> bool:
        trouble = self._change(method, timer_id)
        if trouble is None:
            return False
        timer = self._after(timer_id)
        if timer is not None and timer.status != status:
            raise TimersError(trouble)
        return timer is not None

    def _after(self, timer_id: str) -> Timer | None:
        """The timer after a change that was asked for. Raises TimersError: then it cannot be told what came of it."""
        try:
            return self.get(timer_id)
        except TimersError as error:
            raise TimersError(Trouble.unknown) from error

    def _change(self, method: str, timer_id: str) -> Trouble | None:
        """Ask for a change. What to make of it where the timer itself then says that nothing changed; None: no timer.

        Where the answer was lost the change may have been made: the timer is asked then, too.
        """
        try:
            self._call(nothing, method, timer_id)
        except NoSuchTimerError:
            return None
        except TimersError as error:
            if error.trouble is not Trouble.unknown:
                raise
            return Trouble.down
        return Trouble.refused

    def _call(self, read: Callable[[Any], T], method: str, *arguments: object) -> T:
        if not method.startswith("get"):
            self._listed = None
        try:
            return self._attempt(read, method, *arguments)
        except NoSuchTimerError:
            raise
        except TimersError as error:
            log.error(json.dumps({"timers": method, "result": error.trouble}))  # noqa: TRY400  no text, no trace
            raise

    def _attempt(self, read: Callable[[Any], T], method: str, *arguments: object) -> T:
        from ask_sdk_core.exceptions import SerializationException
        from ask_sdk_model.services.service_exception import ServiceException

        from coach.alexa.api_client import ApiClientError

        if self._make_client is None:
            raise TimersError(Trouble.unsupported)
        try:
            return read(getattr(self._make_client(), method)(*arguments))
        except ServiceException as error:
            lost = error.__context__
            if isinstance(lost, ApiClientError):
                raise TimersError(Trouble.unknown if lost.sent else Trouble.down) from error
            if error.status_code == 404:
                raise NoSuchTimerError from error
            raise TimersError(trouble_of(error)) from error
        except (SerializationException, ValueError, TypeError, AttributeError) as error:
            # An empty or garbled body, or no endpoint or token in the request at all.
            raise TimersError(Trouble.unknown) from error


def _request(label: str, seconds: int, announcement: str, locale: str) -> object:
    from ask_sdk_model.services.timer_management import (
        AnnounceOperation,
        CreationBehavior,
        DisplayExperience,
        NotificationConfig,
        TextToAnnounce,
        TimerRequest,
        TriggeringBehavior,
        Visibility,
    )

    return TimerRequest(
        duration=f"PT{seconds}S",
        timer_label=label,
        creation_behavior=CreationBehavior(display_experience=DisplayExperience(visibility=Visibility.VISIBLE)),
        triggering_behavior=TriggeringBehavior(
            operation=AnnounceOperation(text_to_announce=[TextToAnnounce(locale=locale, text=announcement)]),
            # It rings until somebody answers: a single announcement can be slept through, and ice burns.
            notification_config=NotificationConfig(play_audible=True),
        ),
    )
