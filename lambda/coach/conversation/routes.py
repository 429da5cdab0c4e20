"""Which function answers which intent, meaning and question: the tables of the router."""

from collections.abc import Callable
from typing import NamedTuple

from coach.conversation import fallback, menu, privacy, remedies
from coach.conversation.meanings import Intent, Meaning
from coach.conversation.menu import opening, phone
from coach.conversation.movement import breathing, guided, pain, way_up
from coach.conversation.questions import Topic
from coach.conversation.reminders import held, wishes
from coach.conversation.reply import Reply
from coach.conversation.safety_check import frame, interview, offers, outcomes
from coach.conversation.symptoms import whom
from coach.conversation.timers import answers, commands, extension, heat, ice, requests, skin_trouble, two_rings
from coach.conversation.turn import Turn

Opens = Callable[[Turn], Reply]


class Route(NamedTuple):
    """What an intent opens."""

    opens: Opens
    aside: bool = False
    """Answered on the side: the open question stays open."""
    without_profile: bool = False
    """Needs nothing that is remembered, so the store is not waited for."""


ROUTES: dict[Intent, Route] = {
    Intent.safety_check: Route(interview.start, without_profile=True),
    Intent.start_ice: Route(requests.start_ice),
    Intent.start_heat: Route(requests.start_heat),
    Intent.start_walk: Route(requests.start_walk),
    Intent.length: Route(requests.bare_length),
    Intent.not_me: Route(requests.not_me),
    Intent.whom: Route(whom.told),
    Intent.it_is_on: Route(requests.it_is_on),
    Intent.remind_walk: Route(wishes.of_walk),
    Intent.remind_tomorrow: Route(wishes.of_tomorrow),
    Intent.skin_check: Route(two_rings.turn_on, aside=True),
    Intent.skin_trouble: Route(skin_trouble.report, aside=True),
    Intent.went_numb: Route(skin_trouble.numb, aside=True),
    Intent.alternate: Route(heat.alternate, without_profile=True),
    Intent.no_ice: Route(remedies.no_ice),
    Intent.time_left: Route(held.time_left, aside=True),
    Intent.add_time: Route(extension.add_time, aside=True),
    Intent.shorten_timer: Route(extension.shorten, aside=True),
    Intent.stop_timer: Route(held.stop, aside=True),
    Intent.ice_history: Route(ice.history, aside=True),
    Intent.heat_history: Route(heat.history, aside=True),
    Intent.list_remedies: Route(remedies.browse, without_profile=True),
    Intent.tell_remedy: Route(remedies.by_name),
    Intent.where_left_off: Route(remedies.where_left_off),
    Intent.guide_movement: Route(guided.guide),
    Intent.stay_with_me: Route(breathing.stay, without_profile=True),
    Intent.hurts: Route(pain.hurts, aside=True),
    Intent.pace: Route(menu.keep_pace, aside=True),
    Intent.send_to_phone: Route(phone.to_phone, aside=True),
    Intent.what_you_know: Route(privacy.what_you_know, aside=True),
    Intent.forget_me: Route(privacy.ask_to_forget, without_profile=True),
    Intent.cannot_move: Route(way_up.cannot_move, without_profile=True),
    Intent.call_somebody: Route(menu.call_somebody, aside=True, without_profile=True),
    Intent.call_for_help: Route(outcomes.call_for_help, aside=True, without_profile=True),
}
"""Intents that open a topic, or answer on the side."""

EVERYWHERE: dict[Meaning, Route] = {
    Meaning.exit: Route(menu.leave),
    Meaning.help: Route(menu.help_here, without_profile=True),
    Meaning.repeat: Route(menu.repeat, without_profile=True),
    Meaning.home: Route(menu.menu, without_profile=True),
    Meaning.start_over: Route(menu.ask_start_over, without_profile=True),
    Meaning.pause_timer: Route(commands.pause),
    Meaning.resume_timer: Route(commands.resume),
}
"""Meanings that are the same in every state."""

NO_QUESTION: dict[Meaning, Route] = {
    Meaning.more: Route(remedies.more),
    Meaning.next: Route(remedies.next_one),
    Meaning.back: Route(remedies.previous_one),
    Meaning.not_understood: Route(fallback.not_understood, without_profile=True),
}
"""Meanings where no question is open, or the open one leaves them alone."""

ANSWERS: dict[Topic, Callable[[Turn, Meaning | None], Reply | None]] = {
    Topic.interview: interview.answer,
    Topic.frame: frame.answer,
    Topic.check_offers: offers.answer,
    Topic.start: answers.answer,
    Topic.next_ice: ice.answer,
    Topic.reminder: wishes.answer,
    Topic.skin_check: two_rings.answer,
    Topic.skin: skin_trouble.answer,
    Topic.extension: extension.answer,
    Topic.remedies: remedies.answer,
    Topic.menu: menu.answer,
    Topic.opening: opening.answer,
    Topic.privacy: privacy.answer,
    Topic.cannot_move: way_up.answer,
    Topic.movement: guided.answer,
    Topic.calm: breathing.answer,
}
"""Who answers an open question."""
