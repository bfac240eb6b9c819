"""A sweep on a Dask cluster: chunks go out, rows come back, lost workers are made up for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

PATIENCE = 3.0  # seconds for a scheduler to answer
LOSSES = 10  # workers that a chunk may lose before it is given up
Chunk = TypeVar("Chunk")
Rows = TypeVar("Rows")


def on_cluster(
    address: str, work: Callable[..., Rows], job: Sequence[object], chunks: Sequence[Chunk]
) -> Iterator[tuple[Chunk, Rows]]:
    """Every chunk with its rows, in the order in which they are finished.

    A chunk whose worker dies is given to another one; what was finished is never asked for again.

    Raises:
        ValueError: Dask is not installed here, no scheduler answers, it is lost, vgsim is not
            where the workers are, or too many of them died; one sentence.
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
    """A client of the scheduler; what it had not finished is given up at the end.

    Dask reports a lost connection with tracebacks in its log: the log is off while it is used,
    and stays off when it is closed, as parts of it end with the process.
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
    """Ask who is there: a client that finds no scheduler leaves a traceback when it is removed.

    Raises:
        Exception: of whatever kind, as the address may be wrong in many ways.
    """
    from distributed.core import rpc
    from distributed.security import Security

    options = Security().get_connection_args("client")
    async with rpc(address, timeout=PATIENCE, connection_args=options) as found:
        identity = await asyncio.wait_for(found.identity(), 2 * PATIENCE)
    if identity["type"] != "Scheduler":
        raise ValueError(identity["type"])
