"""Who does the work: processes of this machine, replaced when they die, or a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import wait
from typing import Any

import cloudplans
from cloudplans.extras import need


class Crew:
    """An executor that is replaced when it broke, where it is known how to make another.

    Parameters
    ----------
    executor : Executor or function that makes one
        Who works.
    work : function of one task
        What is done; it must be one that workers can import.
    """

    def __init__(self, executor: Executor | Callable[[], Executor], work: Callable[[list], Any]) -> None:
        self._make = None if isinstance(executor, Executor) else executor
        self._executor = executor if isinstance(executor, Executor) else executor()
        self._work = work
        self._given: list[Future] = []

    def submit(self, task: list) -> Future:
        """Give a task to the executor."""
        try:
            future = self._executor.submit(self._work, task)
        except BrokenExecutor as error:
            future = Future()
            future.set_exception(error)
        self._given = [f for f in self._given if not f.done()] + [future]
        return future

    def renew(self, error: BrokenExecutor) -> None:
        """Replace the executor after `error`, or raise it where it is not ours to replace.

        Raises
        ------
        ConnectionError
            If the new one breaks before it was given any work.
        """
        if not self._make:
            raise error
        self._executor.shutdown(wait=False)
        self._executor = self._make()
        try:
            self._executor.submit(self._work, []).result()
        except BrokenExecutor:
            raise ConnectionError(
                0, 'no worker lives long enough to work; a script needs `if __name__ == "__main__":`'
            ) from error

    def close(self) -> None:
        """Give up what is not begun; end the executor if it is ours."""
        for future in self._given:
            future.cancel()
        if self._make:
            self._executor.shutdown(wait=True)


def processes(jobs: int) -> Callable[[], Executor]:
    """Return a function that makes a pool of `jobs` processes, for `scan_files` and any other.

    A script that uses it needs the usual ``if __name__ == "__main__":``, since the processes import it.
    """
    return partial(_pool, jobs)


def _pool(jobs: int) -> Executor:
    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in ways else "spawn")  # fork is unsafe beside threads
    if "forkserver" in ways:
        context.set_forkserver_preload(["cloudplans.corpus"])  # imported once, not by each
    executor = ProcessPoolExecutor(jobs, context, _settle)
    if not hasattr(signal, "pthread_sigmask"):
        return executor
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # as it is for a process that starts meanwhile
    try:
        executor.submit(os.getpid)  # the server of the processes starts with the first task
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return executor


def _settle() -> None:
    """Let the parent alone decide when to stop, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        wait([parent.sentinel])
        os._exit(1)

    if parent:
        threading.Thread(target=follow, daemon=True).start()


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """Give the executor of the Dask cluster whose scheduler is at `address`, and how many tasks it runs at a time.

    Raises
    ------
    ValueError
        If the package distributed is missing.
    OSError
        If no scheduler answers, or it has no workers.
    """
    distributed = need("distributed")
    try:
        client = distributed.Client(address, set_as_default=False)
    except (OSError, ValueError) as error:
        raise OSError(0, f"no Dask scheduler answers ({error})", address) from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise OSError(0, "the Dask scheduler has no workers", address)
        try:
            versions = set(client.run(_version).values())
        except Exception as error:  # whatever keeps a worker from importing this package
            versions = {f"none that can be imported ({error})"}
        if versions != {_version()}:
            found = ", ".join(sorted(versions))
            raise ValueError(f"the Dask workers at {address} have cloudplans {found}; install {_version()} there as it is here")
        yield client.get_executor(pure=False), threads


def _version() -> str:
    return cloudplans.__version__
