"""Django's PostgreSQL backend on the embedded server: ENGINE = "boo_site.localdb"."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base, client
from django.db.utils import OperationalError

from boo_site.localdb.errors import LocalDatabaseError
from boo_site.localdb.postmaster import DATABASE, PORT, USER, Server
from boo_site.localdb.server import create_database, start


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell`, which reads the settings without connecting first."""

    def runshell(self, parameters: Iterable[str]) -> None:
        """Open psql on the embedded server."""
        server = ensure_server()
        self.connection.settings_dict |= {"HOST": str(server.socket_dir), "PORT": str(PORT), "USER": USER}
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the embedded server, which the first connection starts."""

    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        """Return Django's parameters with the server's socket, the server started if need be."""
        params: dict[str, Any] = super().get_connection_params()
        return params | _address(ensure_server())

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; a server that ended meanwhile is started again, a database that was dropped is made again, empty."""
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError:
            server = ensure_server()
            if conn_params["dbname"] == DATABASE:
                create_database(server)
            return super().get_new_connection(conn_params | _address(server))


def _address(server: Server) -> dict[str, Any]:
    """Return the parameters that lead a connection to the server's socket."""
    return {"host": str(server.socket_dir), "port": PORT, "user": USER}


def ensure_server() -> Server:
    """Return the running server of BOO_STATE_DIR; raise Django's OperationalError, one line, if there can be none."""
    try:
        return start(Path(settings.BOO_STATE_DIR), settings.BOO_PG_BIN)
    except LocalDatabaseError as error:
        raise OperationalError(str(error)) from error
