"""The garbage collector is paused for a while and works as before afterwards, whatever happens."""

import gc

import pytest

from generator.base.collecting import collecting_paused


def test_it_is_paused_and_goes_on() -> None:
    with collecting_paused(), collecting_paused():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_an_error() -> None:
    with pytest.raises(KeyError), collecting_paused():
        raise KeyError
    assert gc.isenabled()


def test_who_has_switched_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with collecting_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
