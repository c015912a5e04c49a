"""What Django's models can't say: the customer's four views, and updated_at kept for every writer."""

from django.db import migrations

TRIGGER = """
CREATE FUNCTION interactions_set_updated_at() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER customer_interactions_updated_at BEFORE UPDATE ON customer_interactions
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION interactions_set_updated_at();
"""

DAILY_SUMMARY = """
CREATE VIEW interaction_daily_summary WITH (security_invoker = true) AS
SELECT
    (started_at AT TIME ZONE (SELECT time_zone FROM shop_settings))::date AS date,
    source,
    count(*) AS total_interactions,
    count(*) FILTER (WHERE status = 'resolved') AS resolved_count,
    count(*) FILTER (WHERE status = 'open') AS open_count,
    count(*) FILTER (WHERE sentiment = 'negative') AS negative_count,
    count(*) FILTER (WHERE sentiment = 'urgent') AS urgent_count,
    avg(response_time_seconds) AS avg_response_time_seconds,
    avg(message_count) AS avg_messages_per_interaction
FROM customer_interactions
GROUP BY 1, 2
ORDER BY 1 DESC, 2
"""

CATEGORY_SUMMARY = """
CREATE VIEW interaction_category_summary WITH (security_invoker = true) AS
SELECT
    category,
    count(*) AS total_count,
    count(*) FILTER (WHERE status = 'open') AS open_count,
    avg(response_time_seconds) AS avg_response_time,
    count(*) FILTER (WHERE sentiment = 'negative') AS negative_count
FROM customer_interactions
WHERE category IS NOT NULL
GROUP BY category
ORDER BY total_count DESC, category
"""

TOP_ISSUES = """
CREATE VIEW recent_top_issues WITH (security_invoker = true) AS
SELECT
    category,
    subcategory,
    count(*) AS count,
    (array_agg(subject ORDER BY started_at DESC) FILTER (WHERE subject IS NOT NULL))[1:5] AS sample_subjects
FROM customer_interactions
WHERE category IS NOT NULL AND started_at >= now() - interval '30 days'
GROUP BY category, subcategory
ORDER BY count(*) DESC, category, subcategory
LIMIT 20
"""

URGENT = """
CREATE VIEW urgent_interactions WITH (security_invoker = true) AS
SELECT
    id, source, customer_name, customer_email, subject, category, started_at, last_message_at, message_count
FROM customer_interactions
WHERE
    (status IN ('open', 'pending', 'escalated') AND (priority = 'urgent' OR sentiment = 'urgent'))
    OR (status = 'open' AND started_at < now() - interval '24 hours')
ORDER BY (coalesce(priority = 'urgent', false) OR coalesce(sentiment = 'urgent', false)) DESC, started_at, id
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0001_initial")]

    operations = [
        migrations.RunSQL(
            TRIGGER,
            "DROP TRIGGER customer_interactions_updated_at ON customer_interactions;"
            "DROP FUNCTION interactions_set_updated_at();",
        ),
        migrations.RunSQL(
            "INSERT INTO shop_settings (id, time_zone) VALUES (1, 'Australia/Sydney') ON CONFLICT DO NOTHING",
            "DELETE FROM shop_settings",
        ),
        migrations.RunSQL(DAILY_SUMMARY, "DROP VIEW interaction_daily_summary"),
        migrations.RunSQL(CATEGORY_SUMMARY, "DROP VIEW interaction_category_summary"),
        migrations.RunSQL(TOP_ISSUES, "DROP VIEW recent_top_issues"),
        migrations.RunSQL(URGENT, "DROP VIEW urgent_interactions"),
    ]
