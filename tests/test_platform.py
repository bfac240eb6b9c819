"""Is the Qt for Python installed here one that survives?"""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.window
CALLS = """
import sys
from PySide6.QtCore import QObject, Signal
class Sender(QObject):
    sent = Signal(int)
sender = Sender()
sender.sent.connect(lambda value: None)
before = sys.getrefcount(None)
for k in range(20000):
    sender.setObjectName("name")
    sender.sent.emit(k)
print(before - sys.getrefcount(None))
"""


def test_void_calls_keep_their_references() -> None:
    """Some builds lose a reference to None at every call (PYSIDE-3474) and abort after a while."""
    done = subprocess.run(
        [sys.executable, "-c", CALLS], capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 1000
