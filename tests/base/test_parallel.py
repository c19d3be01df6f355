"""Work that is done side by side gives its results in order, and its errors."""

import threading

import pytest

from generator.base.parallel import in_parallel


def test_results_come_in_the_order_of_the_items() -> None:
    last = threading.Event()

    def work(item: int) -> int:
        if item == 0:
            assert last.wait(10)
        else:
            last.set()
        return -item

    assert list(in_parallel(work, range(3))) == [0, -1, -2]


def test_an_error_of_the_work_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_parallel(lambda item: 1 // item, [1, 0]))


def test_nothing_to_do_is_done() -> None:
    assert list(in_parallel(str, [])) == []
