"""Prints every text of the real window in the pseudo-language, as JSON.

    python -m tests.ui.translated [SCENARIO]

A process of its own: texts are translated where their modules are imported, so the language has to
be chosen before anything else is imported.
"""

from __future__ import annotations

import sys

from tests.pseudo import translate
from vgsim.words.language import use

if __name__ == "__main__":
    use(translate)
    from vgsim.setup.process import prepare

    prepare()
    from tests.ui.translated.visit import main

    main(*sys.argv[1:])
