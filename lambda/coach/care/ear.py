"""The skill's own ear: a pure function from words to findings.

Words become concepts, and a few rules say which concepts within one clause mean a sign. Around them stand the scopes
of NegEx and ConText (see :mod:`coach.care.ear_context`). In doubt between an emergency and nothing a finding is not
sure: it is asked about by itself, never acted on.
"""

from collections.abc import Iterator
from itertools import pairwise

from coach.care.ear_answers import answer, answer_to
from coach.care.ear_context import Clause, Heard, clauses
from coach.care.ear_findings import AnswerWord, Finding, Polarity, When, Whose
from coach.care.ear_lexicon import Lexicon, Part, Rule

__all__ = ["AnswerWord", "Finding", "Lexicon", "Polarity", "When", "Whose", "answer", "answer_to", "listen"]


def listen(words: str, lexicon: Lexicon, asked: str = "") -> tuple[Finding, ...]:
    """Return what the words speak of, in their order, each sign once for each way in which it is spoken of.

    ``asked`` is the sign whose question is open, by its own last part: "it" and "there" are then its subject.
    """
    found: dict[tuple[str, Polarity, Whose, When], Finding] = {}
    for one in _findings(clauses(lexicon.said(words), lexicon), lexicon, asked):
        known = found.get(one[:4])
        found[one[:4]] = one if known is None else _both(known, one)
    return tuple(found.values())


def _both(one: Finding, other: Finding) -> Finding:
    return one._replace(sure=one.sure or other.sure, telling=max(one.telling, other.telling))


def _findings(heard: list[Clause], lexicon: Lexicon, asked: str) -> Iterator[Finding]:
    known: set[str] = set()
    concepts = frozenset[str]().union(*(clause.concepts for clause in heard))
    for clause in heard:
        for one in _in_clause(clause, lexicon, asked):
            if one.polarity is not Polarity.denied:
                known.add(one.sign)
            yield _in_earnest(one, concepts, lexicon)
    for before, after in pairwise(heard):
        for one in _across(before, after, lexicon):
            if one.sign not in known:
                yield _in_earnest(one, concepts, lexicon)


def _in_earnest(one: Finding, concepts: frozenset[str], lexicon: Lexicon) -> Finding:
    """Return the finding as it is to be taken beside what else was said: a laugh, a film, long ago, somebody else."""
    if "story" in concepts:
        return one._replace(when=When.hypothetical)
    doubt = _CASTS_DOUBT if one.sign not in lexicon.history else _OF_SOMETHING_ELSE
    return one._replace(sure=False, doubted=True) if concepts & doubt else one


_OF_SOMETHING_ELSE = frozenset({"joke", "idiom", "others", "if", "what_if", "ask_anywhere"})
_CASTS_DOUBT = _OF_SOMETHING_ELSE | frozenset({"past", "past_when", "over", "acquaintance", "had"})
"""Spoken of anywhere in the words, these make whatever sign is named something to ask about: is it so, and now?"""


def _in_clause(named: Clause, lexicon: Lexicon, asked: str) -> list[Finding]:
    clause = _with_subject(named, lexicon, asked)
    found: list[Finding] = []
    plain: dict[Polarity, set[str]] = {polarity: set() for polarity in Polarity}
    for rule in lexicon.rules(clause.concepts):
        polarity = _matched(rule, clause)
        if polarity is None or (polarity is Polarity.denied and _is_vague(rule, lexicon)):
            continue
        if any(part.concepts & named.concepts for part in rule.parts):
            found.append(_finding(rule, polarity, clause, lexicon))
            if rule.sure or polarity is Polarity.denied:
                plain[polarity].add(rule.sign)
    if clause.fine:
        found += _all_fine(clause, {one.sign for one in found}, lexicon)
    return [one for one in found if one.sure or not _is_outdone(one, plain)]


def _is_outdone(one: Finding, plain: dict[Polarity, set[str]]) -> bool:
    """Return whether a vague finding stands beside a plain one that says the opposite."""
    if one.polarity is Polarity.denied:
        return one.sign in plain[Polarity.said]
    return one.sign in plain[Polarity.denied] and one.sign not in plain[Polarity.said]


