"""Categories and rules as files: taken out, edited in a spreadsheet, and brought back through the same checks."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms import ModelForm
from import_export import resources
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from interactions.admin.base import ModelAdmin
from interactions.admin.category_form import CategoryForm
from interactions.admin.rule_form import FIELDS, RuleForm
from interactions.models import Category, CategoryRule


class CheckedResource(resources.ModelResource):
    """Rows that are recognised by their name, and must pass what the form of the page asks."""

    form: ClassVar[type[ModelForm[Any]]]

    class Meta:
        import_id_fields = ("name",)
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_bulk = False

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """Take an empty cell for no value, and a number for its text."""
        for name, value in row.items():
            row[name] = None if value in ("", None) else value

    def validate_instance(
        self, instance: Any, import_validation_errors: dict[str, Any] | None = None, validate_unique: bool = True
    ) -> None:
        """Check a row as the page would; each error names its column."""
        super().validate_instance(instance, import_validation_errors, validate_unique)
        names = self.form.base_fields.keys() & {field.attribute for field in self.get_import_fields()}
        data = {name: value for name in names if (value := getattr(instance, name)) is not None and value is not False}
        stored = type(instance).objects.filter(pk=instance.pk).first()
        form = self.form(data, instance=stored)
        if not form.is_valid():
            raise ValidationError({name: list(errors) for name, errors in form.errors.items() if name in names})


class CategoryResource(CheckedResource):
    """Every category and subcategory, with its suggested reply."""

    form = CategoryForm

    class Meta(CheckedResource.Meta):
        model = Category
        fields = CategoryForm.Meta.fields
        export_order = fields


class RuleResource(CheckedResource):
    """Staff's own rules. One that a file brings in new is off until somebody has tried it and enables it."""

    form = RuleForm

    class Meta(CheckedResource.Meta):
        model = CategoryRule
        fields = FIELDS
        export_order = fields

    def before_save_instance(self, instance: CategoryRule, row: dict[str, Any], **kwargs: Any) -> None:
        """Switch a new rule off, and say who brought it."""
        if instance.pk is None:
            instance.is_enabled = False
            instance.created_by = kwargs.get("user")
        instance.updated_by = kwargs.get("user")


class ExchangeAdmin(ImportExportMixin, ModelAdmin):
    """A list with an import and an export, as CSV or Excel; an import shows what it would do before it does it."""

    import_form_class = ImportForm
    export_form_class = ExportForm
    import_formats: ClassVar = [CSV, XLSX]
    export_formats: ClassVar = [CSV, XLSX]
    skip_admin_log = True
