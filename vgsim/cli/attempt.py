"""What goes wrong without a window: short sentences on standard error, and an exit code."""

from __future__ import annotations

from collections.abc import Callable

from vgsim.cli.output import complain


def attempt(scenario: str, act: Callable[[], str]) -> int:
    """Print what `act` returns.

    Args:
        scenario: the file that may be at fault.
        act: what is to be done.

    Returns:
        The exit code: 0 done, 2 bad input, 1 other faults.
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
        complain(f"{error.filename or 'a file'}: {reason(error)}")
        return 1
    except MemoryError:
        complain("This experiment does not fit into memory.")
        return 1
    print(text)
    return 0
