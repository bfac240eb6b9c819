"""Runs the chunks of a sweep on a Dask cluster, also if workers are lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

PATIENCE = 3.0  # seconds for a scheduler to answer
LOSSES = 10  # workers that may die on a chunk before the sweep is given up
Chunk = TypeVar("Chunk")
ChunkRows = TypeVar("ChunkRows")


def on_cluster(
    address: str, work: Callable[..., ChunkRows], job: Sequence[object], chunks: Sequence[Chunk]
) -> Iterator[tuple[Chunk, ChunkRows]]:
    """Compute chunks on a cluster; yields each chunk with its rows as it finishes.

    If a worker dies, its chunk goes to another one; finished chunks are not computed again.

    Args:
        address: of the Dask scheduler.
        work: the function that computes a chunk.
        job: its first arguments; the chunk follows.
        chunks: the chunks to compute.

    Raises:
        ValueError: Dask is not installed, no scheduler answers, the connection is lost, vgsim is
            not installed on the workers, or too many of them died; the message is for the user.
    """
    try:
        import dask
        from distributed import as_completed
        from distributed.client import FutureCancelledError
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise ValueError("A cluster needs Dask: python3 -m pip install 'vgsim[cluster]'") from None
    dask.config.set({"distributed.scheduler.allowed-failures": LOSSES})
    with _client(address) as client:
        waiting = {client.submit(work, *job, chunk, pure=False): chunk for chunk in chunks}
        for future in as_completed(list(waiting), loop=client.loop):
            try:
                rows = future.result()
            except ModuleNotFoundError as error:
                raise ValueError(
                    f"The workers have no module {error.name}: install vgsim there"
                ) from None
            except KilledWorker as error:
                raise ValueError(f"Too many workers died: {error}") from None
            except FutureCancelledError:
                raise ValueError(
                    f"The Dask scheduler at {address} was lost: start the sweep again to continue."
                ) from None
            yield waiting.pop(future), rows
            future.release()


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """A client of the scheduler; unfinished work is cancelled at the end.

    Logging is disabled because Dask logs a lost connection with tracebacks. It stays disabled
    afterwards, because parts of Dask run until the process ends.
    """
    from distributed import Client

    logging.disable(logging.CRITICAL)
    try:
        asyncio.run(_knock(address))
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except Exception:
        raise ValueError(f"No Dask scheduler answers at {address}") from None
    try:
        yield client
    finally:
        with suppress(Exception):
            client.cancel(list(client.futures))
        with suppress(Exception):
            client.close()


async def _knock(address: str) -> None:
    """Check that a scheduler answers; a client without one would leave a traceback.

    Raises:
        Exception: of any type, since an address can be wrong in many ways.
    """
    from distributed.core import rpc
    from distributed.security import Security

    options = Security().get_connection_args("client")
    async with rpc(address, timeout=PATIENCE, connection_args=options) as found:
        identity = await asyncio.wait_for(found.identity(), 2 * PATIENCE)
    if identity["type"] != "Scheduler":
        raise ValueError(identity["type"])
