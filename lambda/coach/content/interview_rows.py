"""The interview, read from its rows in ``red_flags.toml``. Imported where the interview is first needed."""

from collections.abc import Iterator, Mapping
from typing import Any

from coach.care.answers import ALWAYS, Onset, Tier, Where
from coach.care.interview import GO_ON, Combination, Flag, IfNotTried, Interview, Kind, OwnOutcome, Place, Wording
from coach.care.limits import TimerKind

Row = Mapping[str, Any]


def interview_of(rows: Row) -> Interview:
    """Return the interview that the rows describe. Raises KeyError or ValueError on broken content."""
    ids = _by_own_id(rows)
    flags: dict[str, Flag] = {}
    for row in rows["red_flag"]:
        flags[row["id"]] = _flag(row, row["id"], "", ids)
        for follow_up in row.get("follow_up", []):
            full_id = f"{row['id']}.{follow_up['id']}"
            flags[full_id] = _flag(follow_up, full_id, row["id"], ids)
    for row in rows["volunteered_only"]:
        flags[row["id"]] = _flag({"kind": Kind.volunteered, **row}, row["id"], "", ids)
    return Interview(
        flags=flags,
        order=tuple(_order(rows, ids)),
        combinations=tuple(
            Combination(
                signs=frozenset(ids[sign] for sign in row["all"]),
                where=_where(row.get("where", {}), ids),
                lie_still=row.get("lie_still", False),
            )
            for row in rows["combination"]
        ),
        members={row["id"]: tuple(_with_parts(row)[1:]) for row in rows["red_flag"] if row.get("kind") == Kind.bundle},
        by_own_id=ids,
    )


def _by_own_id(rows: Row) -> dict[str, str]:
    """Return the last part of each id to the whole; what a child is asked apart shares the adult's."""
    whole: dict[str, str] = {}
    for row in rows["red_flag"]:
        for follow_up in row.get("follow_up", []):
            # The child's come first in the content, and the adult's after them.
            whole[follow_up["id"]] = f"{row['id']}.{follow_up['id']}"
    return whole | {row["id"]: row["id"] for row in (*rows["red_flag"], *rows["volunteered_only"])}


def _order(rows: Row, ids: Mapping[str, str]) -> Iterator[Place]:
    offers = {row["after"] for row in rows["offer"]}
    with_parts = {row["id"]: _with_parts(row) for row in rows["red_flag"]}
    for row in rows["red_flag"]:
        yield from map(Place, with_parts[row["id"]])
        for sooner in rows["sooner"]:
            if sooner["after"] == row["id"]:
                where = _where(sooner, ids)
                yield from (Place(one, where) for one in with_parts[sooner["id"]])
        if row["id"] in offers:
            yield Place(GO_ON)


def _with_parts(row: Row) -> list[str]:
    return [row["id"], *(f"{row['id']}.{follow_up['id']}" for follow_up in row.get("follow_up", []))]


def _flag(row: Row, full_id: str, parent: str, ids: Mapping[str, str]) -> Flag:
    return Flag(
        id=full_id,
        kind=Kind(row.get("kind", Kind.sign)),
        question=row["question"],
        other_words=row["other_words"],
        why=row["why"],
        tier=Tier[row["tier"]],
        heard=row["heard"],
        where=_where(row.get("where", {}), ids),
        tiers=tuple((_where(one, ids), Tier[one["tier"]]) for one in row.get("tier_where", [])),
        wordings=tuple(
            Wording(_where(one, ids), one["question"], one["other_words"]) for one in row.get("wording", [])
        ),
        lie_still=row.get("lie_still", False),
        parent=parent,
        after_not_tried=row.get("when") == "not_tried",
        if_not_tried=IfNotTried(row.get("not_tried", "")),
        yes_is_well=row.get("yes_is_well", False),
        both_means=row.get("both_means", ""),
        weak_alone=row.get("weak_alone", False),
        implies_parent=row.get("implies_parent", False),
        volunteered=frozenset(row["volunteered"]),
        own_outcome=OwnOutcome(row.get("own_outcome", "")),
        asked_first=row.get("asked_first", False),
        says=row.get("says", ""),
        against=frozenset(map(TimerKind, row.get("against", []))),
        read_back=row.get("read_back", True),
    )


_CONDITIONS = frozenset(Where._fields)


def _where(row: Row, ids: Mapping[str, str]) -> Where:
    if _CONDITIONS.isdisjoint(row):
        return ALWAYS
    return Where(
        from_age=row.get("from_age", Where().from_age),
        to_age=row.get("to_age", Where().to_age),
        under_age=row.get("under_age", 0),
        splits_age=row.get("splits_age", 0),
        onset=frozenset(map(Onset, row.get("onset", []))),
        not_onset=frozenset(map(Onset, row.get("not_onset", []))),
        any_of=frozenset(ids.get(sign, sign) for sign in row.get("any_of", [])),
        well=row.get("well", ""),
    )
