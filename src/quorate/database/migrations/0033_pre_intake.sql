-- Appeals that a platform handed over, under the platform's own id. What its callback repeats goes
-- once the decision is put out, the digest with the appeal's words.
CREATE TABLE handed_appeals (
    source text NOT NULL,
    ref text NOT NULL,
    digest bytea NOT NULL CHECK (octet_length(digest) IN (0, 32)),
    appeal_id uuid NOT NULL REFERENCES appeals,
    asked jsonb,
    PRIMARY KEY (source, ref)
);
CREATE INDEX handed_appeals_by_appeal ON handed_appeals (appeal_id);
GRANT SELECT, INSERT, UPDATE (asked, digest) ON handed_appeals TO quorate_web;

-- Decisions on their way to the platforms that asked. The body goes once it is taken or given up; the
-- row stays, so that nothing is told twice; one that never had a body had nothing to tell.
CREATE TABLE callbacks (
    id uuid PRIMARY KEY,
    source text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('action', 'appeal')),
    about text NOT NULL,
    body text,
    made_at timestamptz NOT NULL,
    send_at timestamptz NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    sent_at timestamptz,
    UNIQUE (source, kind, about)
);
CREATE INDEX callbacks_due ON callbacks (send_at) WHERE body IS NOT NULL;
GRANT SELECT, INSERT, UPDATE (body, send_at, tries, sent_at) ON callbacks TO quorate_web;
