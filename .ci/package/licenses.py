"""Collects the licenses of everything that is shipped, and writes the bill of materials."""

from __future__ import annotations

import json
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import distribution, version
from pathlib import Path

from parts import PARTS, STARTER, Part, shares

from vgsim.version import VERSION

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OWN = {  # shipped by this repository, with their texts
    "Inter": ("OFL-1.1", "resources/fonts/OFL.txt"),
    **{
        f"data: {name}": ("CC-BY-4.0", f"resources/data/{name}.txt")
        for name in ("breast_cancer", "digits", "iris", "wine")
    },
    "data: diabetes": ("LicenseRef-see-text", "resources/data/diabetes.txt"),
}


def texts(part: Part) -> Iterator[tuple[str, Path]]:
    """The license files of a part, each with the name it is shipped under.

    Raises:
        LookupError: the part has no license file.
    """
    for name in part.texts:
        package = name.removeprefix("package:")
        if package == name:
            yield name, HERE / "licenses" / name
        elif package == "root":
            yield "vgsim", ROOT / "LICENSE"
        elif package == "python":
            yield "Python", _python()
        else:
            found = list(_brought(package))
            if not found:
                raise LookupError(f"{package} brings no license")
            yield from found


def _brought(package: str) -> Iterator[tuple[str, Path]]:
    for path in distribution(package).files or ():
        parts = path.parts
        if parts[0].endswith(".dist-info") and path.name.upper().startswith(("LICENSE", "COPYING")):
            # a package may have several license files of the same name in different folders
            folders = [part for part in parts[1:-1] if part not in ("licenses", package, "src")]
            yield "-".join((package, *folders, path.name)), Path(str(path.locate()))


def _python() -> Path:
    folders = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix))
    for folder in folders:
        for name in ("LICENSE.txt", "LICENSE"):
            if (folder / name).is_file():
                return folder / name
    raise LookupError("this Python has no license beside it")


def release(part: Part) -> str:
    if part.name == "the program":
        return VERSION
    if part.name == "Python":
        return ".".join(map(str, sys.version_info[:3]))
    return version(part.package) if part.package else ""


def collect(program: Path, target: Path) -> None:
    """Write the license texts of all parts in `program` and the bill of materials to `target`.

    Raises:
        LookupError: a file in `program` has an unknown license.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    there = shares(program)
    components = []
    for part in (*(part for part in PARTS if part.name in there), STARTER):
        for name, path in texts(part):
            shutil.copyfile(path, target / _file_name(name))
        components.append(_component(part.name, release(part), part.license))
    for name, (license_, own_text) in OWN.items():
        shutil.copyfile(ROOT / own_text, target / _file_name(f"{name}.txt"))
        components.append(_component(name, "", license_))
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {**components[0], "type": "application", "name": "vgsim"}},
        "components": components[1:],
    }
    (target / "sbom.cdx.json").write_text(json.dumps(bill, indent=1) + "\n", "utf-8")


def _file_name(name: str) -> str:
    plain = "".join(letter if letter.isalnum() or letter in "-." else "_" for letter in name)
    return plain if plain.endswith(".txt") else f"{plain.removesuffix('.md')}.txt"


def _component(name: str, release_: str, license_: str) -> dict[str, object]:
    found: dict[str, object] = {"type": "library", "name": name}
    if release_:
        found["version"] = release_
    return {**found, "licenses": [{"expression": license_}]}


if __name__ == "__main__":
    collect(Path(sys.argv[1]), Path(sys.argv[2]))
