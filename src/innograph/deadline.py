"""A limit to how long a piece of work may take, wherever in Python, spaCy or `re` it is at that moment.

In the main thread the operating system's timer interrupts the work (`signal.setitimer`): Python looks for signals
between any two of its instructions, and `re` does in the middle of a match. In other threads, and where there is no
such timer, a helper thread asks the interpreter to raise in the thread that works (`PyThreadState_SetAsyncExc`): that
is noticed at its next Python instruction, so one call of C code is waited for.

Neither can stop C code that never comes back to Python. Files whose readers are such code are read by a process of
their own, which can be ended from outside (`innograph.read.apart`).
"""

from __future__ import annotations

import ctypes
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SECONDS = 60.0
"""Time for one document, where nothing else is said: some 50 times what a news item takes that is long."""

AGAIN = 0.5  # seconds after which the work is interrupted again, where a library has swallowed the first time


class TimeIsUp(BaseException):
    """The work under `deadline` took longer than it may.

    Like KeyboardInterrupt it is no `Exception`, so that libraries that catch those let it pass. It never leaves
    innograph: callers say which document it was.
    """


@contextmanager
def deadline(seconds: float | None) -> Iterator[None]:
    """Lets the block below take `seconds` of wall-clock time, or any where that is None.

    Deadlines may be nested: the one that ends first counts.

    Raises:
        TimeIsUp: in the block, when its time is up.
        ValueError: `seconds` is not above 0.
    """
    if seconds is None:
        yield
        return
    if not seconds > 0:
        raise ValueError(f"a deadline is some seconds, not {seconds}")
    main = threading.current_thread() is threading.main_thread()
    with _by_timer(seconds) if main and hasattr(signal, "setitimer") else _by_thread(seconds):
        yield


class _Alarm:
    """What the timer calls. It is told when the work is over, as it may go off at that very moment."""

    over = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        # Not where a deadline begins or ends: its timer would be left running. If need be it goes off again.
        if not self.over and (frame is None or frame.f_code not in _BETWEEN):
            raise TimeIsUp


@contextmanager
def _by_timer(seconds: float) -> Iterator[None]:
    outer = signal.getsignal(signal.SIGALRM)
    left, again = signal.getitimer(signal.ITIMER_REAL)
    if isinstance(outer, _Alarm) and 0 < left <= seconds:
        yield  # the one around this one ends first
        return
    alarm = _Alarm()
    began = time.monotonic()
    try:
        signal.signal(signal.SIGALRM, alarm)
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
        try:
            yield
        finally:
            alarm.over = True
    finally:  # twice, since the alarm may go off in the first one
        alarm.over = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, outer)
        if left:  # the timer of whoever called goes on from where it would be
            signal.setitimer(signal.ITIMER_REAL, max(left - (time.monotonic() - began), 1e-3), again)


_MANAGER = type(_by_timer(1))  # of contextlib, which calls the functions above
_BETWEEN = {
    deadline.__wrapped__.__code__,  # type: ignore[attr-defined]
    _by_timer.__wrapped__.__code__,  # type: ignore[attr-defined]
    _MANAGER.__enter__.__code__,
    _MANAGER.__exit__.__code__,
}


@contextmanager
def _by_thread(seconds: float) -> Iterator[None]:
    worker = ctypes.c_ulong(threading.get_ident())
    lock = threading.Lock()
    done = threading.Event()

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            with lock:
                if not done.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(worker, ctypes.py_object(TimeIsUp))
            wait = AGAIN

    watcher = threading.Thread(target=watch, name="deadline", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        with lock:
            done.set()
            ctypes.pythonapi.PyThreadState_SetAsyncExc(worker, None)  # what was asked for and not yet raised
        watcher.join()
