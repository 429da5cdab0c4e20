"""The time budget of a turn, and that work is left behind where its time is over. Nothing here waits for long."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from ask_sdk_model.services.api_client_request import ApiClientRequest

from coach.alexa.api_client import ApiClientError, DeadlineApiClient
from coach.deadline import Budgets, call_budget, current_budgets, run_within, seconds_left, turn_budget

LONG = 1000.0
"""No test is that slow: what is left of it shows which budget it came from."""
SLACK = 100.0


def is_about(seconds: float) -> bool:
    return seconds - SLACK < seconds_left() <= seconds


def test_outside_a_turn_there_is_a_whole_one() -> None:
    assert seconds_left() == current_budgets().turn == 4.0
    assert current_budgets() == Budgets(turn=4.0, connect=1.0, read=2.0, save=0.7)


def test_a_turn_has_its_budget_and_gives_it_back() -> None:
    with turn_budget(Budgets(turn=LONG, connect=7)):
        assert is_about(LONG)
        assert current_budgets().connect == 7
        with turn_budget(Budgets(turn=3 * LONG)):
            assert is_about(3 * LONG)
        assert is_about(LONG)
    assert seconds_left() == 4.0


def test_a_call_gets_its_share_and_what_is_for_saving_but_never_more_than_is_left() -> None:
    with turn_budget(Budgets(turn=9 * LONG, save=LONG)):
        with call_budget(2 * LONG):
            assert is_about(3 * LONG)
            assert current_budgets().save == LONG
        with call_budget(99 * LONG):
            assert is_about(9 * LONG)
        assert is_about(9 * LONG)


def test_a_turn_that_is_over_has_nothing_left() -> None:
    with turn_budget(Budgets(turn=0)):
        assert seconds_left() <= 0


def test_work_returns_what_it_returns_and_raises_what_it_raises() -> None:
    assert run_within(LONG, lambda: "done", "work") == "done"
    assert run_within(LONG, lambda: None, "work") is None

    def fail() -> None:
        raise KeyError("why")

    with pytest.raises(KeyError, match="why"):
        run_within(LONG, fail, "work")


def test_work_is_left_behind_in_a_thread_that_holds_nothing_up() -> None:
    begun, over = threading.Event(), threading.Event()
    threads: list[threading.Thread] = []

    def work() -> None:
        threads.append(threading.current_thread())
        begun.set()
        over.wait(LONG)
        raise ValueError("nobody hears of it")

    with pytest.raises(TimeoutError):
        run_within(0.05, work, "slow work")
    assert begun.wait(LONG)
    (thread,) = threads
    assert (thread.name, thread.daemon, thread.is_alive()) == ("slow work", True, True)
    over.set()
    thread.join(LONG)
    assert not thread.is_alive()


class Silent(ThreadingHTTPServer):
    """Takes calls, and answers none of them until it is over."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        self.calls = 0
        self.over = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.calls += 1
                outer.over.wait(30)

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}/"


@pytest.fixture
def silent() -> Iterator[Silent]:
    server = Silent()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()


def failed_call(url: str, budgets: Budgets, *, plainly: bool = True) -> Any:
    with turn_budget(budgets), pytest.raises(ApiClientError) as error:
        DeadlineApiClient(may_call_plainly=lambda _: plainly).invoke(ApiClientRequest(method="GET", url=url))
    return error.value


@pytest.mark.parametrize(
    "budgets", [Budgets(turn=LONG, connect=0.2, read=0.3), Budgets(turn=0.6, connect=LONG, read=LONG, save=0.1)]
)
def test_a_call_without_an_answer_is_given_up_and_may_have_worked(silent: Silent, budgets: Budgets) -> None:
    """By the call's own time, or by what is left of the turn without the time to save."""
    assert failed_call(silent.url, budgets).sent
    assert not silent.over.is_set()


def test_a_call_that_was_never_made_has_changed_nothing(silent: Silent) -> None:
    for_saving = Budgets(turn=LONG, save=2 * LONG)
    assert not failed_call(silent.url, for_saving).sent
    assert not failed_call(silent.url, Budgets(turn=LONG), plainly=False).sent
    assert not failed_call("ftp://127.0.0.1/", Budgets(turn=LONG)).sent
    assert silent.calls == 0
    assert not failed_call("http://127.0.0.1:9/", Budgets(turn=LONG)).sent
