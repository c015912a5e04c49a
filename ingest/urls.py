"""The addresses of this app, below admin/."""

from django.contrib import admin
from django.urls import path

from ingest.regroup_views import regroup
from ingest.views import attachment

app_name = "ingest"
urlpatterns = [
    path("attachments/<uuid:message_id>/<str:section>/", admin.site.admin_view(attachment), name="attachment"),
    path("regroup/<uuid:key>/", admin.site.admin_view(regroup), name="regroup"),
]
