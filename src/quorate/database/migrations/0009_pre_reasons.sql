-- Texts behind the reasons' digests in the log: added by the web, erased by the owner alone.
CREATE TABLE reasons (
    digest text PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 600),
    given_at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON reasons TO quorate_web;

CREATE INDEX proposals_by_ref ON proposals ((resolution->'resolution'->>'ref'));
