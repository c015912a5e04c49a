#!/usr/bin/env python
"""Django's command line."""

import json
import os
import sys


def main() -> None:
    """Run a management command; wrong settings and an unreachable database end it with one line, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boo_site.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db.utils import OperationalError
    except ImportError:
        sys.exit("Django isn't installed here. Run it as: uv run manage.py ...")
    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, OperationalError) as error:
        if "--traceback" in sys.argv:
            raise
        line = str(error).strip().splitlines()[0]
        if "--json" in sys.argv:
            print(json.dumps({"error": line}))  # noqa: T201 -- the one object that was asked for
        sys.exit(line)
    except KeyboardInterrupt:
        sys.exit("Stopped. What was saved stays, and the next run goes on from there.")


if __name__ == "__main__":
    main()
