"""Hostile files: named attacks, the hostile set, mutated real files, generated cases for every reader.

Every attack runs in a process of its own in which a named pipe stands where a file must not be opened (opening it would
hang) and a listener where no socket may connect. Seconds of the processor, memory and what was opened are measured.
``--set`` picks one of attacks, set, mutated, generated.
"""

from __future__ import annotations

import codecs
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from evals.inputs.attacks import Canary, all_of
from evals.inputs.cases import GENERATORS, mutated
from evals.report import Bar, Report, in_parts
from quoth.ingest import Outcome, Paper, Refusal, read

Figures = dict[str, float | int]
MOST_S, MOST_MB, HANG_S = 1.0, 100.0, 2.0
MUTATIONS, CASES = 2000, 500


def run(data: Path, set_name: str | None, split: str | None) -> Report:
    """Run the parts asked for; one whose data is not there is skipped with a sentence."""
    return in_parts("hostile", PARTS, data, set_name, split)


def one_attack(name: str, file: str, http: str) -> None:
    """Run one attack in this process and print what it took as one JSON line."""
    attack, must = next((attack, must) for found, attack, must in all_of() if found == name)
    material = attack(Canary(file, http))
    for codec in ("utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp437"):
        codecs.lookup(codec)  # the interpreter loads these from files of its own
    opened: list[str] = []
    before = _fresh_megabytes()
    start, wall = time.process_time(), time.perf_counter()
    watching = [True]
    sys.addaudithook(lambda event, details: _note(opened, event, details) if watching[0] else None)
    fault = ""
    found: list[Outcome] = []
    try:
        found = list(read("attack", material))
    except Exception as error:  # noqa: BLE001  (any exception is the finding)
        fault = repr(error)
    seconds, wall = time.process_time() - start, time.perf_counter() - wall
    watching[0] = False
    most = _megabytes("VmHWM")
    refused = [outcome for outcome in found if isinstance(outcome, Refusal)]
    papers = [outcome for outcome in found if isinstance(outcome, Paper)]
    leaked = any("CANARY" in paper.document.text for paper in papers)
    taken = {
        "refused": bool(refused) and not papers,
        "must": must,
        "seconds": seconds,
        "wall": wall,
        "mb": most - before,
        "opened": opened,
        "fault": fault,
        "leaked": leaked,
        "said": refused[0].reason if refused else "",
    }
    print(json.dumps(taken))


