"""The addresses of this app, below admin/attachments/."""

from django.contrib import admin
from django.urls import path

from ingest.views import attachment

app_name = "ingest"
urlpatterns = [
    path("<uuid:message_id>/<str:section>/", admin.site.admin_view(attachment), name="attachment"),
]
