"""Reads every file of the corpus in this process and prints what became of it, a line each.

The process has little memory; CPU time and memory are measured for each file.
"""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.corpus.made import MADE, PLAIN
from ui.settings import load_settings
from vgsim.describe.codec import decode, encode
from vgsim.describe.errors import OutsideError, SpecError
from vgsim.files.last_run import load
from vgsim.tables.interpretation import interpret
from vgsim.tables.table import TableError, parse_table

FILES = Path(__file__).parent / "files"
MEMORY = 2**30  # bytes of address space
SECONDS = 300  # of CPU: only against a reader that never ends


def scenario(content: bytes) -> str:
    try:
        experiment = decode(content, FILES)
    except OutsideError as error:
        return f"outside: {error}"
    except SpecError as error:
        return f"refused: {error}"
    assert decode(encode(experiment)) == experiment
    return "opens"


def table(content: bytes) -> str:
    try:
        interpret(parse_table(content))
    except TableError as error:
        return f"refused: {error}"
    return "opens"


def _from_disk(
    name: str, read: Callable[[Path], tuple[object, str | None]]
) -> Callable[[bytes], str]:
    def run(content: bytes) -> str:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            said = read(path)[1]
            assert path.exists() == (not said), "a damaged file is set aside"
        return f"refused: {said}" if said else "opens"

    return run


READERS: dict[str, Callable[[bytes], str]] = {
    ".vgsim": scenario,
    ".csv": table,
    ".npz": _from_disk("run.npz", load),
    ".json": _from_disk("settings.json", load_settings),
}


def contents() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """The name of every file, and what gives its content; the plain ones first."""
    for suffix, make in PLAIN.items():
        yield f"plain{suffix}", make
    for path in sorted(FILES.iterdir()):
        if path.suffix in READERS:
            yield path.name, path.read_bytes
    yield from ((name, make) for name, (make, _) in MADE.items())


def main() -> None:
    import resource  # not there on Windows

    warnings.simplefilter("error")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for name, make in contents():
        content = make()
        before = resource.getrusage(resource.RUSAGE_SELF)
        try:
            outcome = READERS[Path(name).suffix](content)
        except BaseException as error:
            outcome = f"raised {type(error).__name__}: {error}"[:1000]
        after = resource.getrusage(resource.RUSAGE_SELF)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        memory = 1024 * (after.ru_maxrss - before.ru_maxrss)
        print(json.dumps([name, outcome, len(content), seconds, memory]), flush=True)


if __name__ == "__main__":
    main()
