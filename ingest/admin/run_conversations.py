"""The conversations that the syncs created and changed, and the links that lead from a run to its own."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ingest.admin.run_filter import RunFilter
from ingest.models import SyncRun, SyncRunInteraction
from interactions.admin.base import ReadOnlyAdmin
from interactions.admin.display import NOTHING, badge, foreign, short_time, shortened, two_lines
from interactions.admin.list_filters import ChoiceFilter
from interactions.vocabulary import Source

KINDS = {"created": True, "changed": False}


class KindFilter(ChoiceFilter):
    """Whether the run created the conversation, or changed it."""

    title = "what the sync did"
    parameter_name = "kind"
    words = (("created", "Created"), ("changed", "Changed"))

    def condition(self, value: str) -> Q:
        """Return the rows of that kind."""
        return Q(is_new=KINDS[value])


@admin.register(SyncRunInteraction)
class SyncRunInteractionAdmin(ReadOnlyAdmin):
    """What each sync created and changed: a row for each conversation of each run."""

    has_row_cards = True
    list_display = ("conversation", "origin", "what", "by_run", "began")
    list_display_links = None
    list_filter = (KindFilter, RunFilter)
    filter_parameters = frozenset({"kind", "run"})
    list_select_related = ("interaction",)
    ordering = ("-id",)
    fields = list_display
    readonly_fields = fields

    @admin.display(description="Conversation")
    def conversation(self, row: SyncRunInteraction) -> SafeString:
        """Link to the conversation by its subject, with its customer."""
        one = row.interaction
        address = reverse("admin:interactions_interaction_change", args=[row.interaction_id])
        subject = format_html('<a href="{}">{}</a>', address, foreign(shortened(one.subject) or "No subject"))
        return two_lines(subject, foreign(one.customer_name or one.customer_email or "–"))

    @admin.display(description="Source")
    def origin(self, row: SyncRunInteraction) -> SafeString:
        """Show the source."""
        return badge(row.interaction.source)

    @admin.display(description="What the sync did")
    def what(self, row: SyncRunInteraction) -> str:
        """Show whether the run created it."""
        return "Created" if row.is_new else "Changed"

    @admin.display(description="Sync")
    def by_run(self, row: SyncRunInteraction) -> SafeString:
        """Link to the run."""
        address = reverse("admin:ingest_syncrun_change", args=[row.run_id])
        return format_html('<a class="boo-link" href="{}">Sync {}</a>', address, row.run_id)

    @admin.display(description="Conversation began")
    def began(self, row: SyncRunInteraction) -> SafeString:
        """Show when the conversation began."""
        return short_time(row.interaction.started_at)


def with_conversations(runs: QuerySet[SyncRun]) -> QuerySet[Any]:
    """Let each run carry how many conversations it created and changed."""
    return runs.annotate(**{f"conversations_{kind}": _number(is_new) for kind, is_new in KINDS.items()})


def links(run: SyncRun) -> list[SafeString]:
    """Return the links to the conversations that a run (of `with_conversations`) created and changed."""
    numbers = [(kind, getattr(run, f"conversations_{kind}", 0)) for kind in KINDS]
    return [_link(run, kind, number) for kind, number in numbers if number]


def told(run: SyncRun) -> SafeString:
    """Return the links with what they count: of mails, several may be one conversation."""
    shown = links(run)
    if not shown:
        missing = "Not on record: which conversations a sync touched is kept for 90 days."
        return format_html("{}", missing) if run.created or run.updated else NOTHING
    lines = format_html("{}<br>{}", *shown) if len(shown) > 1 else shown[0]
    if run.source != Source.EMAIL:
        return lines
    return two_lines(lines, "The counts above are of mails; several mails may be one conversation.")


def _number(is_new: bool) -> Coalesce:
    rows = SyncRunInteraction.objects.filter(run=OuterRef("pk"), is_new=is_new).order_by().values("run")
    number = Subquery(rows.annotate(number=Count("*")).values("number"), output_field=IntegerField())
    return Coalesce(number, 0)


def _link(run: SyncRun, kind: str, number: int) -> SafeString:
    address = reverse("admin:ingest_syncruninteraction_changelist")
    query = urlencode({"run": run.pk, "kind": kind})
    words = f"{kind.capitalize()}: {number:,} conversation{'' if number == 1 else 's'}"
    return format_html('<a class="boo-link" href="{}?{}">{}</a>', address, query, words)
