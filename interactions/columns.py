"""The kinds of columns that our tables are made of."""

from enum import StrEnum
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q

from interactions.vocabulary import LABELS


class Now(Func):
    """PostgreSQL's now(): when the transaction began, the same for every row that it writes."""

    function = "now"
    template = "%(function)s()"
    output_field: ClassVar[Any] = models.DateTimeField()


def one_of(column: str, words: type[StrEnum], table: str) -> models.CheckConstraint:
    """Return the check that a column holds one of the vocabulary's words, or nothing."""
    return models.CheckConstraint(name=f"{table}_{column}_check", condition=Q(**{f"{column}__in": list(words)}))


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Return a vocabulary as Django choices with readable labels."""
    return [(word.value, LABELS.get(word.value, word.value.capitalize())) for word in words]


def text(**options: Any) -> models.TextField[Any, Any]:
    """Return a nullable text column."""
    return models.TextField(null=True, blank=True, **options)


def moment(**options: Any) -> models.DateTimeField[Any, Any]:
    """Return a nullable time (timestamptz)."""
    return models.DateTimeField(null=True, blank=True, **options)


def words(**options: Any) -> ArrayField[Any, Any]:
    """Return a nullable text[] column."""
    return ArrayField(models.TextField(), null=True, blank=True, **options)
