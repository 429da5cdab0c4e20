"""The content as typed rows: the interview, the remedies, the cautions, the contacts, the spoken lines."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from coach import content
from coach.care.answers import Tier
from coach.care.cautions import Caution
from coach.care.ear_findings import AnswersTo
from coach.care.interview import Interview
from coach.care.limits import TimerKind
from coach.content.words import Contact, Words

if TYPE_CHECKING:
    from coach.care.ear_commands import Commands
    from coach.care.ear_lexicon import Lexicon
    from coach.care.second_opinion import Weights
    from coach.content.citations import Source
    from coach.content.movement_rows import Movements
    from coach.speech.near_names import NearNames

DEFAULT_LOCALE = "en-US"


class Remedy(NamedTuple):
    """A remedy, as it is read aloud."""

    id: str
    title: str
    category: str
    synonyms: tuple[str, ...]
    summary: str
    steps: tuple[str, ...]
    cautions: str
    how_sure: str
    cautions_first: bool = False
    """Doing it wrong does harm: the cautions come before the how."""
    after_being_seen: bool = False
    """Not offered once the safety check said same_day or soon."""
    for_children: bool = True
    movement: bool = False
    sources: tuple[str, ...] = ()
    """What it rests on, as it is cited."""


class Category(NamedTuple):
    """A group of remedies."""

    id: str
    title: str


class CautionText(NamedTuple):
    """What is asked before a start: a statement, then a short question."""

    statement: str
    question: str
    other_words: str
    why: str


class Wish(NamedTuple):
    """A command that is asked back: "Shall I pause the timer?"."""

    intent: str
    slot: str
    """The slot that it fills; empty: none."""
    value: str
    words: str
    """What comes behind "Shall I"."""


class ListedSign(NamedTuple):
    """A warning sign, or several together, as the list style reads it out."""

    text: str
    tier: Tier
    lie_still: bool


class Catalog:
    """All content of one language. Parts are read when first needed and kept for the life of the process."""

    def __init__(self, language: str = "en", about_me: "Catalog | None" = None) -> None:
        """``about_me``: the content that this one is in other words, said of somebody other than the speaker."""
        self._language = language
        self._about_me = about_me
        self._words: dict[str, Words] = {}

    def _load(self, name: str) -> Mapping[str, Any]:
        return self._said(content.load(f"{self._language}/{name}"))

    def _said(self, rows: Mapping[str, Any]) -> Mapping[str, Any]:
        if self._about_me is None:
            return rows
        from coach.content.third_person import said_of_them

        said: Mapping[str, Any] = said_of_them(rows)
        return said

    @property
    def about_me(self) -> "Catalog":
        """The content as it is said to the person whom it is about."""
        return self._about_me or self

    @cached_property
    def about_them(self) -> "Catalog":
        """The same content as it is said of somebody other than the speaker. Made where it is first needed."""
        return self if self._about_me else Catalog(self._language, self)

    @cached_property
    def contacts(self) -> Mapping[str, Contact]:
        """Whom to call, by locale."""
        rows = self._said(content.load("contacts")["locale"])
        return {locale: Contact(*(row[name] for name in Contact._fields)) for locale, row in rows.items()}

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every telephone number in the contacts: said digit by digit."""
        rows = content.load("contacts")["locale"].values()
        return frozenset(text for row in rows for key, text in row.items() if key.endswith("number"))

    def contact(self, locale: str) -> Contact:
        """Return whom to call in a locale; for an unknown one, the default's."""
        return self.contacts.get(locale) or self.contacts[DEFAULT_LOCALE]

    def words(self, locale: str) -> Words:
        """Return the spoken lines for a locale; for an unknown one, with the default's contacts."""
        locale = locale if locale in self.contacts else DEFAULT_LOCALE
        if locale not in self._words:
            self._words[locale] = Words(self._load("lines"), self.contacts[locale])
        return self._words[locale]

    @cached_property
    def interview(self) -> Interview:
        """The safety check. Raises KeyError or ValueError on broken content."""
        from coach.content.interview_rows import interview_of

        return interview_of(self._load("red_flags"))

    @cached_property
    def lexicon(self) -> "Lexicon":
        """The words that the ear knows. Raises KeyError on broken content."""
        if self._about_me:
            return self._about_me.lexicon
        from coach.care.ear_lexicon import Lexicon

        return Lexicon(self._load("ear_words"), self._load("ear_signs"), self._load("ear_answers"))

    @cached_property
    def commands(self) -> "Commands":
        """The commands that free words may be. Raises KeyError on broken content."""
        if self._about_me:
            return self._about_me.commands
        from coach.care.ear_commands import Commands

        return Commands(self._load("ear_commands"))

    @cached_property
    def second_opinion(self) -> "Weights":
        """The table of the second opinion on signs. Raises KeyError on broken content."""
        return _weights_of(self._language, "second_opinion")

    @cached_property
    def likely_answers(self) -> "Weights":
        """The table of what words may answer to a red flag. Raises KeyError on broken content."""
        return _weights_of(self._language, "likely_answers")

    @cached_property
    def likely_wishes(self) -> "Weights":
        """The table of what words may wish for. Raises KeyError on broken content."""
        return _weights_of(self._language, "likely_wishes")

    @cached_property
    def wishes(self) -> "Mapping[str, Wish]":
        """What somebody may wish for whose words fit no rule, by its name: it is asked back. Raises KeyError."""
        rows = self._load("wishes")["wish"]
        return {row["id"]: Wish(*(row.get(name, "") for name in Wish._fields)) for row in rows}

    @cached_property
    def answers_to(self) -> Mapping[str, AnswersTo]:
        """What answers one question only, by the ear's name for the sign that it asks about."""
        rows = self._load("ear_asked")
        return {sign: AnswersTo(**row) for sign, row in rows.items() if isinstance(row, Mapping)}

    @cached_property
    def _named_otherwise(self) -> Mapping[str, str]:
        names: Mapping[str, str] = self._load("red_flags")["heard_as"]
        return names

    @cached_property
    def _asked_otherwise(self) -> Mapping[str, str]:
        names: Mapping[str, str] = self._load("red_flags")["answered_by"]
        return names

    def heard_as(self, sign: str) -> str:
        """Return the check's id for a sign of the ear or of Alexa's slot; the same, where it has none."""
        sign = self._named_otherwise.get(sign, sign)
        return self.interview.by_own_id.get(sign, sign)

    def answered_by(self, flag_id: str) -> str:
        """Return the ear's name for the sign that a row of the check asks about."""
        return self._asked_otherwise.get(flag_id, flag_id.rpartition(".")[2])

    @cached_property
    def onset_words(self) -> Mapping[str, str]:
        """How people say when the pain began: phrase to onset."""
        rows: Mapping[str, list[str]] = self._load("red_flags")["onset_words"]
        return {phrase: onset for onset, phrases in rows.items() for phrase in phrases}

    @cached_property
    def listed_signs(self) -> tuple[ListedSign, ...]:
        """The warning signs for the list style, in the order of the interview; combinations at their end."""
        return tuple(_listed(self._load("red_flags")))

    @cached_property
    def harmless(self) -> Mapping[str, str]:
        """Things people name that are no sign: id to the red flag that they deny, or to nothing."""
        return {row["id"]: row.get("denies", "") for row in self._load("red_flags")["harmless"]}

    @cached_property
    def cautions(self) -> Mapping[tuple[TimerKind, Caution], CautionText]:
        """What is asked before each kind of start; a kind has not every caution."""
        rows = {}
        for row in self._load("cautions")["caution"]:
            kind, _, caution = row["id"].partition(".")
            rows[TimerKind(kind), Caution(caution)] = CautionText(*(row[name] for name in CautionText._fields))
        return rows

    @cached_property
    def conditions(self) -> Mapping[str, tuple[TimerKind, ...]]:
        """The conditions in which cold or heat harms: id to the kinds that they speak against."""
        rows = self._load("cautions")["condition"]
        return {row["id"]: tuple(TimerKind(kind) for kind in row["against"]) for row in rows}

    @cached_property
    def stop_signs(self) -> tuple[str, ...]:
        """The red flags that the cautions ask about in one breath: with one of them nothing is started."""
        return tuple(self._load("cautions")["stop_signs"])

    @cached_property
    def remedies(self) -> Mapping[str, Remedy]:
        """The remedies by id, in their order."""
        return {row["id"]: _remedy(row) for row in self._load("remedies")["remedy"]}

    @cached_property
    def remedy_names(self) -> "NearNames":
        """The names of the remedies, to find what is near to one that is none of them."""
        from coach.speech.near_names import NearNames

        return NearNames((row.title, *row.synonyms) for row in self.remedies.values())

    @cached_property
    def movements(self) -> "Movements":
        """What is guided: the movements by their remedy's id, and the calm stretches. Raises KeyError or ValueError."""
        from coach.content.movement_rows import movements_of

        return movements_of(self._load("movements"))

    @cached_property
    def shown(self) -> Mapping[str, Any]:
        """What stands on a screen and is not said."""
        return self._load("screens")

    @cached_property
    def sources(self) -> "Mapping[str, Source]":
        """What the content rests on, by every name that it is cited by."""
        from coach.content.citations import sources_of

        return sources_of(content.load("sources")["source"])

    @cached_property
    def categories(self) -> Mapping[str, Category]:
        """The categories of remedies by id, in their order."""
        return {row["id"]: Category(row["id"], row["title"]) for row in self._load("remedies")["category"]}


def _remedy(row: Mapping[str, Any]) -> Remedy:
    marks = {name: row[name] for name in Remedy._field_defaults if name in row}
    marks["sources"] = tuple(row["sources"])
    said = {name: row[name] for name in Remedy._fields if name not in Remedy._field_defaults}
    return Remedy(**{**said, **marks, "synonyms": tuple(row["synonyms"]), "steps": tuple(row["steps"])})


def _weights_of(language: str, name: str) -> "Weights":
    from coach.care.second_opinion import Weights

    rows = content.load(f"{language}/{name}")
    return Weights(rows["names"], rows["bias"], rows["of"])


def _listed(rows: Mapping[str, Any]) -> list[ListedSign]:
    flags = [one for row in rows["red_flag"] for one in (row, *row.get("follow_up", []))]
    signs = [*flags, *rows["combination"]]
    return [
        ListedSign(row["listed"], Tier[row.get("listed_tier", row["tier"])], row.get("lie_still", False))
        for row in signs
        if row.get("listed")
    ]
