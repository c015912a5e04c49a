"""The one base class of the admin's pages. Another theme is put in here, and nowhere else."""

from functools import cache
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.html import escape
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin as ThemedModelAdmin
from unfold.admin import checkbox

from interactions.admin.counting import BoundedPaginator

ROW = "the-row"
"""What stands for a row's key in the box that is made once."""


class BoundedChangeList(ChangeList):
    """A list that offers "show all" only where something is left out."""

    def get_results(self, request: HttpRequest) -> None:
        """Read one page of results."""
        super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count


class ModelAdmin(ThemedModelAdmin):
    """A page that stays quick on a long table, and that no hand-made address breaks."""

    list_per_page = 50
    list_max_show_all = 200
    list_filter_submit = True
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    change_list_template = "admin/boo_change_list.html"
    has_row_cards = True
    """Whether a row becomes a card on a phone; else the table scrolls sideways."""

    nothing_yet = ""
    """What to say where there is no row at all: how one comes about."""

    filter_parameters: ClassVar[frozenset[str]] = frozenset()
    """The names that this list's own filters read from the address; a list with filters names them all."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Use our list."""
        return BoundedChangeList

    @admin.display(description=ThemedModelAdmin.action_checkbox.short_description)
    def action_checkbox(self, obj: Model) -> SafeString:
        """Return the box that selects a row: the theme's, made once and not for each row."""
        return SafeString(_box().replace(ROW, escape(obj.pk)))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow the declared filters only: any column by any lookup would be slow, and would tell what isn't shown."""
        return lookup in self.filter_parameters

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponseBase | None:
        """Run the chosen action; a selection that can't be read changes nothing."""
        try:
            for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.model._meta.pk.to_python(chosen)
        except ValidationError:
            self.message_user(
                request, "That selection can't be read. Nothing was changed: select again.", messages.ERROR
            )
            return None
        response: HttpResponseBase | None = super().response_action(request, queryset, *args, **kwargs)
        return response


@cache
def _box() -> str:
    return str(checkbox.render(ACTION_CHECKBOX_NAME, ROW))


class ReadOnlyAdmin(ModelAdmin):
    """A page that shows what the sources or the syncs wrote; nothing is added, changed or deleted there."""

    show_add_link = False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the row, without a history that nobody could have made."""
        response: HttpResponse = super().render_change_form(request, context | {"show_history": False}, *args, **kwargs)
        return response

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: only the store adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: what was said stays as it was said."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: erasing a person is a procedure of its own."""
        return False
