-- What leads look at: how long queues wait, what came in and was decided, and second reviews.

-- One pass over it, and over nothing else, makes the figures of all queues.
CREATE INDEX cases_waiting ON cases (waiting_since) INCLUDE (area, language, tier, severity)
    WHERE state = 'open';
CREATE INDEX cases_closed ON cases (closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX cases_reopened ON cases (waiting_since) WHERE reopened_by IS NOT NULL;

-- How long the open cases of an area, a language, a tier, or all ('') waited when the worker looked
-- last: as instants, so that the page tells the age of now. `late` are past their own target.
CREATE TABLE queue_figures (
    kind text NOT NULL CHECK (kind IN ('all', 'area', 'language', 'tier')),
    name text NOT NULL,
    waiting bigint NOT NULL,
    late bigint NOT NULL,
    half_since timestamptz NOT NULL,
    most_since timestamptz NOT NULL,
    oldest_since timestamptz NOT NULL,
    looked_at timestamptz NOT NULL,
    PRIMARY KEY (kind, name)
);
GRANT SELECT, INSERT, DELETE ON queue_figures TO quorate_web;

-- Cases opened and decided, by the hour and area.
CREATE TABLE case_hours (
    hour timestamptz NOT NULL,
    area text NOT NULL,
    opened bigint NOT NULL,
    closed bigint NOT NULL,
    PRIMARY KEY (hour, area)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON case_hours TO quorate_web;

-- A decided case that a second person judges without knowing how. `first_by` never gets it.
CREATE TABLE second_reviews (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases,
    version integer NOT NULL,
    area text NOT NULL,
    first_by text NOT NULL,
    first_policy text NOT NULL,
    first_action text NOT NULL,
    closed_at timestamptz NOT NULL,
    claimed_by text,
    lease_until timestamptz,
    second_by text,
    second_policy text,
    second_action text,
    answered_at timestamptz,
    UNIQUE (case_id, version)
);
CREATE INDEX second_reviews_waiting ON second_reviews (closed_at, id) WHERE answered_at IS NULL;
CREATE INDEX second_reviews_answered ON second_reviews (answered_at, id)
    WHERE answered_at IS NOT NULL;
GRANT SELECT, INSERT, UPDATE ON second_reviews TO quorate_web;

-- Up to where closings were drawn for a second review.
CREATE TABLE second_reviews_drawn (
    one integer PRIMARY KEY DEFAULT 1 CHECK (one = 1),
    closed_at timestamptz NOT NULL,
    id uuid NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON second_reviews_drawn TO quorate_web;
