-- How far each endpoint of events was told: the entry of the ledger that comes next, and how it
-- fares while it takes nothing. No row is about a person.
CREATE TABLE event_cursors (
    endpoint text PRIMARY KEY,
    next_entry bigint NOT NULL CHECK (next_entry >= 0),
    tries integer NOT NULL DEFAULT 0,
    failing_since timestamptz,
    answer text,
    try_at timestamptz NOT NULL DEFAULT '-infinity',
    CHECK (num_nulls(failing_since, answer) IN (0, 2))
);
GRANT SELECT, INSERT, DELETE, UPDATE (next_entry, tries, failing_since, answer, try_at)
    ON event_cursors TO quorate_web;
