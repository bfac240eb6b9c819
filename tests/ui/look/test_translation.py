"""A translation file is found by the language of the system, and used."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo, QLocale

from ui.look import language
from vgsim.words.language import tr, use

TRANSLATION = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE TS>
<TS version="2.1" language="de_DE"><context><name></name>
<message><source>Layer {layer}</source><translation>Schicht {layer}</translation></message>
<message numerus="yes"><source>%n unit(s)</source><translation>
<numerusform>%n Einheit</numerusform><numerusform>%n Einheiten</numerusform></translation></message>
</context></TS>"""


@pytest.fixture
def translated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    release = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.LibraryExecutablesPath)) / "lrelease"
    if not release.exists():
        pytest.skip("this PySide6 has no lrelease")
    (tmp_path / "vgsim_de.ts").write_text(TRANSLATION, "utf-8")
    subprocess.run([release, "-silent", tmp_path / "vgsim_de.ts"], check=True)
    monkeypatch.setattr(language, "find", lambda name: tmp_path)
    yield
    use(None)


def test_german_is_used_on_a_german_system(translated: None) -> None:
    assert language.install(QLocale("de_AT"))
    assert tr("Layer {layer}", layer=3) == "Schicht 3"
    assert [tr("%n unit(s)", "", n) for n in (1, 2)] == ["1 Einheit", "2 Einheiten"]
    assert tr("not translated") == "not translated"


def test_english_stays_without_a_translation(translated: None) -> None:
    assert not language.install(QLocale("fr_FR"))
    assert tr("Layer {layer}", layer=3) == "Layer 3"
