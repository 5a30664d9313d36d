"""The house stays as it is drawn: who may import whom, and which vendor lives where."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("ivr", "acd", "timeline", "hotline", "telephony", "transcripts", "channels", "web")
BASE = {"db", "bell"}
SHARED = {*BASE, "claims", "config"}
APPLICATION = {"app", "house", "workers"}
BESIDE = {"demo", "first_start", "engine"}
"""What no room knows: what an empty database begins with, and how databases are opened, which is `db`'s."""

MAY_IMPORT: dict[str, set[str]] = {
    "ivr": set(),
    "acd": BASE,
    "timeline": BASE,
    "hotline": {"ivr", "acd", "timeline", *SHARED},
    "transcripts": {"timeline", *SHARED},
    "telephony": {"ivr", "acd", "timeline", "hotline", "transcripts", *SHARED},
    "channels": {"ivr", "acd", "timeline", "hotline", *SHARED},
    "web": {*ROOMS, *SHARED},
}

PURE = (
    "acd/policy.py",
    "acd/reasons.py",
    *sorted(f"timeline/events/{file.name}" for file in (ROOT / "timeline/events").glob("*.py")),
)
"""Files of rooms with a database which themselves know nothing but the standard library, and each other."""

VENDORS: dict[str, tuple[str, ...]] = {
    "twilio": ("telephony/twilio/",),
    "asterisk": ("telephony/asterisk/",),
    "av": ("telephony/decode.py",),
    "vosk": ("transcripts/",),
    "pocketsphinx": ("transcripts/",),
    "flask": ("app.py", "house.py", "web/", "telephony/twilio/"),
}

BACKENDS = ("telephony.asterisk", "telephony.twilio", "telephony.simulator")


def sources(under: str = "") -> Iterator[Path]:
    for room in [under] if under else [*ROOMS, *sorted(APPLICATION | SHARED | BESIDE)]:
        place = ROOT / room
        files = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
        yield from (file for file in files if "node_modules" not in file.parts)


@cache
def imported(file: Path) -> frozenset[str]:
    """Full names of the modules that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_the_plan_allows(room: str) -> None:
    ours = {*ROOMS, *SHARED, *APPLICATION, *BESIDE}
    for file in sources(room):
        strangers = {module.split(".")[0] for module in imported(file)} & ours - MAY_IMPORT[room] - {room}
        assert not strangers, f"{name(file)} imports {', '.join(sorted(strangers))}"


def test_the_ivr_knows_only_the_standard_library_and_pydantic() -> None:
    for file in sources("ivr"):
        strangers = {module.split(".")[0] for module in imported(file)} - set(sys.stdlib_module_names)
        assert strangers <= {"ivr", "pydantic", "pydantic_core"}, f"{name(file)} imports {strangers}"


@pytest.mark.parametrize("path", PURE)
def test_a_pure_file_imports_only_the_standard_library(path: str) -> None:
    pure = tuple(each.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".") for each in PURE)
    others = {module.split(".")[0] for module in imported(ROOT / path) if not module.startswith(pure)}
    assert not others - set(sys.stdlib_module_names)


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_vendor_stays_at_home(vendor: str) -> None:
    for file in sources():
        uses = any(module.split(".")[0] == vendor for module in imported(file))
        assert not uses or name(file).startswith(VENDORS[vendor]), f"{name(file)} imports {vendor}"


def test_backends_never_import_each_other_and_neither_the_web_nor_the_workers_know_them() -> None:
    for file in sources("telephony"):
        home = ".".join(name(file).split("/")[:2])
        others = {backend for backend in BACKENDS if backend != home}
        used = {module for module in imported(file) for other in others if f"{module}.".startswith(f"{other}.")}
        assert not used, f"{name(file)} imports {used}"
    for file in [*sources("web"), ROOT / "workers.py"]:
        used = {module for module in imported(file) for backend in BACKENDS if f"{module}.".startswith(f"{backend}.")}
        assert not used, f"{name(file)} imports {used}"


def test_nobody_imports_the_application() -> None:
    for file in sources():
        if name(file).removesuffix(".py") not in APPLICATION:
            assert not APPLICATION & {module.split(".")[0] for module in imported(file)}, name(file)
