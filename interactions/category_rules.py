"""The rules that staff wrote and enabled, ready for the judge."""

import logging
from datetime import datetime

from django.db.models import Count, Q

from interactions.categorize.book import version_of
from interactions.categorize.row_rules import BadRule, rule_of
from interactions.categorize.rules import Rule
from interactions.models import CategoryRule, Interaction

logger = logging.getLogger(__name__)


def enabled_rules(*, but: int | None = None) -> tuple[Rule, ...]:
    """Return the enabled rules, without the row `but`. One query.

    A row that can't be read (plain SQL may write anything) is left out and logged: it must not stop the rest.
    """
    rules = []
    for row in CategoryRule.objects.filter(is_enabled=True).order_by("pk"):
        if row.pk == but:
            continue
        try:
            rules.append(rule_of(row))
        except BadRule:
            logger.warning("Rule %s can't be read and is left out. Open it in the admin and save it.", row.pk)
    return tuple(rules)


def applied(*, since: datetime) -> tuple[int, int]:
    """Count the conversations since a time that were judged by the rules as they are now, and all of them."""
    version = version_of(enabled_rules())
    current = Q(judgement__version=version) | Q(judgement__version__startswith=f"{version}+model-")
    counts = Interaction.objects.filter(started_at__gte=since).aggregate(
        done=Count("id", filter=current), total=Count("id")
    )
    return counts["done"], counts["total"]
