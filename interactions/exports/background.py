"""Files that are written in the background and kept in the database for a week, in pieces."""

import tempfile
from collections.abc import Sequence
from datetime import datetime
from typing import IO

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from interactions.exports.csv_file import csv_text
from interactions.exports.rows import rows, shop
from interactions.exports.xlsx_file import TooManyRows, write_xlsx
from interactions.models import Export, ExportPart, Interaction

PIECE = 1_000_000
"""Bytes of a piece."""


def ask(user: User, query: str, kind: str, columns: Sequence[str]) -> Export:
    """Note that somebody wants a file: csv or xlsx, of the list's rows under `query`."""
    return Export.objects.create(user=user, query=query, format=kind, columns=list(columns))


def make(export: Export, found: QuerySet[Interaction], *, now: datetime) -> int:
    """Write the file, put it into the database in pieces, and return the number of rows. Safe to run twice.

    Raises TooManyRows after noting it; any other error is noted too, so that whoever waits learns of it.
    """
    Export.objects.filter(pk=export.pk).update(started_at=now, finished_at=None, error=None)
    try:
        with tempfile.TemporaryFile() as file:
            count = _write(export, found, file)
            size = file.tell()
            file.seek(0)
            _keep(export, file)
    except TooManyRows as error:
        Export.objects.filter(pk=export.pk).update(error=str(error))
        raise
    except Exception:
        Export.objects.filter(pk=export.pk).update(error="It could not be written. Export again, or ask the engineer.")
        raise
    Export.objects.filter(pk=export.pk).update(finished_at=datetime.now(now.tzinfo), rows=count, size=size)
    return count


def tidy(*, now: datetime) -> int:
    """Delete the files that are older than a week; return how many."""
    _, deleted = Export.objects.filter(created_at__lt=now - Export.KEPT).delete()
    return deleted.get("interactions.Export", 0)


def _write(export: Export, found: QuerySet[Interaction], file: IO[bytes]) -> int:
    table = rows(found, shop(), export.columns)
    if export.format == "xlsx":
        count = write_xlsx(table, file)
        file.seek(0, 2)
        return count
    lines = 0
    for text in csv_text(table):
        file.write(text.encode())
        lines += text.count("\r\n")
    return lines - 1


def _keep(export: Export, file: IO[bytes]) -> None:
    with transaction.atomic():
        export.parts.all().delete()
        position = 0
        while piece := file.read(PIECE):
            ExportPart.objects.create(export=export, position=position, data=piece)
            position += 1
