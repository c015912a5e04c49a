"""manage.py evaluate_categories."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from interactions.categorize.evaluate import BadLine, evaluate, parse_examples
from interactions.categorize.text import Words
from interactions.learning import judge_texts
from interactions.management.evaluation_text import evaluation_text
from interactions.management.plain import PlainCommand


class Command(PlainCommand):
    """Measure the categoriser, as it is in use here, on labelled texts. Reads the file and writes nothing."""

    help = 'Measure the categoriser on lines of {"text", "category", "subcategory"?, "source"?}.'

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file."""
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, metavar="FILE.jsonl", help="labelled texts, one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figures."""
        try:
            examples = parse_examples(options["file"].read_text(encoding="utf-8").split("\n"))
        except FileNotFoundError:
            self.fail(
                f"There is no file {options['file']}: give the path of a JSON Lines file", as_json=options["json"]
            )
        except UnicodeDecodeError as error:
            self.fail(f"{options['file']} is not UTF-8 text (byte {error.start})", as_json=options["json"])
        except BadLine as error:
            self.fail(f"{options['file']}: {error}", as_json=options["json"])
        judge_texts([Words(None, ())])  # What is loaded at the first use is no part of the time.
        begun = time.perf_counter()
        judgements = judge_texts([Words(example.subject, (example.text,)) for example in examples])
        seconds = time.perf_counter() - begun
        found = evaluate(examples, [(one.category, one.subcategory) for one in judgements], seconds)
        if options["json"]:
            self.print_json(found.to_json() | {"version": judgements[0].version})
        else:
            self.stdout.write(evaluation_text(found))
