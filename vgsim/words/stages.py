"""What the middle of the window can show."""

from __future__ import annotations

from vgsim.words.language import tr

# key -> label
STAGES = {
    "network": tr("Network"), "curves": tr("Curves"), "both": tr("Both"), "gallery": tr("Gallery"),
}  # fmt: skip
