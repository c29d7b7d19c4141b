-- Priority, queues, skips and the track record of reporters.

ALTER TABLE cases
    ADD COLUMN waiting_since timestamptz,
    ADD COLUMN due_at timestamptz,
    ADD COLUMN severity smallint NOT NULL DEFAULT 3 CHECK (severity BETWEEN 1 AND 5),
    ADD COLUMN weight double precision NOT NULL DEFAULT 0,
    ADD COLUMN tier smallint,
    ADD COLUMN reach integer,
    ADD COLUMN escalated boolean NOT NULL DEFAULT false,
    -- Something came in or became known since the worker last ranked it.
    ADD COLUMN unranked boolean NOT NULL DEFAULT true,
    -- When the effector is asked for tier and reach, until both are known.
    ADD COLUMN look_at timestamptz;
UPDATE cases SET waiting_since = opened_at, due_at = opened_at, look_at = opened_at;
ALTER TABLE cases
    ALTER COLUMN waiting_since SET NOT NULL,
    ALTER COLUMN due_at SET NOT NULL,
    ALTER COLUMN look_at SET NOT NULL;

-- Room on each page, so that a claim or a count touches no index.
ALTER TABLE cases SET (fillfactor = 80);

DROP INDEX cases_open_by_age;
DROP INDEX cases_by_age;
CREATE INDEX cases_due ON cases (due_at, id) WHERE state = 'open';
CREATE INDEX cases_due_by_area ON cases (area, due_at, id) WHERE state = 'open';
CREATE INDEX cases_due_by_language ON cases (language, due_at, id) WHERE state = 'open';
CREATE INDEX cases_due_by_tier ON cases (tier, due_at, id) WHERE state = 'open';
CREATE INDEX cases_unranked ON cases (id) WHERE state = 'open' AND unranked;
CREATE INDEX cases_to_look ON cases (look_at, id) WHERE state = 'open' AND tier IS NULL;

-- How often a reporter's cases ended in an action, and how often in no violation.
CREATE TABLE reporters (
    source text NOT NULL,
    reporter text NOT NULL,
    upheld integer NOT NULL DEFAULT 0,
    dismissed integer NOT NULL DEFAULT 0,
    PRIMARY KEY (source, reporter)
);
GRANT SELECT, INSERT, UPDATE ON reporters TO quorate_web;

-- A case that somebody passed over is not handed to them again before `until`.
CREATE TABLE skips (
    person text NOT NULL,
    case_id uuid NOT NULL REFERENCES cases,
    reason text NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (person, case_id)
);
GRANT SELECT, INSERT, UPDATE ON skips TO quorate_web;
