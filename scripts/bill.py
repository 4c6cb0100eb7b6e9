"""What this product is made of: `python -m scripts.bill sbom` and `python -m scripts.bill licences`.

Both read the lock files and what is installed, and ask no network. `sbom` writes CycloneDX 1.6 to dist/, the same bytes
for the same locks. `licences` fails with a sentence for every package whose licence is not on the list below.
"""

import base64
import binascii
import importlib.metadata
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

ROOT: Final = Path(__file__).parents[1]
WEB: Final = ROOT / "web" / "package-lock.json"

# Permissive, or weak copyleft that ends at the package's own files, which we use as they are.
ALLOWED: Final = frozenset({
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC-BY-4.0", "CC0-1.0", "ISC", "MIT",
    "MIT-0", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib",
})  # fmt: skip
# Packages that are not on the list, or do not say: what their licence is, and why they may be here.
ARGUED: Final[Mapping[str, tuple[str, str]]] = {
    "@img/sharp": (
        "LGPL-3.0-or-later",
        "optional part of Next: resizes pictures on a server; a static export has none",
    ),
    "@biomejs/cli": ("MIT OR Apache-2.0", "the linter's binary for another system; never shipped"),
    "@next/swc": ("MIT", "Next's compiler for another system; builds the pages, never shipped"),
    "@tailwindcss/oxide": ("MIT", "Tailwind's compiler for another system; builds the pages, never shipped"),
}
# What packages write instead of a name of SPDX's.
MEANT: Final[Mapping[str, str]] = {
    "BSD 2-Clause License": "BSD-2-Clause", "3-Clause BSD License": "BSD-3-Clause", "MIT License": "MIT",
    "Apache 2.0": "Apache-2.0", "OSI Approved :: MIT License": "MIT", "OSI Approved :: BSD License": "BSD-3-Clause",
    "OSI Approved :: Apache Software License": "Apache-2.0",
    "OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "CC0 1.0 Universal (CC0 1.0) Public Domain Dedication": "CC0-1.0",
}  # fmt: skip
_LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Component:
    """One package of one lock file; `hashes` are hexadecimal, by algorithm. None: it does not say its licence."""

    ecosystem: str
    name: str
    version: str
    licence: str | None
    hashes: tuple[tuple[str, str], ...]
    is_shipped: bool

    @property
    def purl(self) -> str:
        """Its address in the world of packages."""
        return f"pkg:{self.ecosystem}/{self.name.replace('@', '%40')}@{self.version}"

    @property
    def argued(self) -> tuple[str, str] | None:
        """The licence and the reason, where it needs one."""
        return next((said for start, said in ARGUED.items() if self.name.startswith(start)), None)


def python_components(lock: str) -> Iterator[Component]:
    """The packages of requirements.lock; those for other systems are not installed and have no licence to read."""
    for entry in re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE):
        found = re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)", entry)
        if found is None:
            continue
        name = re.sub(r"[-_.]+", "-", found[1]).lower()
        hashes = tuple(("SHA-256", each) for each in sorted(re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)))
        yield Component("pypi", name, found[2], _installed_licence(name), hashes, name in shipped())


def _installed_licence(name: str) -> str | None:
    try:
        said: Message = importlib.metadata.metadata(name)  # type: ignore[assignment]  # it is one
    except importlib.metadata.PackageNotFoundError:
        return None
    if expression := said.get("License-Expression"):
        return str(expression)
    classified = [
        each.removeprefix("License :: ") for each in said.get_all("Classifier", []) if each.startswith("License ::")
    ]
    written = (said.get("License") or "").strip()
    if classified and not (written in ALLOWED or written in MEANT):
        return " OR ".join(MEANT.get(each, each) for each in classified)
    return MEANT.get(written, written) if len(written) <= _LONGEST_NAME else _first_words(written)


def _first_words(text: str) -> str:
    """Some put the whole licence where its name belongs."""
    return (
        "MIT"
        if text.startswith("MIT License") or "Permission is hereby granted, free of charge" in text
        else text[:_LONGEST_NAME]
    )


