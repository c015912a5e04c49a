"""What is typed, as PostgreSQL's query of lexemes: the same endings and accents folded as in the index."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection

from interactions.search.documents import CONFIGURATION
from interactions.search.language import Words


class ReadyQuery(SearchQuery):
    """A tsquery that is written out already, as a constant that the planner can judge."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return the constant."""
        return "%s::tsquery", [self.text]


def phrases(texts: Sequence[str]) -> list[str]:
    """Return each text's words, one after the other, as a tsquery; empty for a text without any. One query."""
    if not texts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT phraseto_tsquery('{CONFIGURATION}', text)::text "  # noqa: S608 -- the name is ours
            "FROM unnest(%s::text[]) WITH ORDINALITY AS typed(text, place) ORDER BY place",
            [list(texts)],
        )
        return [phrase for (phrase,) in cursor.fetchall()]


def query_of(words: Words, phrase: str, *, parts: bool = False) -> str:
    """Return the tsquery of one term from its phrase; empty where nothing can have it.

    With `parts`, a word may go on after what was typed. An address, or its beginning, also means the customer's own.
    """
    if "@" not in words.typed:
        return f"{phrase}:*" if phrase and (parts or words.is_beginning) else phrase
    address = f"{own('from=' + words.typed.lower())}:*"
    # Only half an address is a word like others: anna@ would find everybody who greets an Anna.
    return f"{address} | {phrase}" if "<->" in phrase else address


def customer_query(value: str, phrase: str) -> str:
    """Return the tsquery for from:, given the value's phrase: words of the name, or the beginning of an address."""
    if "@" in value or "." in value:
        return " | ".join(f"{own(start + value.lower())}:*" for start in ("from=", "from=@"))
    lexemes = [lexeme.strip("'") for lexeme in phrase.split(" <-> ")] if phrase else []
    return " & ".join(f"{own('from=' + lexeme)}:*" for lexeme in lexemes)


def own(lexeme: str) -> str:
    """Return a lexeme in quotes, so that nothing in it is an operator."""
    doubled = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def all_of(queries: Iterable[str], none_of: Iterable[str] = ()) -> str:
    """Join tsqueries: all of the ones, none of the others."""
    return " & ".join([*(f"({one})" for one in queries), *(f"!({one})" for one in none_of)])
