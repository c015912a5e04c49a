"""Counts and pages of long lists, without reading the whole table for either."""

from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db import connections
from django.db.models import QuerySet
from django.utils.functional import cached_property

EXACT_UP_TO = 50_000
"""Rows of a table up to which an unfiltered list is counted; above, PostgreSQL's own estimate will do."""

COUNT_AT_MOST = 2_000
"""Hits of a filtered list that are counted: at a million rows, ten thousand took longer than the page itself."""

DEEP = 1_000
"""From this row on, a page's rows are found by their keys first."""

DEEPEST_PAGE = 1_000
"""PostgreSQL walks past every row of the pages before; further back, a filter by date is the way."""


class ShownCount(int):
    """A count that isn't exact, with how it is shown: 10,000+."""

    shown: str

    def __new__(cls, count: int, shown: str) -> Self:
        """Make a count that is shown as `shown`."""
        self = super().__new__(cls, count)
        self.shown = shown
        return self

    def __str__(self) -> str:
        return self.shown


class BoundedPaginator(Paginator[Any]):
    """Counts exactly while that is cheap, and offers no page that would be slow to reach."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        """Return the number of rows: exact, or as a ShownCount."""
        rows = self.object_list.order_by()
        if not (rows.query.where or rows.query.is_sliced):
            estimate = self._estimate()
            return ShownCount(estimate, f"about {estimate:,}") if estimate > EXACT_UP_TO else rows.count()
        count = self._count(rows.values("pk")[: COUNT_AT_MOST + 1])
        return ShownCount(COUNT_AT_MOST, f"{COUNT_AT_MOST:,}+") if count > COUNT_AT_MOST else count

    @cached_property
    def num_pages(self) -> int:
        """Return the number of pages that can be opened."""
        return min(super().num_pages, DEEPEST_PAGE)

    def page(self, number: Any) -> Page[Any]:
        """Return one page. Far back, PostgreSQL would work out every column of the rows that it skips."""
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        if bottom < DEEP:
            return super().page(number)
        keys = list(self.object_list.values_list("pk", flat=True)[bottom : bottom + self.per_page])
        return Page(self.object_list.filter(pk__in=keys), number, self)

    def _count(self, rows: QuerySet[Any, Any]) -> int:
        """Count a bounded part of the rows.

        With PostgreSQL's default costs, which are those of a turning disk, it would rather put two whole indexes
        together than read some thousand rows by one of them; that took fifteen times as long. Both statements are sent
        together, which makes a transaction of them.
        """
        try:
            statement, parameters = rows.query.sql_with_params()
        except EmptyResultSet:
            return 0
        with connections[rows.db].cursor() as cursor:
            counting = f"SELECT count(*) FROM ({statement}) AS found"  # noqa: S608 -- the statement is the queryset's
            cursor.execute(f"SET LOCAL random_page_cost = 1.1; {counting}", parameters)
            cursor.nextset()
            count: int = cursor.fetchone()[0]
        return count

    def _estimate(self) -> int:
        """Return the table's size as of its last ANALYZE; -1 where there was none."""
        with connections[self.object_list.db].cursor() as cursor:
            cursor.execute(
                "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass",
                [self.object_list.model._meta.db_table],
            )
            estimate: int = cursor.fetchone()[0]
            return estimate
