"""Several deliveries at once: all are answered, in order, and an error stands where it belongs."""

import threading
import time
from collections.abc import Iterator

import pytest

from pipelines import side_by_side as module
from pipelines.side_by_side import side_by_side


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_processors", lambda: 2)


def test_answers_come_in_the_order_of_the_questions() -> None:
    def slow(seconds: float) -> float:
        time.sleep(seconds)
        return seconds

    assert list(side_by_side(slow, [0.05, 0.0, 0.02])) == [0.05, 0.0, 0.02]
    assert list(side_by_side(slow, [])) == []


def test_two_are_worked_on_at_once_and_never_more() -> None:
    together = threading.Barrier(2, timeout=10)
    at_once: list[int] = []
    now = [0]
    lock = threading.Lock()

    def meet(_: int) -> None:
        with lock:
            now[0] += 1
            at_once.append(now[0])
        together.wait()
        with lock:
            now[0] -= 1

    list(side_by_side(meet, range(6)))

    assert max(at_once) == 2


def test_an_error_is_raised_in_its_place_and_the_rest_never_begins() -> None:
    begun: list[int] = []

    def fails_at_one(number: int) -> int:
        begun.append(number)
        time.sleep(0.01)
        if number == 1:
            raise ValueError(number)
        return number

    answers = side_by_side(fails_at_one, range(100))
    assert next(answers) == 0
    with pytest.raises(ValueError, match="1"):
        next(answers)
    assert len(begun) < 10


def test_work_begins_while_later_questions_are_still_found() -> None:
    begun = threading.Event()

    def questions() -> Iterator[int]:
        yield 1
        assert begun.wait(10)
        yield 2

    def answer(number: int) -> int:
        begun.set()
        return number

    assert list(side_by_side(answer, questions())) == [1, 2]
