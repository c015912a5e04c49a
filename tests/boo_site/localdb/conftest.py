"""State directories for real servers; every server that a test starts is stopped."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from boo_site.localdb import Server, start, status
from boo_site.localdb.place import home_of
from boo_site.localdb.postmaster import is_postmaster, wait_until


def end(server: Server) -> None:
    """Stop a server whose data nobody needs, without writing them to the disk first."""
    os.kill(server.pid, signal.SIGQUIT)
    assert wait_until(lambda: not is_postmaster(server.pid, server.data), 60)


@contextmanager
def temporary_state_dir(name: str = "state") -> Iterator[Path]:
    # Not pytest's own folders: those are closed to the account that runs the server for root.
    base = Path(tempfile.mkdtemp(prefix="boo-test-"))
    base.chmod(0o755)
    state_dir = base / name
    try:
        yield state_dir
    finally:
        if server := status(state_dir):
            end(server)
            if not server.socket_dir.is_relative_to(home_of(state_dir)):
                shutil.rmtree(server.socket_dir)
        if home_of(state_dir).parent != state_dir:
            shutil.rmtree(home_of(state_dir), ignore_errors=True)
        shutil.rmtree(base)


@pytest.fixture
def state_dir() -> Iterator[Path]:
    """A state directory that does not exist yet."""
    with temporary_state_dir() as path:
        yield path


@pytest.fixture
def odd_state_dir() -> Iterator[Path]:
    with temporary_state_dir("Bob's shop, été") as path:
        yield path


@pytest.fixture
def long_state_dir() -> Iterator[Path]:
    with temporary_state_dir("long-" * 30) as path:
        yield path


@pytest.fixture
def closed_state_dir() -> Iterator[Path]:
    """A state directory below a folder that only its owner may enter."""
    with temporary_state_dir("closed/state") as path:
        path.parent.mkdir(mode=0o700)
        yield path


@pytest.fixture(scope="session")
def _shared_state_dir() -> Iterator[Path]:
    with temporary_state_dir() as path:
        yield path


@pytest.fixture
def running(_shared_state_dir: Path) -> Path:
    """A state directory whose server runs; a test may stop, kill or break it as long as the data stay whole."""
    start(_shared_state_dir)
    return _shared_state_dir


@pytest.fixture
def as_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root runs the server as another account")
