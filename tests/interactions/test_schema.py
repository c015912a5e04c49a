"""Every table, column, type and default, stated here and compared with the catalog."""

import pytest
from django.db import connection

TABLES = """
category_models
    id bigint not null identity
    version text not null
    created_at timestamptz not null default now()
    encoder text not null
    weights bytea not null
    scores jsonb not null default '{}'
    is_active boolean not null default false
    note text
category_rules
    id bigint not null identity
    name text not null
    phrases text not null
    scope text not null default 'any'
    weight float8 not null default 4.0
    category text not null
    subcategory text
    priority text
    sentiment text
    is_enabled boolean not null default false
    note text
    created_at timestamptz not null default now()
    updated_at timestamptz not null default now()
    created_by_id integer
    updated_by_id integer
claude_answers
    interaction_id uuid not null
    text_hash text not null
    outcome text not null default 'asking'
    reason text
    model text not null
    category text
    subcategory text
    confidence float8
    evidence jsonb not null default '[]'
    asked_at timestamptz not null default now()
claude_usage
    day date not null
    tokens bigint not null default 0
    questions integer not null default 0
customer_interactions
    id uuid not null default gen_random_uuid()
    source text not null
    external_id text
    customer_email text
    customer_name text
    customer_phone text
    customer_location text
    subject text
    summary text
    transcript text
    message_count integer default 0
    category text
    subcategory text
    tags text[]
    sentiment text
    priority text default 'medium'
    status text default 'open'
    resolution_notes text
    resolved_at timestamptz
    agent_name text
    agent_email text
    response_time_seconds integer
    order_ids text[]
    product_skus text[]
    started_at timestamptz not null
    ended_at timestamptz
    last_message_at timestamptz
    created_at timestamptz default now()
    updated_at timestamptz default now()
    raw_data jsonb
    chat_id text
    is_active boolean not null default false
    rating smallint
    rating_comment text
    source_tags text[]
    staff_tags_added text[]
    staff_tags_removed text[]
    status_by text
    status_at timestamptz
    category_by text
    category_at timestamptz
    subcategory_by text
    subcategory_at timestamptz
    sentiment_by text
    sentiment_at timestamptz
    priority_by text
    priority_at timestamptz
    last_customer_message_at timestamptz
    content_hash text
    customer_text_hash text
    source_deleted_at timestamptz
    assignee_id integer
    assigned_at timestamptz
    snoozed_at timestamptz
    snoozed_until timestamptz
customer_links
    id bigint not null identity
    address text not null
    customer uuid not null
    reason text
    linked_by_id integer
    linked_at timestamptz not null default now()
    unlinked_by_id integer
    unlinked_at timestamptz
export_parts
    id bigint not null identity
    export_id uuid not null
    position integer not null
    data bytea not null
exports
    id uuid not null default gen_random_uuid()
    user_id integer not null
    query text not null
    columns jsonb not null
    format text not null
    created_at timestamptz not null default now()
    started_at timestamptz
    finished_at timestamptz
    rows integer
    size bigint
    error text
interaction_notes
    id bigint not null identity
    interaction_id uuid not null
    user_id integer
    text text not null
    created_at timestamptz not null default now()
    removed_at timestamptz
interaction_search
    interaction_id uuid not null
    words tsvector not null
interaction_search_due
    interaction_id uuid not null
interaction_viewings
    id bigint not null identity
    interaction_id uuid not null
    user_id integer not null
    seen_at timestamptz not null default now()
merged_interactions
    id uuid not null
    merged_at timestamptz not null default now()
    interaction_id uuid not null
saved_views
    id bigint not null identity
    name text not null
    query text not null
    owner_id integer not null
    is_shared boolean not null default false
    created_at timestamptz not null default now()
email_sync_state
    id integer not null identity
    email_address text
    last_sync_at timestamptz
    last_message_uid text
    sync_status text default 'idle'
    error_message text
    created_at timestamptz default now()
    updated_at timestamptz default now()
interaction_aliases
    external_id text not null
    merged_at timestamptz not null default now()
    interaction_id uuid not null
interaction_categories
    id integer not null identity
    name text not null
    description text
    parent_category text
    auto_response text
    priority_default text default 'medium'
    created_at timestamptz default now()
    label text
    is_automatable boolean not null default false
interaction_category_summary
    category text
    total_count bigint
    open_count bigint
    avg_response_time numeric
    negative_count bigint
interaction_changes
    id bigint not null identity
    field text not null
    old text
    new text
    by text not null
    reason text
    at timestamptz not null default now()
    user_id integer
    interaction_id uuid not null
    change_set uuid
    before jsonb
interaction_daily_summary
    date date
    source text
    total_interactions bigint
    resolved_count bigint
    open_count bigint
    negative_count bigint
    urgent_count bigint
    avg_response_time_seconds numeric
    avg_messages_per_interaction numeric
interaction_judgements
    interaction_id uuid not null
    text_hash text
    version text not null
    category text
    subcategory text
    confidence float8
    sentiment text
    priority text
    candidates jsonb not null default '[]'
    evidence jsonb not null default '{}'
    judged_at timestamptz not null default now()
interaction_messages
    id uuid not null default gen_random_uuid()
    message_id text
    sender_type text not null
    sender_name text
    sender_email text
    content text not null
    content_type text default 'text'
    attachments jsonb
    sent_at timestamptz not null
    created_at timestamptz default now()
    source text
    position integer not null default 0
    counts boolean not null default true
    is_internal boolean not null default false
    is_deleted boolean not null default false
    source_deleted_at timestamptz
    content_html text
    quoted_text text
    content_hash text
    raw_data jsonb
    interaction_id uuid not null
interaction_order_references
    id bigint not null identity
    order_number text not null
    interaction_id uuid not null
kept_apart
    id bigint not null identity
    one_id uuid not null
    other_id uuid not null
interaction_vectors
    interaction_id uuid not null
    text_hash text not null
    encoder text not null
    vector bytea not null
    made_at timestamptz not null default now()
livechat_sync_state
    id integer not null identity
    account_id text
    last_sync_at timestamptz
    last_thread_id text
    total_threads_synced integer default 0
    sync_status text default 'idle'
    error_message text
    created_at timestamptz default now()
    updated_at timestamptz default now()
machine_senders
    id integer not null identity
    address text not null
    note text
    created_at timestamptz not null default now()
    added_by_id integer
mail_links
    id bigint not null identity
    key text not null
    interaction_id uuid not null
mailbox_items
    id bigint not null identity
    account text not null
    folder text not null
    uid_validity bigint not null
    uid bigint not null
    outcome text not null
    reason text
    message_id text
    size_bytes bigint
    gm_message_id bigint
    gm_thread_id bigint
    created_at timestamptz not null default now()
quarantined_items
    id bigint not null identity
    source text not null
    external_id text not null
    raw bytea not null
    sha256 text not null
    reason text not null
    error_class text not null
    attempts integer not null default 1
    created_at timestamptz not null default now()
    resolved_at timestamptz
    interaction_id uuid
    run_id bigint
recent_top_issues
    category text
    subcategory text
    count bigint
    sample_subjects text[]
reconciliations
    id bigint not null identity
    source text not null
    day date not null
    seen integer not null
    stored integer not null
    skipped integer not null
    quarantined integer not null
    skipped_reasons jsonb not null
    missing jsonb not null
    gone jsonb not null
    checked_at timestamptz not null
regroupings
    id bigint not null identity
    kind text not null
    at timestamptz not null
    details jsonb not null
    undone_at timestamptz
    interaction_id uuid not null
    other_id uuid
    undone_by_id integer
    user_id integer
shop_settings
    id smallint not null default 1
    time_zone text not null default 'Australia/Sydney'
    waiting_target_hours smallint not null default 24
sync_checkpoints
    id bigint not null identity
    source text not null
    account text not null
    scope text not null
    value jsonb not null
    updated_at timestamptz not null default now()
sync_leases
    source text not null
    owner text not null
    token bigint not null
    expires_at timestamptz not null
sync_run_interactions
    id bigint not null identity
    is_new boolean not null
    interaction_id uuid not null
    run_id bigint not null
sync_runs
    id bigint not null identity
    source text not null
    trigger text not null default 'command'
    status text not null
    range_from timestamptz
    range_to timestamptz
    started_at timestamptz not null default now()
    heartbeat_at timestamptz not null default now()
    finished_at timestamptz
    fetched integer not null default 0
    created integer not null default 0
    updated integer not null default 0
    unchanged integer not null default 0
    quarantined integer not null default 0
    suppressed integer not null default 0
    calls integer not null default 0
    retries integer not null default 0
    bytes_read bigint not null default 0
    notes jsonb not null default '{}'
    error_class text
    error text
    host text
    pid integer
urgent_interactions
    id uuid
    source text
    customer_name text
    customer_email text
    subject text
    category text
    started_at timestamptz
    last_message_at timestamptz
    message_count integer
"""


def stated() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    for line in TABLES.strip().splitlines():
        if not line.startswith(" "):
            columns = tables.setdefault(line, {})
        else:
            name, kind = line.split(maxsplit=1)
            columns[name] = kind
    return tables


def in_catalog(table: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT
                a.attname,
                replace(replace(replace(format_type(a.atttypid, a.atttypmod),
                    'timestamp with time zone', 'timestamptz'), 'double precision', 'float8'), '"', '')
                    || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
                    || coalesce(' default ' || split_part(pg_get_expr(d.adbin, d.adrelid), '::', 1), '')
                    || CASE WHEN a.attidentity <> '' THEN ' identity' ELSE '' END
            FROM pg_attribute a
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
            """,
            [table],
        )
        return dict(cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted(stated()))
def test_the_catalog_has_the_stated_columns(table: str) -> None:
    assert in_catalog(table) == stated()[table]


@pytest.mark.django_db
def test_no_table_or_view_of_ours_is_missing_from_the_statement() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')"
        )
        names = {name for (name,) in cursor.fetchall()}
    ours = {name for name in names if not name.startswith(("auth_", "django_"))}
    assert ours == set(stated())
