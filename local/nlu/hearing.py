"""What Alexa's language understanding makes of an utterance: an intent and its slots.

What is said just so comes first, then what was misheard by letters, then a sentence with other words in its slot, then
free speech, and at last the fallback. It may be duller than Alexa, but never kinder: what only looks alike stays
unmatched.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from local.nlu.automaton import Automaton, compile_samples
from local.nlu.builtin_intents import usual_utterances
from local.nlu.compiled import Compiled, compiled, listed_automaton
from local.nlu.model_file import DURATION, NUMBER, SEARCH_QUERY, Model, Sample, SlotValue, read_model
from local.nlu.parsing import Filled, Parse, Parser, Spans, own_words
from local.nlu.spoken_forms import spoken_durations, spoken_numbers
from local.nlu.wording import (
    NEAR_ENOUGH,
    QUESTION_WORDS,
    TELLS_NOTHING,
    corrections,
    negations,
    normal,
    without_fillers,
)

FALLBACK = "AMAZON.FallbackIntent"
_RIVAL_WITHIN = 2.0
"""Two near matches closer than this, with different meanings, are no match at all."""
_TIMER = "Timer"
_SYMPTOM = "Symptom"
_SPEECH = "Speech"
"""The slot type of whole free speech: what is left once no other sentence takes an utterance."""


class Mode(StrEnum):
    """How words that are not listed are taken."""

    default = "default"
    """As Alexa does: they may fill a slot of a sentence that otherwise matches, or be free speech."""
    strict = "strict"
    """Only what Amazon's model lists is heard."""
    loose = "loose"
    """Everything goes to the nearest intent."""


class FilledSlot(NamedTuple):
    """A slot that was filled."""

    value: str
    """The words as spoken; ISO 8601 for a duration, digits for a number."""
    custom: bool
    """Whether its type is one of the model's, which Alexa resolves."""
    matches: tuple[SlotValue, ...] = ()
    """What the words resolve to; empty if they are not in the model."""


class Interpretation(NamedTuple):
    """An intent and its slots."""

    intent: str
    slots: dict[str, FilledSlot]
    """The filled slots by name."""
    sureness: str = ""

    @property
    def meaning(self) -> tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]:
        """Return what two interpretations are compared by: the intent, and what each slot resolves to."""
        return self.intent, tuple(
            sorted((name, tuple(m.id for m in slot.matches) or (slot.value,)) for name, slot in self.slots.items())
        )


class _Heard(NamedTuple):
    """An utterance on its way through the hearing."""

    words: list[str]
    """The words as they are compared: slips put right."""
    spoken: list[str]
    """The words as they were said, one for one."""


