"""Staff's own rules: the list, the editor with its trials, and applying them to conversations judged before."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_q.tasks import async_task

from interactions.admin.display import NOTHING, badge, category_label, short_time, shortened, two_lines
from interactions.admin.exchange import ExchangeAdmin, RuleResource
from interactions.admin.rule_form import PREVIEW, TRY, RuleForm
from interactions.admin.rule_trial import lines, tried
from interactions.categorize.row_rules import BadRule, rule_of
from interactions.category_rules import applied
from interactions.models import CategoryRule, Interaction
from interactions.rule_preview import DAYS, preview
from interactions.rule_proposal import MOST_CHOSEN, proposed

CHANGELIST = "admin:interactions_categoryrule_changelist"
APPLY = "admin:interactions_categoryrule_apply"


@admin.register(CategoryRule)
class CategoryRuleAdmin(ExchangeAdmin):
    """Rules that come on top of the shipped rule book. None counts before somebody enables it."""

    form = RuleForm
    resource_classes: ClassVar = [RuleResource]
    fieldsets = (
        (None, {"fields": ("name", "phrases")}),
        ("What it says", {"fields": (("category", "subcategory"), ("weight", "scope"), ("priority", "sentiment"))}),
        (None, {"fields": ("note", "is_enabled")}),
    )
    list_display = ("title", "says", "looks_for", "standing", "changed")
    list_display_links = ("title",)
    nothing_yet = "The shipped rules work without any. Choose conversations in their list to make one from them."
    search_fields = ("name", "phrases", "note")
    search_help_text = "Name, phrase or note"
    actions = ("enable", "disable")
    change_form_template = "admin/interactions/categoryrule/change_form.html"
    change_list_template = "admin/interactions/categoryrule/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[CategoryRule]:
        """Read what the list shows, in one query."""
        rows: QuerySet[CategoryRule] = super().get_queryset(request)
        labels = {"category_label": category_label("category"), "subcategory_label": category_label("subcategory")}
        return rows.annotate(**labels).select_related("updated_by")

    @admin.display(description="Rule", ordering="name")
    def title(self, row: CategoryRule) -> SafeString | str:
        """Show the name and the note."""
        return two_lines(row.name, shortened(row.note, 80)) if row.note else row.name

    @admin.display(description="Category", ordering="category")
    def says(self, row: CategoryRule) -> SafeString | str:
        """Show what it speaks for."""
        category = getattr(row, "category_label", None) or row.category
        subcategory = getattr(row, "subcategory_label", None) or row.subcategory
        return two_lines(category, subcategory) if subcategory else category

    @admin.display(description="Looks for")
    def looks_for(self, row: CategoryRule) -> SafeString | str:
        """Show the first phrase, and how many more there are; say where they can't be read."""
        try:
            phrases = rule_of(row).phrases
        except BadRule as error:
            return two_lines(badge("failed", "Can't be read"), shortened(error.faults[0].problem, 80))
        more = f"and {len(phrases) - 1} more" if len(phrases) > 1 else ""
        return two_lines(shortened(phrases[0], 60), more)

    @admin.display(description="State", ordering="is_enabled")
    def standing(self, row: CategoryRule) -> SafeString:
        """Show whether it counts."""
        return badge("resolved", "Enabled") if row.is_enabled else badge("off", "Off")

    @admin.display(description="Changed", ordering="updated_at")
    def changed(self, row: CategoryRule) -> SafeString:
        """Show when, and by whom."""
        who = row.updated_by.get_username() if row.updated_by else NOTHING
        return two_lines(short_time(row.updated_at), who)

    @admin.action(description="Enable", permissions=["change"])
    def enable(self, request: HttpRequest, queryset: QuerySet[CategoryRule]) -> None:
        """Let the rules count from now on."""
        self._switch(request, queryset, on=True)

    @admin.action(description="Disable", permissions=["change"])
    def disable(self, request: HttpRequest, queryset: QuerySet[CategoryRule]) -> None:
        """Let the rules count no longer."""
        self._switch(request, queryset, on=False)

    def _switch(self, request: HttpRequest, rules: QuerySet[CategoryRule], *, on: bool) -> None:
        changed = rules.exclude(is_enabled=on)
        count = changed.update(is_enabled=on, updated_at=timezone.now(), updated_by=cast("User", request.user))
        what = "enabled" if on else "disabled"
        self.message_user(request, _offer(f"{count} {'rule' if count == 1 else 'rules'} {what}."), messages.SUCCESS)

    def save_model(self, request: HttpRequest, obj: CategoryRule, form: ModelForm[CategoryRule], change: bool) -> None:
        """Save with who did it and when; where it counts, offer to apply it."""
        obj.updated_by, obj.updated_at = cast("User", request.user), timezone.now()
        if not change:
            obj.created_by = obj.updated_by
        super().save_model(request, obj, form, change)
        if obj.is_enabled or "is_enabled" in form.changed_data:
            self.message_user(request, _offer("It counts for what is judged from now on."), messages.INFO)

    def delete_model(self, request: HttpRequest, obj: CategoryRule) -> None:
        """Delete, and offer to judge again what it decided."""
        super().delete_model(request, obj)
        if obj.is_enabled:
            self.message_user(request, _offer("It counts no longer."), messages.INFO)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the editor, and what a trial found."""
        form = context["adminform"].form
        if isinstance(form, RuleForm) and form.is_trial and not form.errors:
            context |= trial(form, now=timezone.now())
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def get_urls(self) -> list[URLPattern]:
        """Add the page that applies the rules."""
        view = self.admin_site.admin_view(self.apply_view)
        return [path("apply/", view, name="interactions_categoryrule_apply"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, and how far the rules have been applied."""
        shown = standing_of_rules(timezone.now()) if self.has_change_permission(request) else {}
        response: HttpResponse = super().changelist_view(request, shown | (extra_context or {}))
        return response

    def apply_view(self, request: HttpRequest) -> HttpResponse:
        """Ask, and have the last 90 days judged again by a worker."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            async_task("interactions.tasks.apply_rules", DAYS, task_name="Apply the rules")
            self.message_user(
                request,
                "Under way: a worker judges the conversations of the last 90 days again. Reload to see how far it is.",
                messages.SUCCESS,
            )
            return HttpResponseRedirect(reverse(CHANGELIST))
        context = {
            **self.admin_site.each_context(request),
            **standing_of_rules(timezone.now()),
            "title": f"Apply the rules to the last {DAYS} days",
            "opts": self.opts,
            "back": reverse(CHANGELIST),
        }
        return TemplateResponse(request, "admin/interactions/categoryrule/apply.html", context)


def standing_of_rules(now: datetime) -> dict[str, Any]:
    """Count the conversations of the last 90 days, and those of them that were judged by the rules as they are."""
    done, total = applied(since=now - timedelta(days=DAYS))
    return {"done": done, "total": total, "days": DAYS, "apply_link": reverse(APPLY)}


def trial(form: RuleForm, *, now: datetime) -> dict[str, Any]:
    """Try the rule of a form out, on its text or on stored conversations. Nothing is saved."""
    row: CategoryRule = form.instance
    rule = rule_of(row)
    if PREVIEW in form.data:
        found = preview(rule, now=now, row=row.pk)
        shown = lines(found, form.labels)
        return {
            "preview": found,
            "preview_lines": shown[: len(found.samples)],
            "preview_rest": shown[len(found.samples) :],
        }
    sample = form.cleaned_data.get("sample", "")
    return {"tried": tried(rule, sample, form.labels, row=row.pk)} if TRY in form.data and sample else {}


def new_rule_address(chosen: QuerySet[Interaction], *, now: datetime) -> str:
    """Return the address of a new rule's form, filled with what the customers of chosen conversations say."""
    ids: list[UUID] = list(chosen.order_by("-started_at").values_list("pk", flat=True)[:MOST_CHOSEN])
    found = proposed(ids, now=now)
    told = [f"{one.phrase} ({one.in_chosen} of {found.chosen})" for one in found.phrases]
    note = f"Made from {found.chosen} conversations. They say: {', '.join(told)}." if told else ""
    values = {
        "phrases": "\n".join(one.phrase for one in found.phrases),
        "category": found.category or "",
        "subcategory": found.subcategory or "",
        "note": note,
    }
    return f"{reverse('admin:interactions_categoryrule_add')}?{urlencode(values)}"


def _offer(said: str) -> SafeString:
    """Return a message with a link to apply the rules to what was judged before."""
    link = format_html('<a class="boo-link" href="{}">Apply the rules to the last {} days</a>', reverse(APPLY), DAYS)
    return format_html("{} {}", said, link)
