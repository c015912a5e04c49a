"""The CSV download: streamed, so that a year of conversations neither fills the memory nor times out."""

import csv
import logging
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from interactions.exports import BYTE_ORDER_MARK, csv_rows
from interactions.models import Interaction

logger = logging.getLogger(__name__)


class Line:
    """A file of one line, which is the line."""

    def write(self, text: str) -> str:
        """Hand the text back to the writer's caller."""
        return text


def csv_response(request: HttpRequest, interactions: QuerySet[Interaction]) -> StreamingHttpResponse:
    """Send the interactions as a CSV file, one row each, oldest first. Tells the log who exported, never what."""
    logger.info("User %s exports interactions, filtered by %s", request.user.pk, sorted(request.GET) or "nothing")
    rows = csv_rows(interactions, ZoneInfo(settings.TIME_ZONE))
    name = f"customer-interactions-{timezone.localdate():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8", headers=headers)


def csv_lines(rows: Iterable[Iterable[str | int | float]]) -> Iterator[str]:
    """Yield the rows as lines that Excel opens with accents right."""
    writer = csv.writer(Line(), lineterminator="\r\n")
    yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow(row)
