"""The ear: words to findings, in the manner of NegEx and ConText, and answers in all their forms."""

import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from coach.care.ear import AnswerWord, Finding, Polarity, When, Whose, answer, listen
from coach.care.ear_lexicon import ARTICLES
from coach.content.catalog import Catalog

CONTENT = Path(__file__).parents[2] / "lambda" / "coach" / "content" / "en"
LEXICON = Catalog().lexicon


def read(name: str) -> dict[str, Any]:
    """One content file, parsed."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


WORDS, SIGNS, ANSWERS = read("ear_words"), read("ear_signs"), read("ear_answers")
KINDS = ("functions", "regions", "things", "context")


def found(words: str, sign: str, asked: str = "") -> Finding | None:
    """What the words say of one sign."""
    return next((one for one in listen(words, LEXICON, asked) if one.sign == sign), None)


def now(words: str, asked: str = "") -> set[str]:
    """The signs that this person is said to have now."""
    return {one.sign for one in listen(words, LEXICON, asked) if one.is_now}


# ---------------------------------------------------------------- what is composed

COMPOSED = {
    "saddle_numbness": [
        "my bum has gone numb",
        "i've got pins and needles in my privates",
        "i can't feel my backside at all",
        "there's a tingling between my legs",
        "no feeling around my bottom since this morning",
        "my lady bits are all numb",
        "he says his balls have gone numb",
        "it's all tingly down there",
        "when i wipe i can't feel it",
        "my arse feels dead",
        "i've lost the sensation in my vagina",
        "my husband can't feel his bum",
    ],
    "bladder_trouble": [
        "i can't pee",
        "i've been trying to wee and nothing comes out",
        "i haven't been able to pass water all day",
        "she can't feel when she needs to pee",
        "it's really hard to start weeing",
        "i can't empty my bladder",
        "my wee won't start",
        "i've no urge to pee any more",
        "i don't feel my bladder filling up",
        "dad is struggling to pass urine",
        "i'm bursting but i can't go for a wee",
        "my bladder has stopped working",
    ],
    "lost_control": [
        "i've wet myself",
        "i pooed my pants",
        "he's soiled the bed",
        "i lost control of my bowels",
        "i can't hold my wee in",
        "i'm leaking urine",
        "wee is running down my leg",
        "mum has wet the sofa",
        "i couldn't control my bladder",
        "poo just came out",
        "i peed myself without knowing",
        "i keep wetting my trousers",
    ],
    "both_legs": [
        "both my legs are numb",
        "my legs have gone weak",
        "i can't feel my legs",
        "pins and needles in both feet",
        "the pain is going down both legs",
        "i can't move my legs",
        "my legs won't hold me up",
        "his legs have gone all tingly",
        "there's no strength in my legs",
        "my left leg is numb and now the other leg too",
        "both of my feet are dead",
        "numb from the waist down",
    ],
    "unsteady_walking": [
        "my legs are wobbly",
        "i keep tripping over my own feet",
        "i was staggering about before i lay down",
        "my walking is very unsteady",
        "she walks like a drunk",
        "i can't keep my balance",
        "my feet are clumsy",
        "i can't walk in a straight line",
        "my legs are all over the place when i walk",
        "grandad is unsteady on his feet",
    ],
    "chest_or_faint": [
        "my chest hurts",
        "there's a tightness in my chest",
        "i nearly fainted",
        "my wife has passed out",
        "he's very confused",
        "i'm short of breath",
        "my chest feels heavy",
        "crushing pain in the middle of my chest",
        "mum collapsed in the kitchen",
        "it's hard to breathe",
        "i blacked out a minute ago",
        "i think i'm having a heart attack",
    ],
    "tearing_pain": [
        "a tearing pain in my chest",
        "it ripped through my upper back",
        "sudden pain between my shoulder blades",
        "my chest suddenly hurts terribly",
        "something tore inside my chest",
        "a ripping feeling across my shoulder blades",
        "all of a sudden a massive pain in my chest",
        "like a knife through my chest out of nowhere",
        "pain shot through to my back suddenly from my chest",
        "a splitting pain in my upper back",
    ],
    "belly_pulse": [
        "my belly is throbbing",
        "there's a pulse in my stomach",
        "i've got terrible tummy pain",
        "my stomach is beating like a heart",
        "something is pounding in my abdomen",
        "severe pain in my belly",
        "i can feel a heartbeat in my tummy",
        "my gut is pulsating",
        "awful stomach cramps",
        "his abdomen hurts really badly",
    ],
    "sudden_severe": [
        "it hit me out of the blue while i was watching telly",
        "suddenly the worst pain of my life",
        "i was just sitting and a severe pain came from nowhere",
        "a terrible pain struck all of a sudden",
        "out of nowhere i got an unbearable pain",
        "i was lying in bed and suddenly my back was in agony",
        "the pain came on suddenly while i was resting",
        "it came on like a thunderbolt and it's excruciating",
        "massive sudden pain when i was doing nothing",
        "i was asleep and it struck without warning an awful pain",
    ],
    "major_trauma": [
        "i was in a car crash",
        "i fell off a ladder",
        "a van knocked me down",
        "she fell down the stairs",
        "i came off my motorbike",
        "i got hit by a bus",
        "my horse threw me",
        "he dropped from the scaffolding",
        "we rolled the car this morning",
        "i tumbled off the roof",
        "a truck ran into me",
        "i jumped from the balcony",
    ],
    "other_emergency": [
        "i can't breathe",
        "my husband is having a stroke",
        "one side of my face is drooping",
        "his speech is slurred",
        "she won't wake up",
        "my throat is swelling",
        "he's having a seizure",
        "i'm vomiting blood",
        "my poo is black",
        "my lips have gone blue",
        "i can't speak properly",
        "the baby is choking",
    ],
    "overdose": [
        "i took too many tablets",
        "i've swallowed a whole bottle of ibuprofen",
        "he took twenty paracetamol",
        "my son swallowed my pills",
        "i've had a double dose of codeine",
        "she's drunk all the morphine syrup the whole bottle",
        "i took a handful of my painkillers",
        "i've taken an overdose",
        "took eight tylenol at once",
        "i drank vodka with my pills",
    ],
    "self_harm": [
        "i want to die",
        "i'm going to kill myself",
        "i don't want to live any more",
        "they'd all be better off without me",
        "i feel suicidal",
        "i want to end it all",
        "i wish i was dead",
        "i can't go on any more",
        "i'm thinking of ending my life",
        "i've been cutting myself",
    ],
    "cold_white_leg": [
        "my leg has gone cold and white",
        "my foot is freezing and blue",
        "his leg is icy and pale",
        "there's no pulse in my foot",
        "my toes are cold and purple",
        "my left leg is cold and grey",
        "one foot is white and stone cold",
        "the leg has turned white and it's cold",
        "my lower leg is pale and cool to the touch cold as ice",
        "her foot looks blue and feels cold",
    ],
    "aneurysm": [
        "i have an aneurysm",
        "they found a bulge in my aorta",
        "he's got an aortic aneurysm",
        "i've a triple a and my back hurts",
        "the doctor is watching my aneurysm",
        "my aorta is swollen",
        "there's an aneurysm in my tummy",
        "known abdominal aneurysm",
        "my aneurysm is hurting",
        "i was told i have a small aneurysm",
    ],
    "ectopic": [
        "i'm pregnant and the pain is all on one side",
        "six weeks pregnant with shoulder tip pain",
        "they think it's ectopic",
        "i missed my period and my right side really hurts",
        "three months pregnant and my shoulder tip is killing me",
        "pregnant and i fainted",
        "positive test and stabbing pain on the left side",
        "early pregnancy and my shoulder hurts",
        "my wife is pregnant and has sharp pain on one side",
        "i'm expecting and there's blood and cramps",
    ],
    "baby_not_moving": [
        "the baby isn't moving",
        "my baby has stopped kicking",
        "i can't feel the baby",
        "baby's gone very quiet",
        "the bump hasn't moved all day",
        "no kicks from the baby since last night",
        "baby is moving less than usual",
        "i haven't felt the baby kick today",
        "the baby is not kicking any more",
        "my little one has stopped moving in my belly",
    ],
}


@pytest.mark.parametrize(("sign", "words"), [(sign, words) for sign, rows in COMPOSED.items() for words in rows])
def test_a_sign_is_composed_from_its_words(sign: str, words: str) -> None:
    assert sign in now(words)


def test_composed_wordings_stand_nowhere_as_a_phrase() -> None:
    phrases = {phrase for kind in KINDS for text in WORDS[kind].values() for phrase in text.split(", ")}
    wordings = {" ".join(LEXICON.tokens(words)) for rows in COMPOSED.values() for words in rows}
    assert not phrases & wordings
    assert min(map(len, COMPOSED.values())) >= 10


# ---------------------------------------------------------------- NegEx and ConText

SAID, DENIED, ASKED = Polarity.said, Polarity.denied, Polarity.asked
MINE, OTHER = Whose.mine, Whose.other
NOW, PAST, WHAT_IF = When.now, When.past, When.hypothetical


@pytest.mark.parametrize(
    ("words", "sign", "polarity"),
    [
        # A trigger before, and its scope.
        ("no chest pain", "chest_or_faint", DENIED),
        ("i don't have a fever", "fever", DENIED),
        ("i haven't wet myself", "lost_control", DENIED),
        ("my legs aren't numb", "both_legs", DENIED),
        ("never had cancer", "cancer_history", DENIED),
        ("there's no numbness or tingling between my legs", "saddle_numbness", DENIED),
        ("without any fever", "fever", DENIED),
        ("neither numb nor weak in my legs", "both_legs", DENIED),
        ("nae fever", "fever", DENIED),
        ("i don't think my bum is numb", "saddle_numbness", DENIED),
        ("he hasn't got a temperature", "fever", DENIED),
        # A trigger behind: what works is fine.
        ("my bum feels normal", "saddle_numbness", DENIED),
        ("my chest is fine", "chest_or_faint", DENIED),
        ("i can pee fine", "bladder_trouble", DENIED),
        ("i can feel my bum", "saddle_numbness", DENIED),
        ("my legs are all right", "both_legs", DENIED),
        # Terminations: the scope ends at a conjunction, at a new subject, at a new negation.
        ("no fever but chest pain", "fever", DENIED),
        ("no fever but chest pain", "chest_or_faint", SAID),
        ("no chest pain can't pee", "chest_or_faint", DENIED),
        ("no chest pain can't pee", "bladder_trouble", SAID),
        ("no fever and i can't feel my legs", "both_legs", SAID),
        ("my chest is fine although my legs are numb", "both_legs", SAID),
        ("i don't have a fever my legs are numb", "both_legs", SAID),
        ("i can pee but i've wet myself", "lost_control", SAID),
        # Pseudo-triggers deny nothing.
        ("not only numb down there", "saddle_numbness", SAID),
        ("no wonder my bum is numb", "saddle_numbness", SAID),
        ("i don't know why my legs are numb", "both_legs", SAID),
        ("not gonna lie my chest hurts", "chest_or_faint", SAID),
        ("the numbness in my bum is not going away", "saddle_numbness", SAID),
        ("no my bum is numb", "saddle_numbness", SAID),
        ("i don't care i've wet myself", "lost_control", SAID),
        # Pseudo-triggers that deny.
        ("can't say i'm numb down there", "saddle_numbness", DENIED),
        ("it's not like i've lost control of my bladder", "lost_control", DENIED),
        # Words that are negative in themselves: a failure, not a denial.
        ("i can't feel my legs", "both_legs", SAID),
        ("lost the feeling in my bum", "saddle_numbness", SAID),
        ("no feeling in my bum", "saddle_numbness", SAID),
        ("can't move because of the chest pain", "chest_or_faint", SAID),
        ("i haven't been able to pee", "bladder_trouble", SAID),
        ("the feeling in my bum has gone", "saddle_numbness", SAID),
        # Both together cancel out.
        ("no trouble peeing", "bladder_trouble", DENIED),
        ("i haven't lost control of my bladder", "lost_control", DENIED),
        ("no problem feeling my legs", "both_legs", DENIED),
        # Questions.
        ("does numbness down there mean something bad", "saddle_numbness", ASKED),
        ("what is bladder trouble", "bladder_trouble", ASKED),
        ("can a spasm make your legs numb", "both_legs", ASKED),
        ("tell me about numbness between the legs", "saddle_numbness", ASKED),
        ("what do you mean by lost control of your bladder", "lost_control", ASKED),
        # Questions that take it for granted.
        ("why is my bum numb", "saddle_numbness", SAID),
        ("is it normal that i can't feel my legs", "both_legs", SAID),
        ("what should i do i can't pee", "bladder_trouble", SAID),
    ],
)
def test_what_was_said_of_it(words: str, sign: str, polarity: Polarity) -> None:
    finding = found(words, sign)
    assert finding is not None
    assert (finding.polarity, finding.whose, finding.when) == (polarity, MINE, NOW)


@pytest.mark.parametrize(
    ("words", "sign", "whose", "when"),
    [
        ("my dad had cancer", "cancer_history", OTHER, NOW),
        ("my mum had chest pain years ago", "chest_or_faint", OTHER, PAST),
        ("cancer runs in the family", "cancer_history", OTHER, NOW),
        ("my neighbour can't feel his legs", "both_legs", OTHER, NOW),
        ("a friend of mine can't pee", "bladder_trouble", OTHER, NOW),
        # A relative who is the patient.
        ("my husband's back hurts and he can't pee", "bladder_trouble", MINE, NOW),
        ("dad says it's numb between his legs", "saddle_numbness", MINE, NOW),
        ("my wife just passed out", "chest_or_faint", MINE, NOW),
        # The speaker again after somebody else.
        ("my dad had cancer but my legs are numb", "both_legs", MINE, NOW),
        # When.
        ("i had chest pain last year", "chest_or_faint", MINE, PAST),
        ("when i was pregnant i couldn't feel my legs", "both_legs", MINE, PAST),
        ("i used to wet myself", "lost_control", MINE, PAST),
        ("the numbness in my bum has gone away", "saddle_numbness", MINE, PAST),
        ("last year i had chest pain but now my legs are numb", "both_legs", MINE, NOW),
        ("my legs have been numb since yesterday", "both_legs", MINE, NOW),
        ("what if i can't pee", "bladder_trouble", MINE, WHAT_IF),
        ("i'm worried about losing control of my bladder", "lost_control", MINE, WHAT_IF),
        ("in case my legs go numb", "both_legs", MINE, WHAT_IF),
        ("what happens if my bum goes numb and i wet myself", "lost_control", MINE, WHAT_IF),
        # A history is as good as now.
        ("i had breast cancer ten years ago", "cancer_history", MINE, NOW),
        ("i used to inject heroin", "injected_drugs", MINE, NOW),
    ],
)
def test_whose_and_when(words: str, sign: str, whose: Whose, when: When) -> None:
    finding = found(words, sign)
    assert finding is not None
    assert (finding.whose, finding.when) == (whose, when)


@pytest.mark.parametrize(
    "words",
    [
        "no numbness no weakness and i can pee",
        "i nearly wet myself laughing",
        "my phone is dead",
        "my back is killing me",
        "i've got a pain in the arse of a boss",
        "it takes my breath away",
        "i'm dead on my feet",
        "my back hurts",
        "stop the ice",
        "how long is left",
        "set a timer for ten minutes",
        "i need a wee",
        "my bum is sore",
        "i can't sleep",
        "i'm scared",
        "speak more slowly please",
        "what if my legs go numb",
        "my dad had a heart attack",
        "i had a stroke years ago",
    ],
)
def test_no_emergency_is_raised(words: str) -> None:
    emergencies = set(COMPOSED)
    assert not [one for one in listen(words, LEXICON) if one.is_now and one.sure and one.sign in emergencies]


@pytest.mark.parametrize(
    ("words", "sign", "sure"),
    [
        ("my bum is numb", "saddle_numbness", True),
        ("maybe my bum is numb", "saddle_numbness", False),
        ("my bum feels weird", "saddle_numbness", False),
        ("why is my bum numb", "saddle_numbness", False),
        ("my privates they feel numb", "saddle_numbness", False),
        ("i've had an accident", "lost_control", False),
    ],
)
def test_what_is_not_clear_is_only_asked_about(words: str, sign: str, *, sure: bool) -> None:
    finding = found(words, sign)
    assert finding is not None
    assert (finding.is_now, finding.sure) == (True, sure)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("it's numb", "saddle_numbness"),
        ("it's a bit tender and swollen", "swollen_calf"),
        ("they're numb", "both_legs"),
        ("it hurts", "chest_or_faint"),
        ("it stings", "urine_signs"),
    ],
)
def test_it_is_the_subject_of_the_open_question(words: str, asked: str) -> None:
    assert asked not in now(words)
    assert asked in now(words, asked)


def test_what_speaks_against_ice_and_heat() -> None:
    assert "cold_condition" in now("i've got raynaud's")
    assert "circulation" in now("i have poor circulation")
    assert "skin_trouble" in now("there's a rash on my skin")
    assert "patch_or_rub" in now("i've got deep heat on it")
    assert "drowsy_or_drunk" in now("i've had a few beers")
    assert "fresh_swelling" in now("it's all bruised")


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("yes", "yes"), ("aye", "yes"), ("yeah a bit", "yes"), ("i think so", "yes"), ("i guess", "yes"),
        ("kind of", "yes"), ("unfortunately", "yes"), ("yes numb", "yes"), ("only a little", "yes"),
        ("sometimes", "yes"), ("only when i cough", "yes"), ("yes he does", "yes"), ("i do", "yes"),
        ("no", "no"), ("nope", "no"), ("nah mate", "no"), ("he says no", "no"), ("no she doesn't", "no"),
        ("not at all", "no"), ("none of them", "no"), ("i don't", "no"),
        ("not really", "soft_no"), ("not that i know of", "soft_no"), ("i don't think so", "soft_no"),
        ("probably not", "soft_no"), ("nothing", "soft_no"), ("no nothing", "soft_no"), ("no not really", "soft_no"),
        ("can't say that i have", "soft_no"),
        ("no wait yes", "yes"), ("yes no i mean no", "no"), ("yes actually no", "no"), ("no sorry yes", "yes"),
        ("i don't know", "unsure"), ("not sure", "unsure"), ("maybe", "unsure"), ("hard to say", "unsure"),
        ("yes and no", "unsure"),
        ("both", "both"), ("all of them", "both"), ("either", "both"), ("the first one", "first"),
        ("the second one", "second"),
        ("it always has been", "always_been"), ("it's worse", "worse"), ("about the same", "same"),
        ("hang on", "hang_on"), ("one second", "hang_on"), ("i'm ready", "ready"), ("go ahead", "ready"),
        ("how many more", "how_many_more"), ("are we nearly done", "how_many_more"),
        ("say that again", "repeat"), ("why do you ask", "why"), ("skip it", "skip"), ("go back", "back"),
        ("i haven't tried", "not_tried"), ("it doesn't apply", "not_tried"),
    ],
)  # fmt: skip
def test_an_answer(words: str, meant: str) -> None:
    assert answer(words, LEXICON) is AnswerWord(meant)


@pytest.mark.parametrize("words", ["numb", "no feeling in my bum", "my legs are weak", "set a timer", "", "the ice"])
def test_no_answer(words: str) -> None:
    assert answer(words, LEXICON) is None


# ---------------------------------------------------------------- the data


def test_every_phrase_stands_as_it_is_heard() -> None:
    """A phrase with an ending or a small word that hearing drops could never match."""
    skip = set(WORDS["skip"].split())
    wrong = []
    for kind in KINDS:
        for concept, text in WORDS[kind].items():
            for phrase in text.split(", "):
                tokens = LEXICON.tokens(phrase)
                dropped = ARTICLES if kind == "context" else skip
                tokens = [word for word in tokens if word not in dropped] or tokens
                if " ".join(tokens) != phrase:
                    wrong.append((concept, phrase, tokens))
    assert not wrong


def test_no_phrase_is_longer_than_what_is_looked_up() -> None:
    assert (
        max(len(phrase.split()) for kind in KINDS for text in WORDS[kind].values() for phrase in text.split(", ")) < 9
    )


def test_rules_name_known_concepts_and_signs() -> None:
    flags = read("red_flags")
    concepts = {concept for kind in KINDS for concept in WORDS[kind]} | set(WORDS["groups"])
    for table in (SIGNS["means"], SIGNS["maybe"]):
        for lines in table.values():
            for line in lines:
                named = {name for word in line.split() for name in word.lstrip("-~").split("|")}
                assert named <= concepts, (line, named - concepts)
    assert set(SIGNS["subject"]) | set(SIGNS["fine"]) <= set(SIGNS["means"]) | {"severe"}
    assert {row["id"] for row in flags["volunteered_only"]} <= set(SIGNS["means"])
    assert {row["id"] for row in read("cautions")["condition"]} <= set(SIGNS["means"])


def test_every_concept_is_used() -> None:
    lines = [line for table in (SIGNS["means"], SIGNS["maybe"]) for rows in table.values() for line in rows]
    used = {name for line in lines for word in line.split() for name in word.lstrip("-~").split("|")}
    subjects = [*SIGNS["subject"].values(), *SIGNS["fine"].values()]
    used |= {name for text in subjects for name in text.replace("|", " ").split()}
    used |= {name for text in WORDS["groups"].values() for name in text.split()}
    concepts = {concept for kind in ("functions", "regions", "things") for concept in WORDS[kind]}
    assert not concepts - used


def test_answers_are_known_kinds() -> None:
    assert {name.partition(".")[0] for name in ANSWERS["answers"]} == {one.value for one in AnswerWord}
    assert {name.partition(".")[2] for name in ANSWERS["answers"]} <= {"", "echo", "hedge", "alone"}


@pytest.mark.parametrize("words", ["", "   ", "...", "'", "n't", "x" * 5000, "no " * 500, "zürich 東京 12"])
def test_any_words_are_heard_without_a_fault(words: str) -> None:
    listen(words, LEXICON)
    answer(words, LEXICON)


def test_a_sentence_takes_little_time() -> None:
    sentences = [words for rows in COMPOSED.values() for words in rows]
    for words in sentences:
        listen(words, LEXICON)
    start = time.perf_counter()
    for words in sentences:
        listen(words, LEXICON)
    assert (time.perf_counter() - start) / len(sentences) < 0.002, "ten times what is aimed at"


# ---------------------------------------------------------------- all of it together

SENTENCES = [
    tuple(line.split("|"))
    for line in (Path(__file__).parent / "ear_sentences.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_emergencies_in_everyday_words_are_heard() -> None:
    wanted = [(sign, words) for sign, words in SENTENCES if sign != "-"]
    missed = [(sign, words) for sign, words in wanted if sign not in now(words)]
    assert len(missed) <= 0.03 * len(wanted), missed


def test_traps_raise_no_emergency() -> None:
    traps = [words for sign, words in SENTENCES if sign == "-"]
    raised = [
        (words, one)
        for words in traps
        for one in listen(words, LEXICON)
        if one.is_now and one.sure and one.sign in COMPOSED
    ]
    assert len(raised) <= 0.02 * len(traps), raised


def test_the_same_words_are_heard_the_same_in_every_process() -> None:
    """Sets of strings have another order in each process; which question is asked first must not hang on it."""
    code = "\n".join(
        [
            "from coach.care.ear import listen",
            "from coach.content.catalog import Catalog",
            "words = 'positive test and stabbing on one side of my tummy plus shoulder pain'",
            "print([finding.sign for finding in listen(words, Catalog().lexicon)])",
        ]
    )
    heard = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            text=True,
            env={"PYTHONPATH": str(CONTENT.parents[2]), "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(heard) == 1, heard
