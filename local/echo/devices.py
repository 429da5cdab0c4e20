"""Several virtual Echos by name, each with a person of its own, no more than a few."""

import re
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from local.echo.kept_device import KeptDevice
from local.echo.player import Player
from local.echo.state_file import StateFile

OWN = "LOCAL"
"""The device of the terminal, and of whoever names none."""
MOST_DEVICES = 32
"""How many are kept. Beyond that the one that nobody used for longest is forgotten, its person with it."""
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")


class UnknownDeviceError(ValueError):
    """No device can be called this. The message is one line."""


class Devices:
    """The devices of a program. May be used from several threads. Use it in a `with` block, or close it."""

    def __init__(
        self,
        open_player: Callable[[str], Player],
        file: StateFile,
        *,
        forget: Callable[[str], None] = lambda _user_id: None,
        most: int = MOST_DEVICES,
    ) -> None:
        """`open_player` returns a new device of this name; `forget` is told the user id of a person who is gone."""
        self._open_player = open_player
        self._file = file
        self._forget = forget
        self._most = most
        self._lock = threading.Lock()
        self._awake: dict[str, tuple[KeptDevice, float]] = {}

    @classmethod
    def of(cls, player: Player) -> Self:
        """Return the one device of this player, whatever it is called; who opened it closes it."""
        devices = cls(_only_one, StateFile(), most=1)
        devices._awake[OWN] = (KeptDevice(OWN, player, devices._file), 0.0)
        return devices

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Keep all, and stop their timers."""
        with self._lock:
            for device, _used in self._awake.values():
                device.close()
            self._awake = {}
            self._file.close()

    def named(self, name: str) -> KeptDevice:
        """Return the device of a name, as it was kept, or a new one. Raises UnknownDeviceError, or ModelError."""
        if not _NAME.fullmatch(name):
            raise UnknownDeviceError("a device's name has 1 to 40 letters, digits, - or _")
        with self._lock:
            if name in self._awake:
                device, _used = self._awake[name]
            else:
                device = KeptDevice(name, self._open_player(name), self._file)
                self._make_room()
            self._awake[name] = (device, time.monotonic())
            return device

    def _make_room(self) -> None:
        """Forget the devices that were used longest ago, the own one apart."""
        while len(self._awake) >= self._most:
            oldest = min(self._awake, key=lambda name: (name == OWN, self._awake[name][1]))
            device, _used = self._awake.pop(oldest)
            self._forget(device.player.echo.person.user_id)
            device.close()
            self._file.delete(oldest)
        kept = [name for name in self._file.names() if name not in self._awake and name != OWN]
        for name in kept[max(0, self._most - 1 - len(self._awake)) :]:
            found = self._file.load(name)
            self._file.delete(name)
            try:
                self._forget(f"amzn1.ask.account.{found.state['echo']['person']['name']}" if found else "")
            except (KeyError, TypeError):
                continue


def _only_one(_name: str) -> Player:
    raise UnknownDeviceError(f"there is one device here: {OWN}")
