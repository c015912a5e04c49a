"""Exports from the list: which columns, which kind of file; at once, or, where they are many, in the background."""

import logging
import tempfile
from collections.abc import Iterator
from typing import Any, Protocol, cast
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django_q.tasks import async_task
from unfold.widgets import UnfoldAdminRadioSelectWidget

from interactions.exports import TooManyRows, csv_text, rows, shop, write_xlsx
from interactions.exports.background import ask, make
from interactions.exports.columns import ALL, COLUMNS, chosen
from interactions.models import Export, Interaction

logger = logging.getLogger(__name__)

AT_ONCE = 5_000
"""Rows up to which a file is sent at once; more are written in the background."""

LIST = "admin:interactions_interaction_changelist"
EXPORTS = "admin:interactions_export_changelist"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportForm(forms.Form):
    """Asks for the kind of file and the columns."""

    format = forms.ChoiceField(
        label="File",
        choices=[("csv", "CSV"), ("xlsx", "Excel (XLSX)")],
        initial="csv",
        widget=UnfoldAdminRadioSelectWidget,
    )
    columns = forms.MultipleChoiceField(
        label="Columns",
        choices=[(column.name, column.meaning) for column in ALL],
        initial=COLUMNS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one column."},
    )


class Page(Protocol):
    """The part of the list's admin that an export needs."""

    admin_site: admin.AdminSite

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Say whether the person may export."""

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the list under the address's filters and search."""

    def message_user(self, request: HttpRequest, message: str, level: int = ...) -> None:
        """Tell the person what happened."""


def export_page(page: Page, request: HttpRequest) -> HttpResponseBase:
    """Ask for columns and kind, telling for how many conversations; then send the file, or have it made."""
    if not page.has_export_permission(request):
        raise PermissionDenied
    try:
        found = filtered(page, request)
    except IncorrectLookupParameters:
        return HttpResponseRedirect(reverse(LIST) + "?e=1")
    form = ExportForm(request.POST or None)
    count = found.order_by().values("pk")[: AT_ONCE + 1].count()
    if not form.is_valid():
        return _form(page, request, form, count)
    columns = chosen(form.cleaned_data["columns"])
    if count <= AT_ONCE:
        return send(request, found, form.cleaned_data["format"], columns)
    export = ask(cast("User", request.user), request.GET.urlencode(), form.cleaned_data["format"], columns)
    async_task("interactions.admin.exporting.make_export", str(export.pk))
    page.message_user(request, "The file is being written. It appears below when it is ready.", messages.SUCCESS)
    return HttpResponseRedirect(reverse(EXPORTS))


def send(
    request: HttpRequest, found: QuerySet[Interaction], kind: str = "csv", columns: tuple[str, ...] = COLUMNS
) -> HttpResponseBase:
    """Send the file at once. Tells the log who exported, never what."""
    logger.info("User %s exports interactions, filtered by %s", request.user.pk, sorted(request.GET) or "nothing")
    table = rows(found, shop(), columns)
    headers = _headers(f"customer-interactions-{timezone.localdate():%Y-%m-%d}.{kind}")
    if kind == "csv":
        return StreamingHttpResponse(csv_text(table), content_type=TYPES[kind], headers=headers)
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    write_xlsx(table, file)
    file.seek(0)
    return FileResponse(file, content_type=TYPES[kind], headers=headers)


def make_export(key: str) -> int:
    """Write the file that somebody asked for: the job behind a large export. Safe to run twice; returns the rows."""
    export = Export.objects.select_related("user").get(pk=key)
    request = HttpRequest()
    request.method, request.user, request.GET = "GET", export.user, QueryDict(export.query)
    page = cast("Page", admin.site.get_model_admin(Interaction))
    if not page.has_export_permission(request):
        raise PermissionDenied
    try:
        return make(export, filtered(page, request), now=timezone.now())
    except TooManyRows:
        return 0


def filtered(page: Page, request: HttpRequest) -> QuerySet[Interaction]:
    """Return what the list shows under this address's filters and search, all pages of it."""
    found: QuerySet[Interaction] = page.get_changelist_instance(request).get_queryset(request)
    return found


def download(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Send a finished file to whoever asked for it, and to nobody else."""
    if not request.user.has_perm("interactions.export_interaction"):
        raise PermissionDenied
    export = Export.objects.filter(pk=key, user=request.user.pk, finished_at__isnull=False, error=None).first()
    if export is None:
        messages.error(request, "That file isn't there any more. Files are kept for a week: export again.")
        return HttpResponseRedirect(reverse(EXPORTS))
    name = f"customer-interactions-{timezone.localtime(export.created_at):%Y-%m-%d-%H%M}.{export.format}"
    headers = _headers(name) | ({"Content-Length": str(export.size)} if export.size else {})
    return StreamingHttpResponse(_parts(export), content_type=TYPES[export.format], headers=headers)


def _parts(export: Export) -> Iterator[bytes]:
    for position in export.parts.values_list("position", flat=True):
        yield bytes(export.parts.values_list("data", flat=True).get(position=position))


def _headers(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}


def _form(page: Page, request: HttpRequest, form: ExportForm, count: int) -> TemplateResponse:
    query = request.GET.urlencode()
    context = {
        **page.admin_site.each_context(request),
        "title": "Export",
        "opts": Interaction._meta,
        "form": form,
        "count": f"over {AT_ONCE:,}" if count > AT_ONCE else f"{count:,}",
        "is_large": count > AT_ONCE,
        "back": reverse(LIST) + (f"?{query}" if query else ""),
    }
    return TemplateResponse(request, "admin/interactions/interaction/export.html", context)
