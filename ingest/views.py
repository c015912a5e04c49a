"""What a browser may ask of the sources: the files of mails, for staff who may see conversations."""

from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from ingest.attachments import AttachmentGone, OpenAttachment, open_attachment
from ingest.source import SourceError
from ingest.sources.email.headers import safe_file_name

VIEW_PERMISSION = "interactions.view_interaction"


@require_GET
def attachment(request: HttpRequest, message_id: UUID, section: str) -> HttpResponseBase:
    """Send a mail's file as a download that no browser opens by itself, straight from the mailbox."""
    if not request.user.has_perm(VIEW_PERMISSION):
        raise PermissionDenied
    try:
        opened = open_attachment(message_id, section)
    except AttachmentGone as gone:
        return _unavailable(request, str(gone), status=404)
    except SourceError as error:
        return _unavailable(request, str(error), status=503)
    return _download(opened)


def _download(opened: OpenAttachment) -> StreamingHttpResponse:
    # Django closes what it streams from, and with it the connection to the mailbox.
    response = StreamingHttpResponse(opened, content_type="application/octet-stream")
    name = safe_file_name(opened.name) or "attachment"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _unavailable(request: HttpRequest, reason: str, *, status: int) -> HttpResponse:
    context = admin.site.each_context(request) | {"title": "The file can't be opened", "reason": reason}
    return TemplateResponse(request, "admin/ingest/attachment_unavailable.html", context, status=status)
