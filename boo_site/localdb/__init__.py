"""The embedded PostgreSQL of a development machine, started at the first connection and shared by every process."""

from boo_site.localdb.errors import LocalDatabaseError
from boo_site.localdb.postmaster import Server
from boo_site.localdb.server import start, status, stop

__all__ = ["LocalDatabaseError", "Server", "start", "status", "stop"]
