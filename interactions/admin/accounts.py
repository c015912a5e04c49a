"""Staff's accounts and groups, in the same clothes as everything else."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as StockGroupAdmin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from interactions.admin.base import ModelAdmin

POWERS = {"is_superuser", "user_permissions"}

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(StockUserAdmin[User], ModelAdmin):  # type: ignore[misc]
    """The people who log in. Whoever is no superuser gives out no more than they have themselves."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "first_name", "last_name", "email", "roles", "is_active")
    list_filter = ()
    list_filter_submit = False
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Read the people with their roles."""
        rows: QuerySet[User] = super().get_queryset(request)
        return rows.prefetch_related("groups")

    @admin.display(description="Roles")
    def roles(self, row: User) -> str:
        """Show the groups."""
        names = ", ".join(group.name for group in row.groups.all())
        return "superuser" if row.is_superuser else names or "–"

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Leave out what only a superuser may give: their own kind of power, and single permissions."""
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser or obj is None:
            return fieldsets
        return [
            (title, options | {"fields": [name for name in options["fields"] if name not in POWERS]})
            for title, options in fieldsets
        ]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Keep a superuser's account, and that of anybody who may more, from those who may less."""
        allowed = bool(super().has_change_permission(request, obj))
        return allowed and (obj is None or _may_all_of(request, obj))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the groups that give no more than the person has."""
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups" and field is not None and not request.user.is_superuser:
            own = request.user.get_all_permissions()
            given = {group.pk for group in Group.objects.all() if not _codes(group) <= own}
            field.queryset = Group.objects.exclude(pk__in=given)
        return field


@admin.register(Group)
class GroupAdmin(StockGroupAdmin, ModelAdmin):  # type: ignore[misc]
    """What a role may do."""


def _may_all_of(request: HttpRequest, other: User) -> bool:
    if request.user.is_superuser:
        return True
    return not other.is_superuser and other.get_all_permissions() <= request.user.get_all_permissions()


def _codes(group: Group) -> set[str]:
    rows = group.permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{name}" for app, name in rows}