def shipped() -> frozenset[str]:
    """The names that come with the product: what it depends on, and what that depends on; not what tests need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found, waiting = set[str](), [_name(each) for each in project["dependencies"]]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        try:
            wanted = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        waiting += [_name(each) for each in wanted if "extra ==" not in each]
    return frozenset(found)


def _name(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=;!~\[ (]", requirement, maxsplit=1)[0]).lower()


def npm_components(lock: Mapping[str, Any]) -> Iterator[Component]:
    """The packages of a package-lock.json."""
    for place, said in lock["packages"].items():
        if not place:
            continue
        name = place.rpartition("node_modules/")[2]
        algorithm, _, digest = said.get("integrity", "").partition("-")
        hashes = (("SHA-512", binascii.hexlify(base64.b64decode(digest)).decode()),) if algorithm == "sha512" else ()
        yield Component("npm", name, said["version"], said.get("license"), hashes, not said.get("dev", False))


def bill(components: list[Component]) -> dict[str, Any]:
    """CycloneDX 1.6; its serial number is made of what is in it, so that the same locks give the same document."""
    # The same package may lie at two places, one for building alone: then it is shipped.
    once = {each.purl: each for each in sorted(components, key=lambda one: (one.purl, one.is_shipped))}
    listed = [_listed(each) for each in once.values()]
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps(listed))}",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "aexy", "name": "aexy", "version": version}},
        "components": listed,
        "dependencies": [{"ref": "aexy", "dependsOn": [each["bom-ref"] for each in listed]}],
    }


def _listed(one: Component) -> dict[str, Any]:
    licence = one.argued[0] if one.argued else one.licence
    said: dict[str, Any] = {
        "type": "library", "bom-ref": one.purl, "name": one.name, "version": one.version, "purl": one.purl,
        "scope": "required" if one.is_shipped else "excluded",
        "hashes": [{"alg": algorithm, "content": content} for algorithm, content in one.hashes],
    }  # fmt: skip
    return said | ({"licenses": [{"expression": licence}]} if licence else {})


def refused(one: Component) -> str | None:
    """A sentence about a licence that may not be here; None for one that may."""
    if one.argued is not None or (one.licence is None and one.ecosystem == "pypi"):
        return None  # named above with its reason, or for another system and not installed
    names = re.split(r" (?:AND|OR) ", (one.licence or "none").replace("(", "").replace(")", ""))
    alternatives = " OR " in (one.licence or "") and " AND " not in (one.licence or "")
    fits = any(name in ALLOWED for name in names) if alternatives else all(name in ALLOWED for name in names)
    return None if fits else f"{one.purl} is under '{one.licence}': drop it, or argue for it in scripts/bill.py."


def components() -> dict[str, list[Component]]:
    """All packages, by the file that lists them."""
    return {
        "python": list(python_components((ROOT / "requirements.lock").read_text())),
        "web": list(npm_components(json.loads(WEB.read_text()))),
    }


def say(line: str) -> None:
    """One line for whoever runs this."""
    sys.stdout.write(line + "\n")


def main(words: list[str]) -> int:
    """Write the bills, or judge the licences; 1 when there is something to say against one."""
    found = components()
    if words == ["sbom"]:
        (ROOT / "dist").mkdir(exist_ok=True)
        for name, listed in found.items():
            file = ROOT / "dist" / f"aexy-{name}.cdx.json"
            file.write_text(json.dumps(bill(listed), indent=2) + "\n")
            say(f"{file.relative_to(ROOT)}: {len(set(listed))} packages")
        return 0
    if words == ["licences"]:
        against = [said for listed in found.values() for one in listed if (said := refused(one))]
        say("\n".join(against) or f"{sum(map(len, found.values()))} packages, every licence allowed or argued for")
        return 1 if against else 0
    say(__doc__ or "")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
