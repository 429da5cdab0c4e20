"""What Alexa's language understanding makes of an utterance: an intent and its slots.

Exact matches come first, then near ones, then a remedy that the model does not list, where the words around it
plainly name one. It may be duller than Alexa, but never kinder: what only looks alike stays unmatched.
"""

from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from hassil import Intents, RecognizeResult, SlotList, TextSlotList, recognize_all
from rapidfuzz import fuzz

from local.nlu.builtin_intents import usual_utterances
from local.nlu.model_file import DURATION, NUMBER, Model, Sample, SlotValue, read_model
from local.nlu.spoken_forms import spoken_durations, spoken_numbers
from local.nlu.wording import near, negations, normal, without_fillers

FALLBACK = "AMAZON.FallbackIntent"
_RIVAL_WITHIN = 2.0
"""Two near matches closer than this, with different meanings, are no match at all."""
_TIMER = "Timer"
_REMEDY = "Remedy"
_NAMES_A_REMEDY = frozenset(
    {
        ("tell me about", ""),
        ("tell me more about", ""),
        ("tell me about the", ""),
        ("tell me about a", ""),
        ("read me", ""),
        ("what about", ""),
        ("what about the", ""),
        ("what about a", ""),
        ("information about", ""),
        ("does", "help"),
        ("do", "help"),
        ("does", "help my back"),
        ("do", "help my back"),
        ("does", "work"),
        ("do", "work"),
    }
)
"""The words before and after a slot that plainly name a remedy, even one that is not listed."""


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

    @property
    def meaning(self) -> tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]:
        """Return what two interpretations are compared by: the intent, and what each slot resolves to."""
        return self.intent, tuple(
            sorted((name, tuple(m.id for m in slot.matches) or (slot.value,)) for name, slot in self.slots.items())
        )


