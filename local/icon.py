"""The skill's icon, drawn by the code: a spine, one part of it sore. PNG by the standard library alone."""

import math
import struct
import zlib

_TEAL = (15, 98, 106)
_WHITE = (240, 248, 247)
_ORANGE = (255, 140, 66)
_BONES = 7
_SORE = 4
"""The bone that hurts, counted from the top: low in the back."""
_Colour = tuple[float, float, float]
_Bone = tuple[float, float, float, float, _Colour]
"""Centre, direction across, half the length, colour. The picture is one unit wide and high."""


def icon(size: int) -> bytes:
    """The icon as a PNG, `size` pixels wide and high."""
    bones = _bones()
    soft = 1.5 / size
    rows = bytearray()
    for y in range(size):
        rows.append(0)
        v = (y + 0.5) / size
        near = [bone for bone in bones if abs(bone[1] - v) < 0.14]
        for x in range(size):
            rows += _pixel((x + 0.5) / size, v, near, soft)
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + _chunk(b"IEND", b"")
    )


def _bones() -> list[_Bone]:
    bones: list[_Bone] = []
    for number in range(_BONES):
        along = number / (_BONES - 1)
        x = 0.5 + 0.055 * math.sin(along * 2 * math.pi)
        lean = 0.22 * math.cos(along * 2 * math.pi)
        colour = _ORANGE if number == _SORE else _WHITE
        bones.append((x, 0.2 + 0.6 * along, lean, 0.085 + 0.05 * along, colour))
    return bones


def _pixel(u: float, v: float, bones: list[_Bone], soft: float) -> bytes:
    """One pixel: a disc, and on it the bones as bars with round ends."""
    disc = _cover(math.hypot(u - 0.5, v - 0.5) - 0.49, soft)
    if not disc:
        return b"\0\0\0\0"
    colour: _Colour = _TEAL
    for x, y, lean, half, tint in bones:
        across = max(-half, min(half, (u - x) * math.cos(lean) - (v - y) * math.sin(lean)))
        away = math.hypot(u - x - across * math.cos(lean), v - y + across * math.sin(lean))
        share = _cover(away - 0.03, soft)
        if share:
            colour = (
                colour[0] + (tint[0] - colour[0]) * share,
                colour[1] + (tint[1] - colour[1]) * share,
                colour[2] + (tint[2] - colour[2]) * share,
            )
    return bytes((*(round(part) for part in colour), round(255 * disc)))


def _cover(distance: float, soft: float) -> float:
    """How much of a pixel a shape covers that ends `distance` away."""
    return max(0.0, min(1.0, 0.5 - distance / soft))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
