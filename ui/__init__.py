"""The window."""

import os

from vgsim.setup.process import prepare

prepare()  # for any module of the window that is started by itself
# Qt would hand every larger fill to threads of its own and wait for them, behind networks that
# learn on all processors; read when the first picture is painted
os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
