"""How a test gets its Dovecot: skipped, with the reason, where there is none."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from typing import NoReturn

import pytest

from tests.servers.dovecot.configuration import GMAIL_FOLDERS, PLAIN_FOLDERS
from tests.servers.dovecot.gmail_items import items_by_message_id
from tests.servers.dovecot.gmail_proxy import GmailProxy, ItemsOf
from tests.servers.dovecot.server import DovecotServer, missing_program


def do_without(reason: str) -> NoReturn:
    """Skip the test; fail instead where CI promises that nothing is missing (BOO_FORBID_SKIPS=1)."""
    if os.environ.get("BOO_FORBID_SKIPS") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@contextlib.contextmanager
def running_dovecot(
    *,
    folders: Mapping[str, str] = PLAIN_FOLDERS,
    virtual_all: bool = False,
    certificate: str = "server",
    password: str = DovecotServer.password,
) -> Iterator[DovecotServer]:
    """Run a Dovecot of its own for the caller, or skip."""
    if reason := missing_program():
        do_without(reason)
    with DovecotServer(folders=folders, virtual_all=virtual_all, certificate=certificate, password=password) as server:
        yield server


@contextlib.contextmanager
def running_gmail(items_of: ItemsOf | None = items_by_message_id) -> Iterator[GmailProxy]:
    """Run a Dovecot with Gmail's folders and extensions for the caller, or skip. The mailbox is `.server`."""
    with running_dovecot(folders=GMAIL_FOLDERS) as server, GmailProxy(server, items_of=items_of) as proxy:
        yield proxy


@pytest.fixture
def dovecot() -> Iterator[DovecotServer]:
    """An empty mailbox on a Dovecot of its own (starts in about 0.1 s)."""
    with running_dovecot() as server:
        yield server


@pytest.fixture
def gmail() -> Iterator[GmailProxy]:
    """An empty Gmail mailbox."""
    with running_gmail() as proxy:
        yield proxy
