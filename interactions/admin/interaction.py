"""The conversations: the list that staff work from, and the page of one."""

from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from interactions.admin import bulk
from interactions.admin.base import ModelAdmin
from interactions.admin.conversation import conversation
from interactions.admin.display import shortened
from interactions.admin.explanation import explanation
from interactions.admin.export import csv_response
from interactions.admin.facts import change_log, facts, stale_text, standing, values_text
from interactions.admin.judged_filters import NoAnswerFilter, ReviewFilter, SaidFilter
from interactions.admin.list_columns import ListColumns, with_columns
from interactions.admin.list_filters import (
    AssigneeFilter,
    AttachmentFilter,
    CategoryFilter,
    ConfidenceFilter,
    DayRangeFilter,
    DecidedFilter,
    PriorityFilter,
    QueueFilter,
    SentimentFilter,
    SourceFilter,
    StatusFilter,
    SubcategoryFilter,
    TagFilter,
)
from interactions.admin.list_views import query_of, save, saved, tabs
from interactions.admin.one_click import choose, person, undo_page, with_undo
from interactions.admin.peek import peek
from interactions.admin.rules import new_rule_address
from interactions.admin.triage_form import TriageForm
from interactions.filters import search
from interactions.models import Category, Interaction
from interactions.queues import OLDEST_WAIT_FIRST, AsOf, as_of
from interactions.triage import EDITABLE, InvalidChangeError, StaleChangeError, set_values
from interactions.vocabulary import Status


