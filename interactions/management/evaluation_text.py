"""An evaluation of the categoriser as text for a terminal. Pure."""

from collections.abc import Iterator

from interactions.categorize.evaluate import ENOUGH_LINES, Evaluation


def evaluation_text(found: Evaluation) -> str:
    """Return the figures, the table per category, the sources and the worst confusions."""
    sections = (_figures(found), _categories(found), _sources(found), _confusions(found))
    return "\n\n".join("\n".join(lines) for lines in sections)


def _figures(found: Evaluation) -> Iterator[str]:
    yield f"Texts                        {found.n:>9,}"
    yield f"Coverage                     {_percent(found.coverage)}"
    yield f"Accuracy (no answer: wrong)  {_percent(found.accuracy)}"
    yield f"Accuracy of the answered     {_percent(found.accuracy_of_answered)}"
    yield f"Subcategory too              {_percent(found.subcategory_accuracy)}"
    yield f"Mean accuracy over sources   {_percent(found.mean_accuracy_over_sources)}"
    yield f"Macro-F1                     {_percent(found.macro_f1)}  ({len(found.macro_f1_classes)} classes)"
    if found.texts_per_second is not None:
        yield f"Texts per second             {found.texts_per_second:>9,.0f}"
    if found.thin_classes:
        yield f"Fewer than {ENOUGH_LINES} lines, not in macro-F1: {', '.join(found.thin_classes)}"


def _categories(found: Evaluation) -> Iterator[str]:
    yield f"{'Category':<18}{'n':>7}{'answered':>10}{'precision':>11}{'recall':>9}{'F1':>9}"
    for one in found.categories:
        shares = (
            f"{_percent(one.answered):>10}{_percent(one.precision):>11}{_percent(one.recall):>9}{_percent(one.f1):>9}"
        )
        yield f"{one.category:<18}{one.n:>7,}{shares}"


def _sources(found: Evaluation) -> Iterator[str]:
    yield f"{'Source':<18}{'n':>7}{'answered':>10}{'accuracy':>11}"
    for one in found.sources:
        yield f"{one.source:<18}{one.n:>7,}{_percent(one.coverage):>10}{_percent(one.accuracy):>11}"


def _confusions(found: Evaluation) -> Iterator[str]:
    yield "Worst confusions"
    for one in found.confusions:
        yield f"{one.count:>7,}  {one.expected} taken for {one.answered or 'no answer'}"
    if not found.confusions:
        yield "  none"


def _percent(share: float | None) -> str:
    return f"{'-':>9}" if share is None else f"{share:>9.1%}"
