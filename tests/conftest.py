"""Every test runs without a network: only loopback and Unix sockets open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_socket import socket_allow_hosts

from quoth import packs
from quoth.engine import Engine
from quoth.model import Pack
from quoth.settings import load

# The same examples on every machine, and no clock: a loaded machine must not turn a test red.
settings.register_profile("quoth", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("quoth")

ROOT = Path(__file__).parent.parent
GOUT = Path(__file__).parent / "packs" / "gout"
SEED = "Do you anticoagulate in thrombotic microangiopathy (TMA) with tumor?"


@cache
def shipped() -> Pack:
    """Return the shipped pack, read once a process."""
    (folder,) = packs.builtin()
    return packs.load(folder)


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)  # by number: a name would be looked up every time


@pytest.fixture(scope="session")
def shared_data() -> Path:
    folder = Path(os.environ.get("QUOTH_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"skipped: data not here ({folder}); set QUOTH_DATA")
    return folder


@pytest.fixture(scope="session")
def tma_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the shipped pack, made once; tests only read it."""
    folder = tmp_path_factory.mktemp("tma") / "library"
    Engine.open(load(folder)).close()
    return folder


@pytest.fixture(scope="session")
def tma(tma_library: Path) -> Iterator[Engine]:
    engine = Engine.open(load(tma_library))
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def gout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = Engine.open(load(tmp_path_factory.mktemp("gout") / "library"), [GOUT])
    yield engine
    engine.close()