@admin.register(Interaction)
class InteractionAdmin(ListColumns, ModelAdmin):
    """Conversations. What the source said is read only; what staff decide is a small form beside it."""

    form = TriageForm
    fields = EDITABLE
    has_row_cards = True
    list_before_template = "admin/interactions/interaction/views.html"
    list_display = (
        "origin",
        "started",
        "customer",
        "about",
        "topic",
        "mood",
        "urgency",
        "standing",
        "owner",
        "expand",
    )
    list_display_links = ("about",)
    list_filter = (
        QueueFilter,
        StatusFilter,
        SourceFilter,
        CategoryFilter,
        SubcategoryFilter,
        SentimentFilter,
        PriorityFilter,
        AssigneeFilter,
        TagFilter,
        AttachmentFilter,
        ConfidenceFilter,
        DecidedFilter,
        SaidFilter,
        ReviewFilter,
        NoAnswerFilter,
        ("started_at", DayRangeFilter),
    )
    filter_parameters = frozenset(
        {"queue", "status", "source", "category", "subcategory", "sentiment", "priority", "decided"}
        | {"said", "review", "no_answer", "assignee", "tag", "attachment", "confidence"}
        | {"started_at_from", "started_at_to"}
    )
    search_fields = ("subject",)
    search_help_text = "Customer, subject or order number"
    ordering = ("-started_at", "-id")
    actions = (
        "resolve",
        "assign_to_me",
        "change_many",
        "resolve_noise",
        "reopen",
        "set_pending",
        "escalate",
        "make_rule",
        "export_selected",
    )
    change_form_template = "admin/interactions/interaction/change_form.html"

    class Media:
        js = ("boo_site/list.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Interaction]:
        """Read what the list shows, with the categories in plain words, and without the long texts."""
        rows: QuerySet[Interaction] = super().get_queryset(request)
        return with_columns(rows, _asked_at(request)).defer("transcript", "raw_data")

    def get_ordering(self, request: HttpRequest) -> Sequence[Any]:
        """Order a queue by who has waited longest, everything else by what began last."""
        if request.GET.get("queue") in OLDEST_WAIT_FIRST:
            return (Coalesce("last_customer_message_at", "started_at").asc(), "pk")
        ordering: Sequence[Any] = super().get_ordering(request)
        return ordering

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Interaction], search_term: str
    ) -> tuple[QuerySet[Interaction], bool]:
        """Find by customer, subject or order number."""
        return search(queryset, search_term), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: conversations come from the sources."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: erasing a person is a procedure of its own."""
        return False

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Let those export who may change."""
        allowed: bool = self.has_change_permission(request)
        return allowed

    @admin.action(description="Resolve", permissions=["change"])
    def resolve(self, request: HttpRequest, queryset: QuerySet[Interaction]) -> HttpResponse | None:
        """Set the status to resolved."""
        return bulk.set_status(self, request, queryset, Status.RESOLVED)

    @admin.action(description="Reopen", permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[Interaction]) -> HttpResponse | None:
        """Set the status to open."""
        return bulk.set_status(self, request, queryset, Status.OPEN)

    @admin.action(description="Set to pending", permissions=["change"])
    def set_pending(self, request: HttpRequest, queryset: QuerySet[Interaction]) -> HttpResponse | None:
        """Set the status to pending."""
        return bulk.set_status(self, request, queryset, Status.PENDING)

    @admin.action(description="Escalate", permissions=["change"])
    def escalate(self, request: HttpRequest, queryset: QuerySet[Interaction]) -> HttpResponse | None:
        """Set the status to escalated."""
        return bulk.set_status(self, request, queryset, Status.ESCALATED)

    @admin.action(description="Assign to me", permissions=["change"])
    def assign_to_me(self, request: HttpRequest, queryset: QuerySet[Interaction]) -> HttpResponse | None:
        """Take the conversations oneself."""
        return bulk.assign_to_me(self, request, queryset)

    @admin.action(description="Change category, assignee, tags…", permissions=["change"])
    def change_many(self, request: HttpRequest, queryset: QuerySet[Interaction]) -> HttpResponse | None:
        """Ask what to set on all of them, and set it."""
        return bulk.change_many(self, request, queryset)

    @admin.action(description="Resolve as noise…", permissions=["change"])
    def resolve_noise(self, request: HttpRequest, queryset: QuerySet[Interaction]) -> HttpResponse | None:
        """Resolve what no customer waits in."""
        return bulk.resolve_noise(self, request, queryset)

    @admin.action(description="Make a rule from these…", permissions=["make_rule"])
    def make_rule(self, request: HttpRequest, queryset: QuerySet[Interaction]) -> HttpResponse:
        """Open a new rule, filled with what these customers have in common."""
        return HttpResponseRedirect(new_rule_address(queryset, now=timezone.now()))

    def has_make_rule_permission(self, request: HttpRequest) -> bool:
        """Let those make rules who may add them."""
        return request.user.has_perm("interactions.add_categoryrule")

    @admin.action(description="Export as CSV", permissions=["export"])
    def export_selected(self, request: HttpRequest, queryset: QuerySet[Interaction]) -> HttpResponseBase:
        """Send the selected conversations as a spreadsheet."""
        return csv_response(request, queryset)

    def get_urls(self) -> list[URLPattern]:
        """Add the export of everything that is filtered, and the views behind one click."""
        view = self.admin_site.admin_view
        name = "interactions_interaction_{}".format
        return [
            path("export/", view(self.export_view), name=name("export")),
            path("undo/<uuid:change_set>/", view(partial(undo_page, self)), name=name("undo")),
            path("views/save/", view(partial(save, self)), name=name("save_view")),
            path("<uuid:key>/peek/", view(partial(peek, self)), name=name("peek")),
            path("<uuid:key>/choose/", view(partial(choose, self)), name=name("choose")),
            *super().get_urls(),
        ]

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Send what the list shows under this address's filters and search, all pages of it."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            shown = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:interactions_interaction_changelist") + "?e=1")
        return csv_response(request, shown)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, with an export of what it is filtered by."""
        query = request.GET.urlencode()
        link = reverse("admin:interactions_interaction_export") + (f"?{query}" if query else "")
        allowed = {"export_link": link} if self.has_export_permission(request) else {}
        views = {
            "tabs": tabs(request, _asked_at(request)),
            "saved_views": saved(request),
            "may_save_view": request.user.has_perm("interactions.add_savedview"),
            "view_query": query_of(request, self.filter_parameters),
        }
        response: HttpResponse = super().changelist_view(request, allowed | views | (extra_context or {}))
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Interaction | None = None, **kwargs: Any
    ) -> HttpResponse:
        """Show one conversation, why it was judged as it was, and what happened to it."""
        if obj is not None:
            labels = _labels()
            why = explanation(obj, labels)
            marks = why.marks if why else None
            context |= {
                "show_history": False,
                "subtitle": shortened(str(obj), 80),
                "conversation": conversation(obj, marks=marks, everything="all" in request.GET),
                "facts": facts(obj),
                "standing": standing(obj, labels),
                "explanation": why,
                "changes": change_log(obj, labels),
            }
        response: HttpResponse = super().render_change_form(request, context, *args, obj=obj, **kwargs)
        return response

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show or save one conversation; where a change can't be written, say why and show what is."""
        try:
            response: HttpResponse = super().changeform_view(request, *args, **kwargs)
        except StaleChangeError as error:
            self.message_user(request, stale_text(error, _labels()), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        except InvalidChangeError as error:
            self.message_user(request, f"Not saved: {error}", messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return response

    def save_model(self, request: HttpRequest, obj: Interaction, form: ModelForm[Interaction], change: bool) -> None:
        """Write what the person changed, unless it has become something else since the page was shown."""
        triage_form = cast("TriageForm", form)
        changes = triage_form.changes()
        if not changes:
            self.message_user(request, "Nothing was changed.", messages.SUCCESS)
            return
        seen = triage_form.seen(changes)
        changed = set_values([obj.pk], user=person(request), changes=changes, now=timezone.now(), seen=seen)
        said = f"Saved: {values_text(changes, triage_form.labels)}."
        self.message_user(request, with_undo(said, changed), messages.SUCCESS)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """Keep no second log: interaction_changes has every value, and holds no customer's words."""

    def response_change(self, request: HttpRequest, obj: Interaction) -> HttpResponse:
        """Go back to the list, or stay on the page."""
        if "_continue" in request.POST:
            return HttpResponseRedirect(request.get_full_path())
        response: HttpResponse = self.response_post_save_change(request, obj)
        return response


def _asked_at(request: HttpRequest) -> AsOf:
    """Return what the queues depend on, the same for all of a request."""
    if not isinstance(known := getattr(request, "queues_as_of", None), AsOf):
        known = as_of(now=timezone.now(), user_id=request.user.pk)
        request.queues_as_of = known  # type: ignore[attr-defined]
    return known


def _labels() -> dict[str, str]:
    return {row.name: str(row) for row in Category.objects.all()}
