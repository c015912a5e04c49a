"""The rule book: what is looked for, as data. Each module holds one field of the shop's business."""

from interactions.categorize.rule_book.changes import CHANGES
from interactions.categorize.rule_book.delivery import DELIVERY
from interactions.categorize.rule_book.displeasure import DISPLEASURE
from interactions.categorize.rule_book.hints import HINTS
from interactions.categorize.rule_book.money import MONEY
from interactions.categorize.rule_book.names import NAMES
from interactions.categorize.rule_book.praise import PRAISE
from interactions.categorize.rule_book.products import PRODUCTS
from interactions.categorize.rule_book.service import SERVICE
from interactions.categorize.rule_book.troubles import TROUBLES
from interactions.categorize.rule_book.urgency import URGENCY

CATEGORY_RULES = DELIVERY + TROUBLES + MONEY + CHANGES + PRODUCTS + SERVICE + HINTS
"""Every rule that speaks for a category."""

MOOD = DISPLEASURE + PRAISE
"""Every sign of how a customer sounds, urgency apart."""

__all__ = ["CATEGORY_RULES", "MOOD", "NAMES", "URGENCY"]
