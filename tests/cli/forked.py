"""The program as a process, forked from one that has read its modules already.

Python, NumPy and the kernels take many times as long to be there as what most commands do. Each run
is still a process of its own, with its own folder, arguments, environment, output and exit code.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOT_KEPT = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "PYTHONIOENCODING", "COLUMNS")
LATER = NOT_KEPT[:3]  # what Python itself does not read when it starts
COMPUTING = ("run", "sweep")  # commands that need the kernels


def program(
    words: Sequence[str | bytes], folder: Path, environment: dict[str, str] | None = None, *,
    unwanted: Sequence[str] = (),
) -> subprocess.CompletedProcess[bytes]:  # fmt: skip
    """Run the program where there is no display; warnings are errors.

    If it imports a package that is `unwanted`, it complains, and its exit code is 99.
    """
    environment = environment or {}
    later = {name: environment[name] for name in environment if name in LATER}
    given = tuple(sorted(environment.items() - later.items()))
    if not hasattr(os, "fork"):
        return subprocess.run(
            [sys.executable, "-W", "error", str(ROOT / "main.py"), *words],
            cwd=folder, env=_environment(given) | later, capture_output=True, timeout=200,
            check=False,
        )  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        out, complaints = f"{place}/out", f"{place}/complaints"
        wanted = {
            "words": [os.fsencode(word).decode("latin-1") for word in words], "folder": str(folder),
            "out": out, "complaints": complaints, "environment": later, "unwanted": [*unwanted],
        }  # fmt: skip
        parent = _parent(given, bool(unwanted))
        assert parent.stdin is not None
        assert parent.stdout is not None
        parent.stdin.write(json.dumps(wanted) + "\n")
        parent.stdin.flush()
        code = parent.stdout.readline()
        assert code, "the process that forks has ended"
        return subprocess.CompletedProcess(
            list(words), int(code), Path(out).read_bytes(), Path(complaints).read_bytes()
        )


def _environment(given: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k not in NOT_KEPT} | dict(given)


@cache
def _parent(given: tuple[tuple[str, str], ...], pure: bool) -> subprocess.Popen[str]:
    """The process that forks, one for each environment; it ends when nothing more is asked.

    `pure`: it never loads kernels.
    """
    parent = subprocess.Popen(
        [sys.executable, "-W", "error", __file__, *["pure"] * pure], cwd=ROOT,
        env=_environment(given), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    atexit.register(_end, parent)
    return parent


def _end(parent: subprocess.Popen[str]) -> None:
    parent.communicate()


def _serve() -> None:
    """Fork for every line that is read, and print the exit code."""
    sys.path.insert(0, str(ROOT))
    import main  # noqa: F401
    import vgsim.cli.run
    import vgsim.cli.sweep
    import vgsim.cli.terminal  # noqa: F401
    from vgsim.compute.kernels.engine import NumbaEngine  # noqa: F401

    with os.fdopen(os.dup(0)) as asked, os.fdopen(os.dup(1), "w") as answer:
        loaded = "pure" in sys.argv
        for line in asked:
            wanted = json.loads(line)
            if not loaded and wanted["words"][:1] and wanted["words"][0] in COMPUTING:
                _load_kernels()
                loaded = True
            child = os.fork()
            if child == 0:
                _run(wanted)
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=answer, flush=True)


def _load_kernels() -> None:
    """What every child that computes would load by itself, for half a second each."""
    from vgsim.compute.kernels import Kernels
    from vgsim.describe.spec import Experiment

    Kernels().prepare(Experiment())


def _run(wanted: dict[str, Any]) -> None:
    """Be the program that was wanted."""
    import main

    code: object = 1
    try:
        os.chdir(wanted["folder"])
        _redirect(os.devnull, 0, os.O_RDONLY)
        _redirect(wanted["out"], 1, os.O_WRONLY | os.O_CREAT)
        _redirect(wanted["complaints"], 2, os.O_WRONLY | os.O_CREAT)
        words = [os.fsdecode(word.encode("latin-1")) for word in wanted["words"]]
        sys.argv = [main.__file__, *words]
        os.environ.update(wanted["environment"])
        sys.exit(main.script())
    except SystemExit as ended:
        code = ended.code
        if found := [name for name in wanted["unwanted"] if name in sys.modules]:
            print("imported:", *found, file=sys.stderr)
            code = 99
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0 if code is None else 1)


def _redirect(path: str, number: int, flags: int) -> None:
    opened = os.open(path, flags)
    os.dup2(opened, number)
    os.close(opened)


if __name__ == "__main__":
    _serve()
