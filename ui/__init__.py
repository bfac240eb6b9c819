"""The window."""

import os

from vgsim.setup.process import prepare

prepare()  # also for modules of the window that are run directly
# Without this, Qt gives every large fill to threads of its own and waits for them, which takes long
# while networks learn on all processors. Qt reads the variable when it paints the first picture.
os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
