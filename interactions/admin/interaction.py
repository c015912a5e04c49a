"""The conversations: the list that staff work from, and the page of one."""

from collections.abc import Sequence
from functools import partial
from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.db.models.functions import Coalesce
from django.forms import ModelForm, Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from interactions.admin import bulk
from interactions.admin.base import ModelAdmin
from interactions.admin.category_keys import category_keys
from interactions.admin.exporting import export_page, send
from interactions.admin.judged_filters import (
    NoAnswerFilter,
    ReviewFilter,
    SaidFilter,
    SaidSubcategoryFilter,
    SubcategoryReviewFilter,
)
from interactions.admin.list_columns import ListColumns, with_columns
from interactions.admin.list_filters import (
    AssigneeFilter,
    AttachmentFilter,
    CategoryFilter,
    ConfidenceFilter,
    CustomerFilter,
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
from interactions.admin.merged import lead_on
from interactions.admin.one_click import undo_page
from interactions.admin.page import page_context, page_urls
from interactions.admin.peek import peek
from interactions.admin.rules import new_rule_address
from interactions.admin.saving import NEXT, REFUSED, after_saving, refusal, save_page
from interactions.admin.search_hits import Searched
from interactions.admin.triage_form import TriageForm
from interactions.admin.walk import next_due
from interactions.models import Category, Interaction
from interactions.queues import OLDEST_WAIT_FIRST, AsOf, as_of
from interactions.triage import EDITABLE
from interactions.vocabulary import Status


@admin.register(Interaction)
class InteractionAdmin(Searched, ListColumns, ModelAdmin):
    """Conversations. What the source said is read only; what staff decide is a small form beside it."""

    form = TriageForm
    fields = EDITABLE
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
        CustomerFilter,
        AttachmentFilter,
        ConfidenceFilter,
        DecidedFilter,
        SaidFilter,
        ReviewFilter,
        SaidSubcategoryFilter,
        SubcategoryReviewFilter,
        NoAnswerFilter,
        ("started_at", DayRangeFilter),
    )
    filter_parameters = frozenset(
        {"queue", "status", "source", "category", "subcategory", "sentiment", "priority", "decided"}
        | {"said", "review", "said_subcategory", "subcategory_review", "no_answer"}
        | {"assignee", "tag", "customer", "attachment", "confidence"}
        | {"started_at_from", "started_at_to"}
    )
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
        js = tuple(Script(f"boo_site/{name}.js", defer=True) for name in ("keys", "list", "desk"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Interaction]:
        """Read what the list shows, with the categories in plain words, and without the long texts."""
        rows: QuerySet[Interaction] = super().get_queryset(request)
        return with_columns(rows, _asked_at(request)).defer("transcript", "raw_data")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Interaction | None:
        """Read one conversation, without what only the list shows."""
        key = _key(object_id)
        rows = Interaction.objects.select_related("assignee").defer("transcript")
        return rows.filter(pk=key).first() if key else None

    def get_ordering(self, request: HttpRequest) -> Sequence[Any]:
        """Order a queue by who has waited longest, everything else by what began last."""
        if request.GET.get("queue") in OLDEST_WAIT_FIRST:
            return (Coalesce("last_customer_message_at", "started_at").asc(), "pk")
        ordering: Sequence[Any] = super().get_ordering(request)
        return ordering

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: conversations come from the sources."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: erasing a person is a procedure of its own."""
        return False

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Let those export who may."""
        return request.user.has_perm("interactions.export_interaction")

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
        return send(request, queryset)

    def get_urls(self) -> list[URLPattern]:
        """Add the export of everything that is filtered, and the views behind one click."""
        view = self.admin_site.admin_view
        name = "interactions_interaction_{}".format
        return [
            path("export/", view(partial(export_page, self)), name=name("export")),
            path("undo/<uuid:change_set>/", view(partial(undo_page, self)), name=name("undo")),
            path("views/save/", view(partial(save, self)), name=name("save_view")),
            path("<uuid:key>/peek/", view(partial(peek, self)), name=name("peek")),
            *page_urls(self),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, with an export of what it is filtered by."""
        query = request.GET.urlencode()
        link = reverse("admin:interactions_interaction_export") + (f"?{query}" if query else "")
        allowed = {"export_link": link} if self.has_export_permission(request) else {}
        views = {
            "tabs": tabs(request, _asked_at(request)),
            "saved_views": saved(request),
            "may_save_view": request.user.has_perm("interactions.add_savedview"),
            "has_change_permission": self.has_change_permission(request),
            "keys": category_keys(Category.objects.order_by("id")),
            "view_query": query_of(request, self.filter_parameters),
        }
        response: HttpResponse = super().changelist_view(request, allowed | views | (extra_context or {}))
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Interaction | None = None, **kwargs: Any
    ) -> HttpResponse:
        """Show one conversation, why it was judged as it was, and what happened to it."""
        if obj is not None:
            context |= page_context(self, request, obj)
        response: HttpResponse = super().render_change_form(request, context, *args, obj=obj, **kwargs)
        return response

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show or save one conversation; where a change can't be written, say why and show what is."""
        key = _key(args[0] if args else kwargs.get("object_id"))
        # Asked before the change, which may take the conversation out of its list.
        request.next_due = (  # type: ignore[attr-defined]
            next_due(self, request, key, now=timezone.now()) if key and NEXT in request.POST else None
        )
        try:
            response: HttpResponse = super().changeform_view(request, *args, **kwargs)
        except REFUSED as error:
            self.message_user(request, refusal(error), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return response

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Lead from a conversation that was merged to the one that it became a part of."""
        key = _key(object_id)
        response: HttpResponse = (key and lead_on(self, request, key)) or super()._get_obj_does_not_exist_redirect(
            request, opts, object_id
        )
        return response

    def save_model(self, request: HttpRequest, obj: Interaction, form: ModelForm[Interaction], change: bool) -> None:
        """Write what the person changed, unless it has become something else since the page was shown."""
        save_page(self, request, cast("TriageForm", form))

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """Keep no second log: interaction_changes has every value, and holds no customer's words."""

    def response_change(self, request: HttpRequest, obj: Interaction) -> HttpResponse:
        """Go to the next conversation, back to the list, or stay on the page."""
        return after_saving(self, request, obj, getattr(request, "next_due", None))


def _asked_at(request: HttpRequest) -> AsOf:
    """Return what the queues depend on, the same for all of a request."""
    if not isinstance(known := getattr(request, "queues_as_of", None), AsOf):
        known = as_of(now=timezone.now(), user_id=request.user.pk)
        request.queues_as_of = known  # type: ignore[attr-defined]
    return known


def _key(object_id: Any) -> UUID | None:
    try:
        return UUID(str(object_id))
    except ValueError:
        return None
