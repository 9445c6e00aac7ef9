"""Executors that scan files: a pool of processes, or a Dask cluster."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from types import ModuleType

import cloudplans
from cloudplans.dataset import require

_CONNECT = 3  # seconds in which a Dask scheduler must answer


@contextmanager
def process_pool(jobs: int) -> Iterator[Executor]:
    """Give a pool of `jobs` worker processes; a script needs ``if __name__ == "__main__":``, since the workers import it."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")  # fork is unsafe with threads
    if "forkserver" in methods:
        context.set_forkserver_preload(["cloudplans.scanner"])  # imported once, not by each worker
    executor = ProcessPoolExecutor(jobs, context, _start_worker)
    others = multiprocessing.active_children()
    try:
        yield executor
    except BaseException:  # a stop does not wait for the files that are being scanned
        for worker in set(multiprocessing.active_children()) - set(others):
            worker.terminate()
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _start_worker() -> None:
    """Leave interrupts to the parent process, and end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        wait([parent.sentinel])
        os._exit(1)

    if parent:
        threading.Thread(target=follow, daemon=True).start()


@contextmanager
def dask_executor(address: str) -> Iterator[Executor]:
    """Give the executor of the Dask cluster whose scheduler has this address."""
    distributed = require("distributed")
    try:
        asyncio.run(asyncio.wait_for(_identify(distributed, address), _CONNECT))
    except Exception as error:  # also what another server's answer leads to
        why = f" ({error})" if str(error) else ""
        raise OSError(0, f"no Dask scheduler answers{why}; give its address, such as tcp://host:8786", address) from None
    with distributed.Client(address, timeout=_CONNECT, set_as_default=False) as client:
        if not client.nthreads():
            raise OSError(0, "the Dask scheduler has no workers", address)
        try:
            versions = set(client.run(_version).values())
        except Exception as error:  # whatever keeps a worker from importing this package
            versions = {f"none that can be imported ({error})"}
        if versions != {_version()}:
            found = ", ".join(sorted(versions))
            raise ValueError(f"the Dask workers at {address} have cloudplans {found}; install {_version()} there, as it is here")
        yield client.get_executor(pure=False)


async def _identify(distributed: ModuleType, address: str) -> None:
    """Ask a scheduler who it is, since a client that finds none waits long for its own end."""
    async with distributed.rpc(address) as scheduler:
        await scheduler.identity()


def _version() -> str:
    return cloudplans.__version__
