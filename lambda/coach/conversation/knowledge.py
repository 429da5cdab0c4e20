"""The content in the form that the conversation uses: the interview, the remedies, the lines, the contacts."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from coach import content
from coach.care.triage import Interview, make_interview

DEFAULT_LOCALE = "en-US"


class Knowledge:
    """All content of one language. Parts are read when first needed and kept for the life of the process."""

    def __init__(self, language: str = "en") -> None:
        self._language = language

    @cached_property
    def contacts(self) -> Mapping[str, Mapping[str, str]]:
        """Whom to call, by locale."""
        contacts: Mapping[str, Mapping[str, str]] = content.load("contacts")["locale"]
        return contacts

    @cached_property
    def lines(self) -> Mapping[str, Mapping[str, Any]]:
        """The spoken lines, by topic and name."""
        return content.load(f"{self._language}/lines")

    @cached_property
    def red_flags(self) -> Mapping[str, Any]:
        """The red-flag content as authored."""
        return content.load(f"{self._language}/red_flags")

    @cached_property
    def interview(self) -> Interview:
        """The safety check."""
        return make_interview(self.red_flags)

    @cached_property
    def harmless(self) -> Mapping[str, str]:
        """Things people name that are no sign: id to the red flag that they deny, or to nothing."""
        return {row["id"]: row.get("denies", "") for row in self.red_flags["harmless"]}

    @cached_property
    def volunteered(self) -> Mapping[str, frozenset[str]]:
        """The words in which people volunteer each red flag."""
        rows = [*self.red_flags["red_flag"], *self.red_flags["volunteered_only"]]
        words = {row["id"]: frozenset(row["volunteered"]) for row in rows}
        for row in self.red_flags["red_flag"]:
            for follow_up in row.get("follow_up", []):
                words[f"{row['id']}.{follow_up['id']}"] = frozenset(follow_up["volunteered"])
        return words

    @cached_property
    def crisis(self) -> frozenset[str]:
        """The words that need the crisis line, too."""
        return frozenset(words for row in self.red_flags["volunteered_only"] for words in row.get("crisis", []))

    @cached_property
    def cautions(self) -> Mapping[str, Any]:
        """What is asked before cold, heat and walks, and the conditions people name in answer."""
        return content.load(f"{self._language}/cautions")

    def caution(self, question_id: str) -> Mapping[str, str]:
        """One of the cautions, by its question's id. Raises KeyError for one that does not exist."""
        caution: Mapping[str, str] = self._cautions_by_id[question_id]
        return caution

    @cached_property
    def _cautions_by_id(self) -> Mapping[str, Mapping[str, str]]:
        return {row["id"]: row for row in self.cautions["caution"]}

    @cached_property
    def conditions(self) -> Mapping[str, tuple[str, ...]]:
        """The conditions in which cold or heat harms: id to the kinds that they speak against."""
        return {row["id"]: tuple(row["against"]) for row in self.cautions["condition"]}

    @cached_property
    def stop_signs(self) -> tuple[str, ...]:
        """The red flags that the cautions ask about in one breath: with one of them nothing is started."""
        return tuple(self.cautions["stop_signs"])

    @cached_property
    def remedies(self) -> Mapping[str, Mapping[str, Any]]:
        """The remedies by id, in their order."""
        return {row["id"]: row for row in content.load(f"{self._language}/remedies")["remedy"]}

    @cached_property
    def categories(self) -> Mapping[str, Mapping[str, Any]]:
        """The categories of remedies by id, in their order."""
        return {row["id"]: row for row in content.load(f"{self._language}/remedies")["category"]}

    def contact(self, locale: str) -> Mapping[str, str]:
        """Whom to call in a locale; for an unknown one, the default's."""
        return self.contacts.get(locale) or self.contacts[DEFAULT_LOCALE]

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every telephone number in the contacts: said digit by digit."""
        return frozenset(word for row in self.contacts.values() for key, word in row.items() if key.endswith("number"))

    def words(self, key: str, locale: str, **values: object) -> str:
        """A line by its dotted key, with the locale's contacts and the given values filled in.

        Raises KeyError for a line or a value that is not there: a test reads every line.
        """
        topic, _, name = key.partition(".")
        line: str = self.lines[topic][name]
        return line.format_map({**self.contact(locale), **values}) if "{" in line else line
