"""`make demo`: one real question answered from the shipped pack, its receipts checked, a made answer audited."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLE = Path("examples") / "answer-to-audit.md"
QUESTION = "Do you anticoagulate in thrombotic microangiopathy (TMA) with tumor?"


def main() -> int:
    """Ask in a library of its own, verify the answer pack, audit a made answer; return the exit code of the check."""
    quoth = str(Path(sys.executable).parent / "quoth")
    with tempfile.TemporaryDirectory(prefix="quoth-demo-") as folder:
        library = ["--library", str(Path(folder) / "library")]
        pack = Path(folder) / "answer.json"
        print(f'$ quoth ask "{QUESTION}"\n', flush=True)
        start = time.perf_counter()
        subprocess.run([quoth, "ask", QUESTION, *library], check=True)
        took = time.perf_counter() - start
        print("\n$ quoth ask … --json > answer.json && quoth verify answer.json", flush=True)
        with pack.open("wb") as out:
            subprocess.run([quoth, "ask", QUESTION, "--json", *library], check=True, stdout=out)
        code = subprocess.run([quoth, "verify", str(pack), *library], check=False).returncode
        print(f"\n$ quoth audit {EXAMPLE}\n", flush=True)
        subprocess.run([quoth, "audit", str(Path(__file__).parent.parent / EXAMPLE), *library], check=True)
        print(f"\nAnswered in {took:.1f} s, the library's set-up included; no network, no key, no model.")
    print(
        'Ask your own:  .venv/bin/quoth ask "Should platelets be transfused in TTP?"      More: .venv/bin/quoth --help'
    )
    return code


if __name__ == "__main__":
    sys.exit(main())
