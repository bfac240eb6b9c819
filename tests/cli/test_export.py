"""`vgsim export` writes scripts, overwrites nothing, and says what it cannot write."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from vgsim.cli.main import main

SMALL = {"depth": 1, "width": 3}
HALF = {"depth": 1, "width": 3, "dtype": "float16"}


def scenario(folder: Path, *networks: dict[str, object]) -> str:
    path = folder / "nets.vgsim"
    lanes = [{"title": f"Net {k}", "network": each} for k, each in enumerate(networks)]
    data = {"name": "xor", "batch_size": 4, "examples": 8}
    path.write_text(json.dumps({"format": "vgsim/1", "data": data, "lanes": lanes}), "utf-8")
    return str(path)


@pytest.mark.usefixtures("compiled")
def test_every_network_gets_its_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    out = tmp_path / "new" / "folder"
    words = ["export", scenario(tmp_path, SMALL, HALF, SMALL), "--to", "torch", str(out)]
    assert main([*words, "--steps", "2"]) == 0
    assert {each.name for each in out.iterdir()} == {
        "network1.py", "network1.safetensors", "network3.py", "network3.safetensors",
    }  # fmt: skip
    text = (out / "network1.py").read_text("utf-8")
    ast.parse(text)
    assert "after 2 updates" in text
    shown = capsys.readouterr()
    assert "network3.py" in shown.out
    assert "Net 1: A float16 network cannot be exported" in shown.err
    assert main(words) == 2  # nothing is overwritten
    assert "exists already" in capsys.readouterr().err


@pytest.mark.usefixtures("compiled")
def test_nothing_is_written_if_nothing_can_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["export", scenario(tmp_path, HALF), "--to", "torch", str(out)]) == 2
    assert not out.exists()
    assert "nothing was written" in capsys.readouterr().err
