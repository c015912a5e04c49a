"""The theme's select, written out without its templates: those took an eighth of a conversation's page."""

from typing import Any

from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminSelectWidget

ARROW = (
    "material-symbols-outlined absolute group-[.primary]:text-white pointer-events-none mr-[12px] right-0 "
    "text-base-400 top-0 top-1/2 hover:text-base-700 dark:text-base-500 dark:hover:text-base-200 -translate-y-1/2"
)


class QuickSelect(UnfoldAdminSelectWidget):
    """A select that looks like the theme's."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Return the select as HTML, the choices in their groups."""
        chosen = set(self.format_value(value))
        parts = [
            format_html('<optgroup label="{}">{}</optgroup>', title, _options(text, chosen))
            if isinstance(text, list | tuple)
            else _options([(title, text)], chosen)
            for title, text in self.choices
        ]
        return format_html(
            '<div class="grow relative max-w-2xl"><select name="{}"{}>{}</select>'
            '<span class="{}">expand_more</span></div>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            SafeString("".join(parts)),
            ARROW,
        )


def _options(choices: Any, chosen: set[str]) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            ("" if value is None else value, SafeString(" selected") if str(value) in chosen else "", text)
            for value, text in choices
        ),
    )
