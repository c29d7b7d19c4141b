-- What moderators do through clients of their own network (docs/how-to/use-ozone-clients.md). Like notes,
-- tags and mutes give nobody power, so no entry holds them: who did it stands in network_events.
CREATE TABLE case_tags (
    case_id uuid NOT NULL REFERENCES cases,
    tag text NOT NULL CHECK (char_length(tag) BETWEEN 1 AND 64),
    added_by text NOT NULL,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, tag)
);
GRANT SELECT, INSERT, DELETE ON case_tags TO quorate_web;

-- Until when nobody is offered a case. The claim looks at the key of the case before it, so a queue
-- costs what it cost; no row has to go for the case to come back.
CREATE TABLE mutes (
    case_id uuid PRIMARY KEY REFERENCES cases,
    until timestamptz NOT NULL,
    muted_by text NOT NULL,
    muted_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE (until, muted_by, muted_at), DELETE ON mutes TO quorate_web;

-- Events in their order, as they were taken. Words stand where they belong and not twice: a comment in
-- its note, a report in its row, whose reporter is then the one who made the event.
CREATE TABLE network_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases,
    subject_id uuid NOT NULL REFERENCES subjects,
    kind text NOT NULL,
    event jsonb NOT NULL,
    cid text,
    person text,
    did text,
    proposals text[] NOT NULL DEFAULT '{}',
    note_id uuid REFERENCES notes,
    report_id uuid UNIQUE REFERENCES reports,
    made_at timestamptz NOT NULL,
    CHECK (num_nulls(person, did) IN (0, 2)),
    CHECK ((did IS NULL) = (report_id IS NOT NULL))
);
CREATE INDEX network_events_by_subject ON network_events (subject_id, id);
CREATE INDEX network_events_by_case ON network_events (case_id);
CREATE INDEX network_events_to_erase ON network_events (made_at, id);
GRANT SELECT, INSERT, DELETE ON network_events TO quorate_web;