class Hearing:
    """The language understanding of one interaction model, compiled once."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._sampled: dict[str, str] = {}
        self._usual: dict[str, str] = {}
        for sample in model.samples:
            if not sample.slots:
                self._sampled.setdefault(sample.literals[0], sample.intent)
        for intent in model.intents:
            for said in usual_utterances(intent):
                self._usual.setdefault(said, intent)
        self._slotted = tuple(sample for sample in model.samples if sample.slots)
        self._compile()

    @classmethod
    def of(cls, path: Path) -> "Hearing":
        """Return the hearing for a model file, compiled again only when the file changes. Raises ModelError."""
        return _of(path, path.stat().st_mtime_ns if path.exists() else 0)

    def hear(self, *readings: str, loose: bool = False) -> Interpretation:
        """Return the surest interpretation of an utterance, given in one or more readings; else FALLBACK.

        `loose`: as Alexa may, give what matches nothing to the nearest intent, with an unmatched slot.
        """
        texts = list(dict.fromkeys(chain.from_iterable((t, without_fillers(t)) for t in map(normal, readings))))
        texts = [text for text in texts if text]
        for stage in (self._exact, self._near, self._unlisted):
            for text in texts:
                found = stage(text)
                if found is not None:
                    return found
        guess = self._guess(texts[0]) if loose and texts else None
        return guess or Interpretation(FALLBACK, {})

    def _compile(self) -> None:
        kinds = [*self.model.types, DURATION, NUMBER]
        alias = {kind: f"kind{at}" for at, kind in enumerate(kinds)}
        self._template: dict[tuple[str, str], Sample] = {}
        sentences: dict[str, list[str]] = {}
        for sample in self._slotted:
            kind_of = self.model.intents[sample.intent]
            template = sample.filled({name: f"{{{alias[kind_of[name]]}:{name}}}" for name in sample.slots})
            self._template.setdefault((sample.intent, template), sample)
            sentences.setdefault(sample.intent, []).append(template)
        data = {intent: {"data": [{"sentences": found}]} for intent, found in sentences.items()}
        self._intents = Intents.from_dict({"language": "en", "intents": data})
        used = {kind for slots in self.model.intents.values() for kind in slots.values()}
        self._lists: dict[str, SlotList] = {
            alias[kind]: TextSlotList.from_tuples(
                [(phrase, phrase) for phrase in self._phrases(kind)], allow_template=False, name=alias[kind]
            )
            for kind in kinds
            if kind in used
        }

    def _phrases(self, kind: str) -> dict[str, str] | dict[str, tuple[SlotValue, ...]]:
        if kind == DURATION:
            return spoken_durations()
        return spoken_numbers() if kind == NUMBER else self.model.types[kind]

    def _slot(self, sample: Sample, name: str, words: str) -> FilledSlot:
        kind = self.model.intents[sample.intent][name]
        if kind == DURATION:
            return FilledSlot(spoken_durations()[words], custom=False)
        if kind == NUMBER:
            return FilledSlot(spoken_numbers()[words], custom=False)
        return FilledSlot(words, custom=True, matches=self.model.types[kind].get(words, ()))

    def _exact(self, text: str) -> Interpretation | None:
        intent = self._sampled.get(text) or self._usual.get(text)
        if intent:
            return Interpretation(intent, {})
        found: list[tuple[tuple[int, int, bool], Sample, dict[str, str]]] = []
        for result in recognize_all(text, self._intents, slot_lists=self._lists):
            sample = self._template[result.intent.name, _template_of(result)]
            words = {name: str(entity.value) for name, entity in result.entities.items()}
            # hassil lets two slots meet inside one word ("can" and "cer" in "cancer"): that is no match.
            if sample.filled(words) == text:
                # Fewer slots first: "diabetes with numb feet" is one thing, not two that stand in a row.
                captured = sum(len(said.split()) for said in words.values())
                plain = self._names_a_remedy(sample) or self._names_a_timer(sample, words)
                found.append(((len(words), captured, not plain), sample, words))
        if not found:
            return None
        _rank, sample, words = min(found, key=lambda entry: entry[0])
        return Interpretation(sample.intent, {name: self._slot(sample, name, said) for name, said in words.items()})

    def _near(self, text: str) -> Interpretation | None:
        known = {**self._usual, **self._sampled}
        found = [(score, Interpretation(known[phrase], {})) for score, phrase in near(text, known)]
        cache: dict[tuple[str, str], list[tuple[float, str]]] = {}
        for sample in self._slotted:
            if len(sample.slots) == 1:
                found += self._near_sample(sample, text.split(), cache)
        if not found:
            return None
        best, nearest = max(found, key=lambda entry: entry[0])
        rivals = {other.meaning for score, other in found if score > best - _RIVAL_WITHIN}
        return nearest if len(rivals) == 1 else None

    def _near_sample(
        self, sample: Sample, words: list[str], cache: dict[tuple[str, str], list[tuple[float, str]]]
    ) -> list[tuple[float, Interpretation]]:
        """Return the near matches of a sample with one slot: near in its own words or in the slot's, never in both."""
        head, tail = (literal.split() for literal in sample.literals)
        end = len(words) - len(tail)
        if len(head) >= end:
            return []
        own = " ".join(words[: len(head)] + words[end:])
        value = " ".join(words[len(head) : end])
        (name,) = sample.slots
        kind = self.model.intents[sample.intent][name]
        if own == " ".join(head + tail):
            if kind not in self.model.types:
                return []
            if (kind, value) not in cache:
                cache[kind, value] = near(value, self.model.types[kind])
            return [
                (score, Interpretation(sample.intent, {name: self._slot(sample, name, phrase)._replace(value=value)}))
                for score, phrase in cache[kind, value]
            ]
        if value not in self._phrases(kind):
            return []
        slot = self._slot(sample, name, value)
        return [(score, Interpretation(sample.intent, {name: slot})) for score, _ in near(own, [" ".join(head + tail)])]

    def _open_samples(self) -> list[Sample]:
        """Return the samples with exactly one slot, of a custom type: they may take words that are not listed."""
        return [s for s in self._slotted if len(s.slots) == 1 and self._kind(s) in self.model.types]

    def _kind(self, sample: Sample) -> str:
        return self.model.intents[sample.intent][sample.slots[0]]

    def _names_a_remedy(self, sample: Sample) -> bool:
        return sample.literals in _NAMES_A_REMEDY and self._kind(sample) == _REMEDY

    def _names_a_timer(self, sample: Sample, words: dict[str, str]) -> bool:
        """Return whether a timer is called by its own name, in words that could mean a remedy too: "the walk"."""
        if len(words) != 1 or not any(sample.literals) or self._kind(sample) != _TIMER:
            return False
        (said,) = words.values()
        return any(timer.name == said for timer in self.model.types[_TIMER].get(said, ()))

    def _unlisted(self, text: str) -> Interpretation | None:
        """Return words that plainly name a remedy, the slot filled by one that the model does not list."""
        best: tuple[int, Interpretation] | None = None
        for sample in self._open_samples():
            head, tail = sample.literals
            if not self._names_a_remedy(sample):
                continue
            rest = text.removeprefix(f"{head} ").removesuffix(f" {tail}" if tail else "")
            if sample.filled({sample.slots[0]: rest}) != text or negations(rest):
                continue
            if best is None or len(head + tail) > best[0]:
                best = len(head + tail), Interpretation(sample.intent, {sample.slots[0]: FilledSlot(rest, custom=True)})
        return best[1] if best else None

    def _guess(self, text: str) -> Interpretation | None:
        """Return the nearest intent that has one custom slot, with the words as an unmatched value."""
        samples = [sample for sample in self._open_samples() if f" {text}".endswith(f" {sample.literals[1]}".rstrip())]
        if not samples:
            return None
        nearest = max(samples, key=lambda sample: fuzz.ratio(text, sample.filled({sample.slots[0]: ""})))
        head, tail = nearest.literals
        value = text.removeprefix(f"{head} ").removesuffix(f" {tail}".rstrip())
        return Interpretation(nearest.intent, {nearest.slots[0]: FilledSlot(value, custom=True)})


def _template_of(result: RecognizeResult) -> str:
    return str(result.intent_sentence.text) if result.intent_sentence else ""


@lru_cache(maxsize=8)
def _of(path: Path, _changed_ns: int) -> Hearing:
    return Hearing(read_model(path))
