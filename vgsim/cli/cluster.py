"""A sweep on a Dask cluster: chunks go out, rows come back, lost workers are made up for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

PATIENCE = "3 s"  # for a scheduler to answer
LOSSES = 10  # workers that a chunk may lose before it is given up
Chunk = TypeVar("Chunk")
Rows = TypeVar("Rows")


def on_cluster(
    address: str, work: Callable[..., Rows], job: Sequence[object], chunks: Sequence[Chunk]
) -> Iterator[tuple[Chunk, Rows]]:
    """Every chunk with its rows, in the order in which they are finished.

    A chunk whose worker dies is given to another one; what was finished is never asked for again.

    Raises:
        ValueError: Dask is not installed here, no scheduler answers, vgsim is not where the workers
            are, or too many of them died; one sentence.
    """
    try:
        import dask
        from distributed import Client, as_completed
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise ValueError("A cluster needs Dask: python3 -m pip install 'vgsim[cluster]'") from None
    dask.config.set({"distributed.scheduler.allowed-failures": LOSSES})
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ValueError(f"No Dask scheduler answers at {address}: {error}") from None
    with client:
        waiting = {client.submit(work, *job, chunk, pure=False): chunk for chunk in chunks}
        try:
            for future in as_completed(list(waiting), loop=client.loop):
                try:
                    rows = future.result()
                except ModuleNotFoundError as error:
                    raise ValueError(
                        f"The workers lack {error.name}: install vgsim there"
                    ) from None
                except KilledWorker as error:
                    raise ValueError(f"Too many workers died: {error}") from None
                yield waiting.pop(future), rows
                future.release()
        finally:
            client.cancel(list(waiting))
