"""The search's own text configuration, and triggers that note which conversations' words changed."""

from django.db import migrations

UNACCENT = "CREATE EXTENSION IF NOT EXISTS unaccent"

# English endings, accents folded, and no stop words: a phrase such as "where is my order" is found as it stands, and so
# are the names that are English stop words (Will, May, An, Do). Supabase keeps extensions in a schema of their own, so
# the dictionary of unaccent is asked for by where it is.
CONFIGURATION = """
CREATE TEXT SEARCH DICTIONARY boo_stem (TEMPLATE = pg_catalog.snowball, Language = english);
CREATE TEXT SEARCH CONFIGURATION boo_search (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION boo_search ALTER MAPPING FOR asciiword, asciihword, hword_asciipart WITH boo_stem;
DO $$
DECLARE
    place text := (SELECT n.nspname FROM pg_catalog.pg_extension e
        JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'unaccent');
BEGIN
    EXECUTE format('ALTER TEXT SEARCH CONFIGURATION boo_search '
        'ALTER MAPPING FOR word, hword, hword_part WITH %I.unaccent, boo_stem', place);
    EXECUTE format('ALTER TEXT SEARCH CONFIGURATION boo_search '
        'ALTER MAPPING FOR numword, numhword, hword_numpart WITH %I.unaccent, simple', place);
END $$;
"""
NO_CONFIGURATION = "DROP TEXT SEARCH CONFIGURATION boo_search; DROP TEXT SEARCH DICTIONARY boo_stem;"

# A row that is there already is locked, not skipped: a refresh that reads the conversation at this moment would miss
# what this transaction hasn't committed yet, and must not take the row away. In the order of ids, so that the locks of
# two writers don't cross.
NOTE = """INSERT INTO interaction_search_due (interaction_id)
        SELECT DISTINCT id FROM ({ids}) changed ORDER BY id
        ON CONFLICT (interaction_id) DO UPDATE SET interaction_id = excluded.interaction_id;"""

# Whoever may write conversations need not have rights on the search's tables, hence SECURITY DEFINER.
FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    {note}
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""

NEW, OLD = "NEW TABLE AS new_rows", "OLD TABLE AS old_rows"
CHANGED = "SELECT {key} FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE ({new}) IS DISTINCT FROM ({old})"
# The rows of a conversation that is itself deleted go with it.
STILL_THERE = "SELECT i.id FROM customer_interactions i WHERE i.id IN (SELECT interaction_id FROM old_rows)"
SEARCHED = {
    "customer_interactions": (
        "subject", "customer_name", "customer_email", "customer_phone", "order_ids", "resolution_notes",
        "rating_comment", "external_id",
    ),
    "interaction_messages": (
        "interaction_id", "content", "attachments", "is_deleted", "sender_type", "sender_name", "sender_email",
    ),
    "interaction_notes": ("interaction_id", "text", "removed_at"),
}  # fmt: skip


def _changed(table: str, key: str) -> str:
    new, old = (", ".join(f"{row}.{name}" for name in SEARCHED[table]) for row in "no")
    return CHANGED.format(key=key, new=new, old=old)


def _triggers() -> dict[str, str]:
    """Return the statement that makes each trigger and its function, by their common name."""
    made: dict[str, str] = {}

    def add(table: str, event: str, tables: str, ids: str) -> None:
        name = f"{table}_search_{event.lower()}"
        made[name] = FUNCTION.format(
            name=name, event=event, table=table, tables=tables, note=NOTE.format(ids=ids)
        )

    add("customer_interactions", "INSERT", NEW, "SELECT id FROM new_rows")
    add("customer_interactions", "UPDATE", f"{OLD} {NEW}", _changed("customer_interactions", "n.id"))
    for table in ("interaction_messages", "interaction_notes"):
        moved = f"{_changed(table, 'n.interaction_id AS id')} UNION ALL {_changed(table, 'o.interaction_id')}"
        add(table, "INSERT", NEW, "SELECT interaction_id AS id FROM new_rows")
        add(table, "UPDATE", f"{OLD} {NEW}", moved)
        add(table, "DELETE", OLD, STILL_THERE)
    return made


TRIGGERS = _triggers()
NO_TRIGGERS = "".join(f"DROP FUNCTION {name}() CASCADE;" for name in TRIGGERS)

ALL_DUE = "INSERT INTO interaction_search_due (interaction_id) SELECT id FROM customer_interactions ON CONFLICT DO NOTHING"


class Migration(migrations.Migration):
    dependencies = [("interactions", "0006_desk")]

    operations = [
        migrations.RunSQL(UNACCENT, migrations.RunSQL.noop),
        migrations.RunSQL(CONFIGURATION, NO_CONFIGURATION),
        migrations.RunSQL("".join(TRIGGERS.values()), NO_TRIGGERS),
        migrations.RunSQL(ALL_DUE, "DELETE FROM interaction_search_due"),
    ]
