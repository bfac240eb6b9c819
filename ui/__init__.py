"""The window."""

import os

from vgsim.setup.process import prepare

prepare()  # for any module of the window that is started by itself
# Without this, Qt gives every large fill to threads of its own and waits for them, which takes long
# while networks learn on all processors. Qt reads the variable when it paints the first picture.
os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
