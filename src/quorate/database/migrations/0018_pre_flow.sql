-- Deciding in two keys: the team's templates, and whose next case is being loaded ahead.

-- `policy` is an id without a version, empty for the one of the case's area; an empty `action`
-- leaves the key without a template. A key that has no row has what the policies in force give it.
CREATE TABLE templates (
    key smallint PRIMARY KEY CHECK (key BETWEEN 1 AND 9),
    policy text NOT NULL,
    action text NOT NULL,
    note text NOT NULL CHECK (length(note) <= 200),
    set_by text NOT NULL,
    set_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON templates TO quorate_web;

-- No claim: it keeps two people from loading one case ahead. After a crash nobody looks ahead.
CREATE UNLOGGED TABLE ahead (
    person text PRIMARY KEY,
    case_id uuid NOT NULL UNIQUE,
    until timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON ahead TO quorate_web;

-- Which case came after which decision, so that a decision sent twice brings one case.
CREATE UNLOGGED TABLE taken (
    person text PRIMARY KEY,
    after text NOT NULL,
    case_id uuid NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON taken TO quorate_web;

-- What one person has proposed lately.
CREATE INDEX proposals_by_proposer ON proposals (proposed_by, proposed_at);