def _all_fine(clause: Clause, heard: set[str], lexicon: Lexicon) -> Iterator[Finding]:
    """Yield what is denied by saying that a part of the body is fine."""
    for sign, concepts in lexicon.fine.items():
        if sign not in heard and not clause.concepts.isdisjoint(concepts.split("|")):
            yield Finding(sign, Polarity.denied, _whose(clause), _when(clause), sure=True)


def _is_vague(rule: Rule, lexicon: Lexicon) -> bool:
    """Return whether a rule only asks because some part or function of the body is named: to deny that says nothing."""
    return (
        not rule.sure and len(rule.parts) == 1 and bool(rule.parts[0].concepts & (lexicon.regions | lexicon.functions))
    )


def _across(before: Clause, after: Clause, lexicon: Lexicon) -> Iterator[Finding]:
    """Yield what two clauses say only together: "my privates, I can't feel them". Never sure, and never a denial."""
    if before.fine or after.fine:
        return
    both = _joined(before, after)
    for rule in lexicon.rules(both.concepts):
        if len(rule.parts) > 1 and _matched(rule, both) is Polarity.said:
            yield _finding(rule, Polarity.said, both, lexicon)._replace(sure=False)


def _joined(before: Clause, after: Clause) -> Clause:
    return Clause(
        heard=before.heard + after.heard,
        concepts=before.concepts | after.concepts,
        fine=False,
        question=before.question or after.question,
        presupposed=False,
        hypothetical=before.hypothetical or after.hypothetical,
        past=before.past or after.past,
        other=before.other or after.other,
        unsure=True,
    )


def _matched(rule: Rule, clause: Clause) -> Polarity | None:
    """Return whether the rule's parts are all there, said or denied; None: it says nothing here."""
    if rule.without & clause.concepts:
        return None
    # "No feeling in my bottom": the "no" has said its say of the feeling, and denies no bottom.
    deniable = not any(part.fails for part in rule.parts)
    denied = False
    for part in rule.parts:
        hits = [one for one in clause.heard if part.concepts & one.concepts]
        polarity = _failing(hits, clause) if part.fails else _named(part, hits, clause, deniable=deniable)
        if polarity is None:
            return None
        denied = denied or polarity is Polarity.denied
    return Polarity.denied if denied else Polarity.said


def _failing(hits: list[Heard], clause: Clause) -> Polarity | None:
    """Return whether a function is said to fail or to work; None: neither."""
    if any(one.fails for one in hits):
        return Polarity.said
    works = clause.fine or any(one.works for one in hits)
    return Polarity.denied if hits and works else None


def _named(part: Part, hits: list[Heard], clause: Clause, *, deniable: bool) -> Polarity | None:
    """Return whether something is named, said or denied; None: it is not. Of a trigger such as "he": that it stands."""
    if not hits:
        return Polarity.said if part.concepts & clause.concepts else None
    return Polarity.denied if deniable and all(one.denied and not one.fails for one in hits) else Polarity.said


def _finding(rule: Rule, polarity: Polarity, clause: Clause, lexicon: Lexicon) -> Finding:
    when = _when(clause)
    if when is When.past and rule.sign in lexicon.history:
        when = When.now
    # "On steroids for years" is no doubt.
    sure = rule.sure and (not clause.unsure or rule.sign in lexicon.history)
    if when is not When.now and rule.sign in lexicon.always_asked:
        when, sure = When.now, False
    if clause.question and polarity is Polarity.said:
        if clause.presupposed:
            sure = False
        else:
            polarity = Polarity.asked
    telling = len(rule.parts) + (not _is_vague(rule, lexicon))
    return Finding(rule.sign, polarity, _whose(clause), when, sure, telling=telling)


def _whose(clause: Clause) -> Whose:
    return Whose.other if clause.other else Whose.mine


def _when(clause: Clause) -> When:
    if clause.hypothetical:
        return When.hypothetical
    return When.past if clause.past else When.now


def _with_subject(clause: Clause, lexicon: Lexicon, asked: str) -> Clause:
    """Return the clause with the open question's subject, where it names no region of its own."""
    if asked not in lexicon.subject or clause.question or not clause.heard:
        return clause
    subject = frozenset(lexicon.subject[asked].split())
    if clause.concepts & lexicon.regions and subject & lexicon.regions:
        return clause
    return clause._replace(heard=(*clause.heard, Heard(subject)), concepts=clause.concepts | subject)
