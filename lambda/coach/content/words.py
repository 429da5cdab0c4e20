"""The spoken lines of one locale, with whom to call and the limits filled in."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from coach.care import limits
from coach.care.limits import TimerKind
from coach.speech.numbers import exactly, number

if TYPE_CHECKING:
    from coach.content.line_keys import KindLine, LineKey


class Contact(NamedTuple):
    """Whom to call in a locale, as it is said."""

    number: str
    """The emergency number."""
    or_local: str
    same_day: str
    emergency_department: str
    crisis: str
    poison: str
    maternity: str


class Words:
    """The spoken lines for one locale: whom to call and the limits are filled in."""

    def __init__(self, lines: Mapping[str, Mapping[str, str]], contact: Contact) -> None:
        self._lines = lines
        self._always = {**contact._asdict(), **_limits_in_words()}

    def __call__(self, key: "LineKey", **values: object) -> str:
        """Return a line by its dotted key, filled in. Raises KeyError for a value that is not given."""
        topic, _, name = key.partition(".")
        return self.filled(self._lines[topic][name], **values)

    def of_kind(self, kind: TimerKind, name: "KindLine", **values: object) -> str:
        """Return a kind's own line, filled in. Raises KeyError for one that this kind has not."""
        return self.filled(self._lines[kind][name], **values)

    def filled(self, text: str, **values: object) -> str:
        """Return a text of the content with its names in braces filled in."""
        return text.format_map({**self._always, **values}) if "{" in text else text


def _limits_in_words() -> dict[str, str]:
    """Return the limits as they are said, so that no line states another figure than the rule."""
    words = {
        "ice_gap": exactly(limits.ICE_GAP_MS // 1000),
        "ice_most": exactly(limits.ICE.most_seconds),
        "heat_most": exactly(limits.HEAT.most_seconds),
        "heat_times": number(limits.HEAT_APPLICATIONS_A_DAY),
        "walk_most": exactly(limits.WALK.most_seconds),
    }
    return words | {name.capitalize(): text.capitalize() for name, text in words.items()}