def _note(opened: list[str], event: str, details: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system"}:
        opened.append(event)
    elif event == "open" and isinstance(details[0], str) and "site-packages" not in details[0]:
        opened.append(details[0])


def _fresh_megabytes() -> float:
    """Forget this process's peak of memory, so that what follows is measured alone; return what it holds now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _megabytes("VmRSS")


def _megabytes(field: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1]) / 1024


def measure_attacks(_: Path, notes: list[str]) -> tuple[Figures, list[Bar]]:
    """Run every named attack by itself."""
    right = quick = small = closed = 0
    longest = 0.0
    names = [name for name, _, _ in all_of()]
    with tempfile.TemporaryDirectory() as folder, _Listener() as listener:
        pipe = str(Path(folder, "canary"))
        os.mkfifo(pipe)
        for name in names:
            connected = listener.count
            taken = _taken(name, pipe, listener.address)
            good = not taken["fault"] and not taken["leaked"] and (taken["refused"] or not taken["must"])
            calm = taken["seconds"] <= MOST_S
            longest = max(longest, taken["wall"])
            light = taken["mb"] <= MOST_MB
            shut = not taken["opened"] and listener.count == connected
            right, quick, small, closed = right + good, quick + calm, small + light, closed + shut
            if not (good and calm and light and shut):
                notes.append(f"attacks: {name}: {taken}")
    count = len(names)
    figures: Figures = {
        "attacks": count,
        "attacks_refused": right / count,
        "attacks_within_1s": quick / count,
        "attacks_within_100mb": small / count,
        "attacks_nothing_opened": closed / count,
        "attacks_longest_wall_s": longest,
    }
    held = ("attacks_refused", "attacks_within_1s", "attacks_within_100mb", "attacks_nothing_opened")
    return figures, [Bar("attacks", count, 24), *(Bar(name, figures[name], 1.0) for name in held)]


def _taken(name: str, file: str, http: str) -> dict[str, Any]:
    code = f"from evals.hostile import one_attack; one_attack({name!r}, {file!r}, {http!r})"
    try:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
        return dict(json.loads(done.stdout.splitlines()[-1]))
    except (subprocess.TimeoutExpired, IndexError, ValueError) as error:
        return {
            "fault": repr(error),
            "leaked": False,
            "refused": False,
            "must": True,
            "seconds": 60.0,
            "wall": 60.0,
            "mb": 0.0,
            "opened": [],
        }


class _Listener:
    """A loopback address that counts who connects."""

    def __enter__(self) -> Self:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.count = 0
        self.address = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def _listen(self) -> None:
        while True:
            try:
                self.server.accept()[0].close()
            except OSError:
                return
            self.count += 1

    def __exit__(self, *_: object) -> None:
        self.server.close()


def measure_set(data: Path, notes: list[str]) -> tuple[Figures, list[Bar]]:
    """Read every file of the hostile set: XML ones are refused (its web pages are read), none raises, none hangs; naughty strings come through."""
    seen = refused = wrong = slow = 0
    for name, material in _hostile_files(data / "hostile"):
        found, seconds, fault = _tried(name, material)
        seen += 1
        wrong += bool(fault)
        slow += seconds > MOST_S
        if material.lstrip().startswith(b"<") and not fault:
            good = bool(found) and all(isinstance(outcome, Refusal) or _is_page(outcome) for outcome in found)
            refused += good
            if not good:
                notes.append(f"set: {name} gave {found[:1]}")
        else:
            refused += not fault
        if fault:
            notes.append(f"set: {name}: {fault}")
    figures: Figures = {
        "hostile_files": seen,
        "hostile_refused": refused / max(seen, 1),
        "hostile_faults": wrong,
        "hostile_slow": slow,
    }
    return figures, [
        Bar("hostile_refused", figures["hostile_refused"], 1.0),
        Bar("hostile_faults", wrong, 0, at_least=False),
        Bar("hostile_slow", slow, 0, at_least=False),
    ]


def _is_page(outcome: Outcome) -> bool:
    """Whether it is an ordinary web page: the set holds some, as its documentation."""
    return isinstance(outcome, Paper) and outcome.document.reader.startswith("html")


def _hostile_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        if path.name.startswith("xmlts"):
            with zipfile.ZipFile(path) as archive:
                yield from ((name, archive.read(name)) for name in archive.namelist() if not name.endswith("/"))
        elif path.name.endswith("payload-list.txt.txt"):
            pieces = data.split(b"<?xml")
            yield from ((f"payload {place}", b"<?xml" + piece) for place, piece in enumerate(pieces[1:]))
        elif path.name == "blns.json":
            for place, words in enumerate(json.loads(data)):
                yield f"naughty {place}", f"# Title\n\n{words}\n".encode("utf-8", "surrogatepass")
        else:
            yield path.name, data


def measure_mutated(data: Path, notes: list[str]) -> tuple[Figures, list[Bar]]:
    """Read real files with bytes changed, cut, doubled and swapped."""
    files = sorted((data / "evidence_inference/nxml").glob("*.nxml"))[::16]
    files += sorted((data / "pubmed").rglob("*.xml"))[::3] + sorted((data / "jats/plos").glob("*.xml"))[::8]
    files = [path for path in files if 0 < path.stat().st_size < 150_000]
    dice = random.Random(20261125)
    cases = ((path.name, mutated(path.read_bytes(), dice)) for path in (dice.choice(files) for _ in range(MUTATIONS)))
    return _survived("mutated", cases, notes)


def measure_generated(_: Path, notes: list[str]) -> tuple[Figures, list[Bar]]:
    """Read generated cases, as many for every reader."""
    dice = random.Random(20261125)
    cases = ((name, make(dice)) for name, make in GENERATORS.items() for _ in range(CASES))
    figures, bars = _survived("generated", cases, notes)
    return figures | {"generated_readers": len(GENERATORS)}, bars


def _survived(name: str, cases: Iterable[tuple[str, bytes]], notes: list[str]) -> tuple[Figures, list[Bar]]:
    count = faults = hangs = 0
    longest = 0.0
    for case, material in cases:
        _, seconds, fault = _tried(case, material)
        count += 1
        faults += bool(fault)
        hangs += seconds > HANG_S
        longest = max(longest, seconds)
        if fault and faults <= 10:
            notes.append(f"{name}: {case}: {fault}")
    figures: Figures = {
        f"{name}_cases": count,
        f"{name}_faults": faults,
        f"{name}_hangs": hangs,
        f"{name}_longest_s": longest,
    }
    return figures, [
        Bar(f"{name}_faults", faults, 0, at_least=False),
        Bar(f"{name}_hangs", hangs, 0, at_least=False),
    ]


def _tried(name: str, material: bytes) -> tuple[Sequence[Outcome], float, str]:
    start = time.perf_counter()
    try:
        found = list(read(name, material))
    except Exception as error:  # noqa: BLE001  (any exception is the finding)
        return [], time.perf_counter() - start, repr(error)
    return found, time.perf_counter() - start, ""


PARTS: tuple[tuple[str, tuple[str, ...], Callable[[Path, list[str]], tuple[Figures, list[Bar]]]], ...] = (
    ("attacks", (), measure_attacks),
    ("set", ("hostile",), measure_set),
    ("mutated", ("evidence_inference/nxml", "pubmed", "jats/plos"), measure_mutated),
    ("generated", (), measure_generated),
)
