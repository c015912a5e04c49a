"""Tables of our names that somebody made by hand, as the customer's old SQL file did."""

from django.db import connections

TABLE = "customer_interactions"


def holds_hand_made_tables(using: str) -> bool:
    """Say whether a table of ours exists that no migration of ours made."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    if TABLE not in tables:
        return False
    if "django_migrations" not in tables:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM django_migrations WHERE app = 'interactions')")
        return not cursor.fetchone()[0]
