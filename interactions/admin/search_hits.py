"""What a search found in each conversation of the page shown: the piece of its texts with most of the words, marked."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from interactions.admin.base import BoundedChangeList
from interactions.admin.display import foreign
from interactions.admin.list_columns import place_of
from interactions.admin.marks import Mark, marked
from interactions.models import Interaction, Message, Note
from interactions.search.find import search
from interactions.search.language import HELP, Words, parse
from interactions.search.lexemes import phrases
from interactions.search.marking import Excerpt, excerpt, pattern
from interactions.search.patience import TOO_LONG, TookTooLong, in_time

READ = 4_000
"""Characters of a message that are looked through for a page's snippets; the search itself knows all of it."""

MOST_MESSAGES = 2_000
HIT = "found"


class Searched:
    """The search of a list of conversations: its language, its help, and what it found in each row."""

    search_fields = ("subject",)
    search_help_text = "Words, a name, an order number, is:open …"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Interaction], search_term: str
    ) -> tuple[QuerySet[Interaction], bool]:
        """Find what the search asks for; what it left out is told beside the box."""
        user = request.user if isinstance(request.user, User) else None
        found = search(queryset, search_term, user=user)
        request.search_hint = found.hint  # type: ignore[attr-defined]
        return found.rows, False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Use a list whose rows tell what was found."""
        return SearchedChangeList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, with what can be typed and what was left out."""
        told = {"search_help": HELP, "search_hint": lambda: getattr(request, "search_hint", "")}
        response: HttpResponse = super().changelist_view(request, told | (extra_context or {}))  # type: ignore[misc]
        return response


class SearchedChangeList(BoundedChangeList):
    """A list whose rows tell, as `snippet`, what the search found in them."""

    def url_for_result(self, result: Model) -> str:
        """Return where a row's page is."""
        return place_of("change", result.pk)

    def get_results(self, request: HttpRequest) -> None:
        """Read one page of results, and what was found in each; none, and why, where a search takes too long."""
        if not self.query:
            super().get_results(request)
            return
        try:
            with in_time():
                self._read_hits(request)
        except TookTooLong:
            request.search_hint = TOO_LONG  # type: ignore[attr-defined]
            self.queryset = self.queryset.none()
            self.root_queryset = self.root_queryset.none()
            super().get_results(request)

    def _read_hits(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        found = snippets([row.pk for row in rows], self.query)
        for row in rows:
            row.snippet = found.get(row.pk)
        self.result_list = rows


def snippets(ids: Sequence[UUID], query: str) -> dict[UUID, SafeString]:
    """Return, for those of these conversations whose texts hold the words of a search, a piece of one as safe HTML.

    The piece is of the message, note or attachment's name that shows the most of the words, the earliest of equals.
    Three queries, whatever the number of conversations, and none where the search holds no words.
    """
    words = [term for term in parse(query).terms if isinstance(term, Words) and not term.is_negated]
    if not words or not ids:
        return {}
    sought = [
        pattern(phrase, term.typed, is_beginning=term.is_beginning)
        for term, phrase in zip(words, phrases([term.text for term in words]), strict=True)
    ]
    patterns = [one for one in sought if one]
    best: dict[UUID, tuple[str, Excerpt]] = {}
    for key, before, text in _texts(ids):
        found = excerpt(text, patterns)
        if found and (key not in best or found.terms > best[key][1].terms):
            best[key] = (before, found)
    return {key: _shown(before, found) for key, (before, found) in best.items()}


def _texts(ids: Sequence[UUID]) -> Iterator[tuple[UUID, str, str]]:
    """Yield the texts of conversations, messages first: whose, what stands before it where it is shown, the text."""
    spoken = Message.objects.filter(interaction__in=ids, is_deleted=False).order_by("sent_at", "position", "id")
    rows = list(spoken.values_list("interaction_id", Left("content", READ), "attachments")[:MOST_MESSAGES])
    for key, content, _ in rows:
        yield key, "", content
    for key, _, attachments in rows:
        for name in _names(attachments):
            yield key, "Attachment: ", name
    notes = Note.objects.filter(interaction__in=ids, removed_at=None).order_by("id")
    for key, text in notes.values_list("interaction_id", Left("text", READ))[:MOST_MESSAGES]:
        yield key, "Note: ", text


def _names(attachments: Any) -> Iterator[str]:
    for one in attachments if isinstance(attachments, list) else ():
        if isinstance(one, dict) and isinstance(one.get("name"), str):
            yield one["name"]


def _shown(before: str, found: Excerpt) -> SafeString:
    return format_html("{}{}", before, foreign(marked(found.text, [Mark(a, b, HIT) for a, b in found.hits])))
