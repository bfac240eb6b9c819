"""The window."""

import vgsim  # noqa: F401  # before NumPy, for any module of the window that is started by itself
