"""The addresses of the plain admin that the desk is measured beside."""

from django.contrib import admin
from django.urls import path

from interactions.models import Interaction


class PlainAdmin(admin.ModelAdmin[Interaction]):
    """A list with the same columns, as Django's tutorial would write it."""

    list_display = (
        "source", "started_at", "customer_name", "subject", "category", "sentiment", "priority", "status", "assignee",
    )  # fmt: skip
    list_filter = ("status", "source", "sentiment", "priority")
    list_per_page = 50


site = admin.AdminSite()
site.register(Interaction, PlainAdmin)
urlpatterns = [path("admin/", site.urls)]
