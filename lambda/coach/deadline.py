"""The time budget of a turn: what everything remote may take together, and the thread in which a call is given up."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple, TypeVar

T = TypeVar("T")

TURN_BUDGET_SECONDS = 4.0
CONNECT_SECONDS = 1.0
READ_SECONDS = 2.0
SAVE_SECONDS = 0.7


class Budgets(NamedTuple):
    """What a turn may take, in seconds."""

    turn: float = TURN_BUDGET_SECONDS
    """Everything remote in one turn, together."""
    connect: float = CONNECT_SECONDS
    read: float = READ_SECONDS
    save: float = SAVE_SECONDS
    """What no call to Amazon's APIs may take of a turn: what came of it is still to be written down."""

    @property
    def call(self) -> float:
        """One call, from its connection to its answer."""
        return self.connect + self.read


DEFAULT_BUDGETS = Budgets()


class _Deadline(NamedTuple):
    """The running turn's."""

    ends: float
    """By the monotonic clock, in seconds."""
    budgets: Budgets


_deadline: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def turn_budget(budgets: Budgets = DEFAULT_BUDGETS) -> Iterator[None]:
    """Everything remote inside shares ``budgets.turn`` seconds of the monotonic clock."""
    token = _deadline.set(_Deadline(time.monotonic() + budgets.turn, budgets))
    try:
        yield
    finally:
        _deadline.reset(token)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Everything remote inside shares no more than these seconds of what is left of the turn's."""
    budgets = current_budgets()
    token = _deadline.set(_Deadline(time.monotonic() + min(seconds_left(), seconds), budgets))
    try:
        yield
    finally:
        _deadline.reset(token)


@contextmanager
def call_budget(seconds: float) -> Iterator[None]:
    """A call to Amazon's APIs inside gets no more than these seconds of the turn's; what it must leave comes on top."""
    with at_most(current_budgets().save + seconds):
        yield


def current_budgets() -> Budgets:
    """Return the running turn's budgets; outside a turn, the defaults."""
    deadline = _deadline.get()
    return DEFAULT_BUDGETS if deadline is None else deadline.budgets


def seconds_left() -> float:
    """Return what is left of this turn's budget, in seconds; outside a turn, the whole."""
    deadline = _deadline.get()
    return DEFAULT_BUDGETS.turn if deadline is None else deadline.ends - time.monotonic()


def run_within(seconds: float, work: Callable[[], T], name: str) -> T:
    """Do a piece of work in a daemon thread of its own, called ``name``. Return what it returns, raise what it raises.

    Raises TimeoutError where it is not done after so many seconds: it is then left behind, and its end is not seen.

    A read timeout is no deadline: a server that drips a byte a second holds it open, as a name that does not resolve
    does. That is why whatever goes over the network is done in here.
    """
    results: list[T] = []
    failures: list[Exception] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:  # noqa: BLE001  whatever it is, it is raised again where the caller waits
            failures.append(error)

    worker = threading.Thread(target=run, name=name, daemon=True)
    worker.start()
    worker.join(seconds)
    if results:
        return results[0]
    raise failures[0] if failures else TimeoutError
