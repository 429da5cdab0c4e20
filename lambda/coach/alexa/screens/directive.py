"""A screen as Amazon's directive: its document, trimmed to what it uses, its data, and how large its words may be."""

import json
import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from coach.alexa.screens.fitting import height_of, largest
from coach.alexa.screens.touch import arguments_of
from coach.conversation.screens.rows import Screen
from coach.conversation.screens.touches import Touch

TYPE = "Alexa.Presentation.APL.RenderDocument"
_FOLDER = os.path.dirname(__file__)  # noqa: PTH120  pathlib costs 3 ms of every cold start
_SHARED = "shared"
_ALONE = "_alone"
"""After a key: its words where nothing else wants the room."""
_PADDING = 4.0
"""Beside the label of a target, in hundredths of the screen's height."""


def render_document(screen: Screen) -> dict[str, Any]:
    """Return the directive that shows a screen, as plain data: the SDK's class for it would load 150 others."""
    name = screen.name.value
    data = {**screen.data, "choices": [_target(choice, screen.data) for choice in screen.data.get("choices", ())]}
    fonts: dict[str, dict[str, Any]] = {}
    for key, boxes in _read(name)["fit"].items():
        fonts[key] = _fonts(key, boxes, data)
    if "lead" in fonts:
        fonts["lead"] = _leads(data, fonts["question"], _read(name)["fit"]["lead"])
    return {
        "type": TYPE,
        "token": name,
        "document": document(name),
        "datasources": {**data, "font": fonts},
    }


def _target(choice: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    touch = Touch(choice["touch"])
    return {"label": choice["label"], "arguments": arguments_of(touch, str(data.get("asking", "")))}


def _fonts(key: str, boxes: Mapping[str, list[float]], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the font of some words in each shape of screen, in hundredths of its height."""
    if key == "choices":
        return {shape: _font_of_choices(data["choices"], *box) for shape, box in boxes.items()}
    if key == "words":
        # One phase is seen at a time.
        phases = [phase["words"] for phase in data["phases"]]
        return {shape: [largest([one], *box) for one in phases] for shape, box in boxes.items()}
    words = data.get(key.removesuffix(_ALONE)) or ""
    return {shape: largest(words if isinstance(words, list) else [words], *box) for shape, box in boxes.items()}


def _leads(
    data: Mapping[str, Any], question: Mapping[str, float], boxes: Mapping[str, list[float]]
) -> dict[str, float]:
    """Return the font of what leads to a question: it gets the height that the question leaves, and is no larger."""
    fonts = {}
    for shape, (width, height, most) in boxes.items():
        left = height - height_of(data["question"], width, question[shape])
        fonts[shape] = largest([data["lead"]], width, left, min(most, question[shape]))
    return fonts


def _font_of_choices(choices: list[dict[str, Any]], width: float, height: float, most: float) -> float:
    """Return the font of targets in a row, of which each has an equal share of the width."""
    each = width / max(1, len(choices)) - _PADDING
    labels = [choice["label"] for choice in choices]
    return min((largest([label], each, height - _PADDING / 2, most) for label in labels), default=most)


@cache
def document(name: str) -> dict[str, Any]:
    """Return a screen's document, with those of the shared layouts that it uses. Raises FileNotFoundError."""
    shared, own = _read(_SHARED), _read(name)
    layouts = {**shared["layouts"], **own.get("layouts", {})}
    used: dict[str, Any] = {}
    waiting = [own["mainTemplate"]]
    while waiting:
        for kind in _types_in(waiting.pop()):
            if kind in layouts and kind not in used:
                used[kind] = layouts[kind]
                waiting.append(layouts[kind])
    return {
        "type": "APL",
        "version": "1.4",
        "theme": "dark",
        "resources": [*shared["resources"], *own.get("resources", [])],
        "styles": shared["styles"],
        "layouts": used,
        **({"graphics": own["graphics"]} if "graphics" in own else {}),
        "mainTemplate": own["mainTemplate"],
    }


def _types_in(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("type"), str):
            yield part["type"]
        for inner in part.values():
            yield from _types_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _types_in(inner)


@cache
def _read(name: str) -> dict[str, Any]:
    with open(f"{_FOLDER}/documents/{name}.json", "rb") as file:  # noqa: PTH123
        data: dict[str, Any] = json.load(file)
    return data
