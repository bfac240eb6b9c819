"""Reports errors of commands without a window: short messages and an exit code."""

from __future__ import annotations

import os
from collections.abc import Callable

from vgsim.cli.output import complain

GONE = "The current folder has been deleted: change to another one, or give full paths"


def attempt(scenario: str, act: Callable[[], str]) -> int:
    """Call `act` and print the text it returns, or an error message.

    Args:
        scenario: the file to name in error messages.
        act: the command.

    Returns:
        The exit code: 0 success, 2 bad input, 1 other errors.
    """
    from vgsim.describe.errors import OutsideError, SpecError
    from vgsim.files.scenario import ScenarioError
    from vgsim.tables.regular import reason
    from vgsim.tables.table import TableError

    try:
        text = act()
    except OutsideError as error:
        complain(f"{error}; add --allow-outside to read it")
        return 2
    except SpecError as error:
        complain(f"{scenario} cannot be run:")
        for fault in str(error).splitlines():
            complain(fault)
        return 2
    except (ScenarioError, TableError, ValueError) as error:
        complain(str(error))
        return 2
    except OSError as error:
        name = error.filename or "a file"
        gone = not os.path.isabs(os.fsdecode(name)) and _folder_is_gone()
        complain(f"{GONE}." if gone else f"{name}: {reason(error)}")
        return 1
    except MemoryError:
        complain("This experiment does not fit into memory.")
        return 1
    print(text)
    return 0


def _folder_is_gone() -> bool:
    """Whether the folder in which the program was started does not exist any more."""
    try:
        os.getcwd()
    except OSError:
        return True
    return False
