"""Tables of a scenario from elsewhere: none outside its folder is opened without permission."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from vgsim.describe.codec import any_table, decode, encode
from vgsim.describe.errors import OutsideError, SpecError
from vgsim.describe.table_path import named_outside

OUTSIDE = [
    "/etc/hostname", "/proc/kmsg", "/dev/zero", "..", "../x.csv", "a/../../x.csv", "a\\..\\x.csv",
    r"\\host\share\x.csv", "//host/share/x.csv", r"\/host\share\x.csv", r"\\.\C:\x.csv",
    r"\\?\UNC\host\share\x.csv", "C:\\x.csv", "c:x.csv", "\\x.csv", "NUL", "nul.csv", "a/CON",
    "com1.csv", "COM¹", "LPT9 .csv", "CONIN$", "x.csv:stream",
    ".. /x.csv", "a/...",
]  # fmt: skip
INSIDE = [
    "x.csv", "./x.csv", "a/b/x.csv", "a\\x.csv", "console.csv", "nully.csv", "..x.csv", "x...csv",
    "~/x.csv", "com10.csv", "a\u200db\xa0c.csv", "Größe ∂.csv",
]  # fmt: skip


def scenario(path: str) -> str:
    data = {"name": "csv", "path": path}
    return json.dumps({"format": "vgsim/1", "data": data, "lanes": [{}]})


@pytest.fixture
def touched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every path that is looked up on the disk."""
    found: list[str] = []
    for name in ("stat", "lstat", "open", "readlink", "access", "scandir"):
        call = getattr(os, name)

        def asked(path: Any, *others: Any, call: Any = call, **named: Any) -> Any:
            found.append(os.fspath(path) if not isinstance(path, int) else "")
            return call(path, *others, **named)

        monkeypatch.setattr(os, name, asked)
    return found


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_outside_is_recognized_by_its_text_without_opening_it(
    path: str, tmp_path: Path, touched: list[str]
) -> None:
    assert named_outside(path)
    with pytest.raises(OutsideError) as caught:
        decode(scenario(path), tmp_path)
    assert caught.value.tables == (str(tmp_path / path),)
    assert touched == []


@pytest.mark.parametrize("path", INSIDE)
def test_a_path_inside_the_folder(path: str, tmp_path: Path) -> None:
    assert not named_outside(path)
    with pytest.raises(SpecError, match="no such file"):
        decode(scenario(path), tmp_path)


def test_an_allowed_table_is_read(tmp_path: Path) -> None:
    table = tmp_path / "x.csv"
    table.write_text("1,2\n3,4\n")
    for path in (str(table), "../x.csv"):
        text, folder = scenario(path), tmp_path / "other"
        folder.mkdir(exist_ok=True)
        with pytest.raises(OutsideError) as caught:
            decode(text, folder)
        asked: list[str] = []

        def agreed(path: str, asked: list[str] = asked) -> bool:
            asked.append(path)
            return True

        assert decode(text, folder, agreed).data.path == caught.value.tables[0] == asked[0]
    with pytest.raises(SpecError, match="no such file"):
        decode(scenario(str(tmp_path / "none.csv")), tmp_path, any_table)


def test_a_faulty_file_is_refused_before_tables_are_allowed() -> None:
    text = '{"format": "vgsim/1", "seed": -1, "data": {"name": "csv", "path": "/x"}, "lanes": [{}]}'
    with pytest.raises(SpecError, match="seed: -1") as caught:
        decode(text)
    assert not isinstance(caught.value, OutsideError)


def test_every_table_of_the_file_is_named_once() -> None:
    data = {"name": "csv", "path": "/a.csv"}
    lanes = [{"data": data}, {"data": {"name": "csv", "path": "/b.csv"}}]
    text = json.dumps({"format": "vgsim/1", "data": data, "lanes": lanes})
    with pytest.raises(OutsideError) as caught:
        decode(text)
    assert caught.value.tables == (str(Path("/a.csv")), str(Path("/b.csv")))


@pytest.mark.skipif(os.name != "posix", reason="links need rights here")
def test_links(tmp_path: Path, touched: list[str]) -> None:
    folder, other = tmp_path / "in", tmp_path / "out"
    for each in (folder, other, folder / "sub"):
        each.mkdir()
    (other / "x.csv").write_text("1,2\n")
    (folder / "x.csv").write_text("1,2\n")
    links = {
        "absolute.csv": other / "x.csv", "up.csv": "../out/x.csv", "sub/up.csv": "../../out/x.csv",
        "way": other, "round": "round", "ring": "sub/ring", "sub/ring": "../ring",
        "host.csv": "//host/share/x.csv", "here": ".",
        "sub/fine.csv": "../x.csv", "fine.csv": "sub/../x.csv", "twice.csv": "sub/fine.csv",
    }  # fmt: skip
    for name, target in links.items():
        (folder / name).symlink_to(target)
    touched.clear()
    leading_out = ("absolute.csv", "up.csv", "sub/up.csv", "way/x.csv", "host.csv")
    for name in leading_out:
        with pytest.raises(OutsideError):
            decode(scenario(name), folder)
    assert all(Path(each).is_relative_to(folder) for each in touched)
    for name in ("round", "here/ring"):  # they lead nowhere, so that no question helps
        with pytest.raises(SpecError, match="too many symbolic links"):
            decode(scenario(name), folder)
    for name in ("sub/fine.csv", "fine.csv", "twice.csv", "here/here/x.csv"):
        assert decode(scenario(name), folder).data.path == str(folder / name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
def test_a_table_that_is_no_file_is_a_fault(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.csv")
    (tmp_path / "y.csv").mkdir()
    for name, words in (("x.csv", "it is a pipe or a device"), ("y.csv", "it is a folder")):
        with pytest.raises(SpecError, match=f'data.path: "{name}" cannot be read: {words}'):
            decode(scenario(name), tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="names of files are text here")
@pytest.mark.parametrize(
    "name", ["no-break\xa0space", "family\u200djoined", "line\nbreak", b"\xe9"]
)
def test_a_table_in_a_folder_of_any_name(tmp_path: Path, name: str | bytes) -> None:
    folder = tmp_path / os.fsdecode(name)
    folder.mkdir()
    (folder / "x.csv").write_text("1,2\n3,4\n")
    made = decode(scenario("x.csv"), folder)
    assert made.data.path == str(folder / "x.csv")
    assert '"path": "x.csv"' in encode(made, folder)
    elsewhere = encode(made)  # its whole path
    assert decode(elsewhere.encode("utf-8"), allows=any_table) == made


def test_names_that_no_file_can_have() -> None:
    for path in ("a\0b", "\ud83d", "\udfff"):
        with pytest.raises(SpecError, match="a file name cannot contain"):
            decode(scenario(path))
