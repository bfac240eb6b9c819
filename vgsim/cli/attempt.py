"""Reports errors of commands without a window: short messages and an exit code."""

from __future__ import annotations

from collections.abc import Callable

from vgsim.cli.output import complain


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
        complain(f"{error.filename or 'a file'}: {reason(error)}")
        return 1
    except MemoryError:
        complain("This experiment does not fit into memory.")
        return 1
    print(text)
    return 0