class Hearing:
    """The language understanding of one interaction model, compiled once."""

    def __init__(self, model: Model) -> None:
        """Set up the hearing of exactly a model's samples."""
        automaton = compile_samples(model)
        self._set_up(Compiled.of(model, automaton), lambda: automaton, lambda: model)

    def _set_up(self, model: Compiled, listed: Callable[[], Automaton], whole: Callable[[], Model]) -> None:
        self.model = model
        self._listed = listed
        self._whole = whole
        self._kinds = {slot: kind for slots in model.intents.values() for slot, kind in slots.items()}
        self._order = {intent: rank for rank, intent in enumerate(model.intents)}
        self._custom = frozenset(slot for slot, kind in self._kinds.items() if kind in model.types)
        self._free_speech = frozenset(slot for slot, kind in self._kinds.items() if kind == SEARCH_QUERY)
        self._usual: dict[str, str] = {}
        for intent in model.intents:
            for said in usual_utterances(intent):
                self._usual.setdefault(said, intent)

    @classmethod
    def of(cls, path: Path) -> "Hearing":
        """Return the hearing for a model file and the sentences it was made of. Raises ModelError.

        It is compiled again only when a file changes; what was compiled is kept beside the project.
        """
        return _of(path, path.stat().st_mtime_ns if path.exists() else 0)

    def hear(self, *readings: str, mode: Mode = Mode.default) -> Interpretation:
        """Return the surest interpretation of an utterance, given in one or more readings; else FALLBACK."""
        texts = list(dict.fromkeys(chain.from_iterable((t, without_fillers(t)) for t in map(normal, readings))))
        texts = [text for text in texts if text]
        for sureness, stage in self._stages(mode):
            found = stage(texts)
            if found is not None:
                return found._replace(sureness=sureness)
        return Interpretation(FALLBACK, {})

    def _stages(self, mode: Mode) -> list[tuple[str, Callable[[list[str]], Interpretation | None]]]:
        """Return the ways of understanding, the surest first, each with how sure it is."""
        if mode is Mode.strict:
            return [("as listed", _first(lambda text: self._exact(text, self._listed())))]
        loose = mode is Mode.loose
        return [
            ("as listed", _first(lambda text: self._exact(text, self.model.automaton))),
            ("but for small words", _first(self._plain)),
            ("nearly", _first(self._near)),
            ("other words in a slot", lambda texts: self._unlisted(texts, telling=not loose)),
            ("a guess", _first(self._guess)) if loose else ("free speech", _first(self._free)),
        ]

    # ------------------------------------------------------------ stages

    def _exact(self, text: str, automaton: Automaton) -> Interpretation | None:
        words = text.split()
        found = self._best(_Heard(words, words), automaton)
        if (found is None or found.slots) and text in self._usual:
            return Interpretation(self._usual[text], {})
        return found

    def _best(self, heard: _Heard, automaton: Automaton) -> Interpretation | None:
        parses = list(self._parses(heard, automaton))
        if not parses:
            return None
        best = min(parses, key=lambda parse: self._rank(parse, heard.words))
        # Of one intent's readings, the one whose values hold most: "very sleepy" is more than "sleepy".
        alike = [parse for parse in parses if (parse.intent, len(parse.slots)) == (best.intent, len(best.slots))]
        return self._interpretation(max(alike, key=lambda parse: parse.captured), heard)

    def _plain(self, text: str) -> Interpretation | None:
        """Return what was said but for words that change nothing, and in the sentences' own spelling."""
        words = [word for word in text.split() if word not in self.model.skip_words]
        plain = normal(" ".join(self.model.spellings.get(word, word) for word in words))
        return self._exact(plain, self.model.automaton) if plain and plain != text else None

    def _near(self, text: str) -> Interpretation | None:
        """Return what was said but for slips in single words; None where two meanings are as near."""
        spoken = text.split()
        found: list[tuple[float, Interpretation]] = []
        for words in corrections(spoken, self._vocabulary):
            score = float(fuzz.ratio(text, " ".join(words)))
            if score >= NEAR_ENOUGH and (meant := self._best(_Heard(words, spoken), self.model.automaton)):
                found.append((score, meant))
        if not found:
            return None
        best, nearest = max(found, key=lambda entry: entry[0])
        rivals = {other.meaning for score, other in found if score > best - _RIVAL_WITHIN}
        return nearest if len(rivals) == 1 else None

    def _unlisted(self, texts: list[str], *, telling: bool) -> Interpretation | None:
        """Return a sentence with other words than the listed ones in its slot: of all readings, the least of them.

        `telling`: a sentence that is little but its slot takes them only where its values know one of them.
        """
        ranked = []
        forced = frozenset(slot for slot in self._custom if self._kinds[slot] != _SPEECH)
        for words in (text.split() for text in texts):
            for parse in self._parses(_Heard(words, words), self.model.automaton, self._custom if telling else forced):
                known, own = self._known(parse, words), own_words(parse, words)
                named = any(slot.named for slot in parse.slots)
                if (known or own or named or not telling) and not self._negated(parse, words):
                    free = any(self._kinds[slot.slot] == _SPEECH for slot in parse.slots)
                    ranked.append(((free, parse.captured, not named, -known, *self._rank(parse, words)), parse, words))
        if not ranked:
            return None
        _rank, best, words = min(ranked, key=lambda entry: entry[0])
        return self._interpretation(best, _Heard(words, words))

    def _free(self, text: str) -> Interpretation | None:
        """Return free speech: the longest beginning that a catch-all knows, and the words after it."""
        words = text.split()
        heard = _Heard(words, words)
        free = [p for p in self._parses(heard, self.model.automaton, self._free_speech) if p.slots[0].end == len(words)]
        best = min(free, key=lambda parse: (parse.captured, self._order[parse.intent]), default=None)
        return self._interpretation(best, heard) if best else None

    def _guess(self, text: str) -> Interpretation | None:
        """Return the nearest intent that has one custom slot, with the words as an unmatched value."""
        fitting = [
            (sample, shell) for sample, shell in self._shells if f" {text}".endswith(f" {sample.literals[1]}".rstrip())
        ]
        if not fitting:
            return None
        _shell, _score, at = process.extractOne(text, [shell for _sample, shell in fitting], scorer=fuzz.ratio)
        nearest = fitting[at][0]
        head, tail = nearest.literals
        value = text.removeprefix(f"{head} ").removesuffix(f" {tail}".rstrip())
        return Interpretation(nearest.intent, {nearest.slots[0]: FilledSlot(value, custom=True)})

    # ------------------------------------------------------------ parses

    def _parses(self, heard: _Heard, automaton: Automaton, free: frozenset[str] = frozenset()) -> Iterable[Parse]:
        spans = Spans(heard.words, self._kinds, self._phrases)
        parses = Parser(automaton, heard.words, spans, free=free).parses()
        return parses if not free else (parse for parse in parses if parse.unlisted)

    def _rank(self, parse: Parse, words: list[str]) -> tuple[int, int, bool, int]:
        # Fewer slots first: "diabetes with numb feet" is one thing, not two that stand in a row.
        plain = any(slot.named for slot in parse.slots) or self._names_a_timer(parse, words)
        return len(parse.slots), parse.captured, not plain, self._order[parse.intent]

    def _names_a_timer(self, parse: Parse, words: list[str]) -> bool:
        """Return whether a timer is called by its own name, in words that could mean a remedy too: "the walk"."""
        if len(parse.slots) != 1 or parse.captured == len(words):
            return False
        (slot,) = parse.slots
        said = " ".join(words[slot.start : slot.end])
        known = self.model.types.get(self._kinds[slot.slot], {}).get(said, ())
        return self._kinds[slot.slot] == _TIMER and any(timer.name == said for timer in known)

    def _known(self, parse: Parse, words: list[str]) -> int:
        """Return how many telling words of the unlisted slot are known to its values."""
        slot = parse.unlisted
        known = self._telling.get(self._kinds[slot.slot], frozenset()) if slot else frozenset()
        return sum(word in known for word in words[slot.start : slot.end]) if slot else 0

    def _negated(self, parse: Parse, words: list[str]) -> bool:
        """Return whether a negation would be bridged: it is in the words of a slot that is no symptom's."""
        slot = parse.unlisted
        if slot is None or self._kinds[slot.slot] in {_SYMPTOM, _SPEECH}:
            return False
        return bool(negations(" ".join(words[slot.start : slot.end])))

    def _interpretation(self, parse: Parse, heard: _Heard) -> Interpretation:
        return Interpretation(parse.intent, {slot.slot: self._filled(slot, heard) for slot in parse.slots})

    def _filled(self, slot: Filled, heard: _Heard) -> FilledSlot:
        kind = self._kinds[slot.slot]
        words = " ".join(heard.words[slot.start : slot.end])
        if kind == DURATION:
            return FilledSlot(spoken_durations()[words], custom=False)
        if kind == NUMBER:
            return FilledSlot(spoken_numbers()[words], custom=False)
        spoken = " ".join(heard.spoken[slot.start : slot.end])
        return FilledSlot(
            spoken, custom=kind in self.model.types, matches=self.model.types.get(kind, {}).get(words, ())
        )

    def _phrases(self, kind: str) -> Iterable[str]:
        if kind == DURATION:
            return spoken_durations()
        return spoken_numbers() if kind == NUMBER else self.model.types.get(kind, {})

    # ------------------------------------------------------------ made when needed

    @cached_property
    def _telling(self) -> dict[str, frozenset[str]]:
        """Each custom type's telling words."""
        return {
            kind: (frozenset(word for phrase in phrases for word in phrase.split()) - TELLS_NOTHING - QUESTION_WORDS)
            | frozenset(phrases if kind == _SPEECH else ())
            for kind, phrases in self.model.types.items()
        }

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        """All words of the sentences and of the slots' values."""
        own = {word for state in self.model.automaton for word in state.words}
        return frozenset(own.union(*(phrase.split() for phrases in self.model.types.values() for phrase in phrases)))

    @cached_property
    def _shells(self) -> list[tuple[Sample, str]]:
        """The listed samples with exactly one slot, of a custom type, and their words around it."""
        return [
            (sample, sample.filled({sample.slots[0]: ""}))
            for sample in self._whole().samples
            if len(sample.slots) == 1 and sample.slots[0] in self._custom
        ]


def _first(stage: Callable[[str], Interpretation | None]) -> Callable[[list[str]], Interpretation | None]:
    """Return a stage of the hearing that takes the first reading of which it makes something."""
    return lambda texts: next(filter(None, map(stage, texts)), None)


@lru_cache(maxsize=8)
def _of(path: Path, _changed_ns: int) -> Hearing:
    hearing = Hearing.__new__(Hearing)
    hearing._set_up(compiled(path), lambda: listed_automaton(path), lambda: read_model(path))  # noqa: SLF001
    return hearing
