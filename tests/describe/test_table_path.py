"""Whether a path leaves the scenario's folder, found with few look-ups on the disk."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import pytest

from vgsim.describe.table_path import linked_outside


def test_nothing_is_looked_up_below_a_missing_folder(tmp_path: Path) -> None:
    with patch.object(os, "readlink", wraps=os.readlink) as looked:
        assert not linked_outside(tmp_path, "x/" * 2000 + "t.csv")
    assert looked.call_count == 1


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_behind_folders_is_followed(tmp_path: Path) -> None:
    (tmp_path / "in" / "deeper").mkdir(parents=True)
    (tmp_path / "in" / "deeper" / "out").symlink_to("../../../other")
    (tmp_path / "in" / "deeper" / "inside").symlink_to("../../in")
    assert linked_outside(tmp_path, "in/deeper/out/t.csv")
    assert not linked_outside(tmp_path, "in/deeper/inside/t.csv")
