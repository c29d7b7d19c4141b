-- The first schema. Roles get the least they need: nobody but the sequencer reads the queue's
-- order, nobody but the effector writes the inbox.

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['quorate_web', 'quorate_sequencer', 'quorate_effector'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', name);
        END IF;
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), name);
    END LOOP;
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- Entries on their way into the log. `leaf` is given by the sequencer.
CREATE TABLE ledger_queue (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body bytea NOT NULL CHECK (octet_length(body) <= 65535),
    written_by text NOT NULL,
    counter bigint,
    leaf bigint UNIQUE
);
CREATE INDEX ledger_queue_waiting ON ledger_queue (id) WHERE leaf IS NULL;
CREATE UNIQUE INDEX ledger_queue_once ON ledger_queue (written_by, counter)
    WHERE counter IS NOT NULL;
GRANT INSERT (body, written_by, counter) ON ledger_queue TO quorate_web, quorate_effector;
-- What ON CONFLICT needs to know a spooled entry again.
GRANT SELECT (written_by, counter) ON ledger_queue TO quorate_effector;
GRANT SELECT, UPDATE (leaf) ON ledger_queue TO quorate_sequencer;

-- Raw reports as the platform gave them. Only the effector, which holds the platform's token,
-- writes; the worker parses and marks them taken.
CREATE TABLE inbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    connector text NOT NULL,
    identity text NOT NULL,
    payload jsonb NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    taken_at timestamptz,
    UNIQUE (connector, identity)
);
CREATE INDEX inbox_waiting ON inbox (id) WHERE taken_at IS NULL;
GRANT SELECT, INSERT ON inbox TO quorate_effector;
GRANT SELECT, UPDATE (taken_at) ON inbox TO quorate_web;

CREATE TABLE subjects (
    id uuid PRIMARY KEY,
    connector text NOT NULL,
    kind text NOT NULL,
    native text NOT NULL,
    first_seen timestamptz NOT NULL,
    UNIQUE (connector, kind, native)
);
GRANT SELECT, INSERT ON subjects TO quorate_web;

CREATE TABLE cases (
    id uuid PRIMARY KEY,
    subject_id uuid NOT NULL REFERENCES subjects,
    state text NOT NULL CHECK (state IN ('open', 'closed')),
    area text NOT NULL,
    language text,
    version integer NOT NULL DEFAULT 1,
    opened_at timestamptz NOT NULL,
    opened_by text NOT NULL,
    closed_at timestamptz,
    outcome text,
    claimed_by text,
    lease_until timestamptz,
    fence bigint NOT NULL DEFAULT 0,
    reports integer NOT NULL DEFAULT 0,
    alarms integer NOT NULL DEFAULT 0
);
-- At most one open case a subject, under any concurrency.
CREATE UNIQUE INDEX cases_one_open ON cases (subject_id) WHERE state = 'open';
CREATE INDEX cases_open_by_age ON cases (opened_at, id) WHERE state = 'open';
CREATE INDEX cases_by_subject ON cases (subject_id, opened_at, id);
CREATE INDEX cases_by_age ON cases (opened_at, id);
GRANT SELECT, INSERT, UPDATE ON cases TO quorate_web;

CREATE TABLE reports (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases,
    subject_id uuid NOT NULL REFERENCES subjects,
    source text NOT NULL,
    key text NOT NULL,
    request_digest bytea NOT NULL,
    kind text NOT NULL CHECK (kind IN ('report', 'alarm')),
    reporter text,
    category text NOT NULL,
    body text,
    language text,
    jurisdiction text,
    score double precision,
    evidence jsonb NOT NULL,
    received_at timestamptz NOT NULL,
    UNIQUE (source, key)
);
CREATE INDEX reports_by_case ON reports (case_id, received_at, id);
GRANT SELECT, INSERT ON reports TO quorate_web;

CREATE TABLE proposals (
    id text PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases,
    subject_id uuid NOT NULL REFERENCES subjects,
    statement jsonb NOT NULL,
    resolution jsonb NOT NULL,
    proposed_by text NOT NULL,
    proposed_at timestamptz NOT NULL
);
CREATE INDEX proposals_by_case ON proposals (case_id, proposed_at, id);
CREATE INDEX proposals_by_age ON proposals (proposed_at, id);
GRANT SELECT, INSERT ON proposals TO quorate_web;

CREATE TABLE hands (
    proposal_id text NOT NULL REFERENCES proposals,
    kind text NOT NULL,
    signer text NOT NULL,
    key text NOT NULL,
    signature bytea NOT NULL,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (proposal_id, signer)
);
GRANT SELECT, INSERT ON hands TO quorate_web;

-- Drafts a signer was shown: the nonce and the resolution that the effector signed.
CREATE TABLE drafts (
    proposal_id text PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases,
    statement jsonb NOT NULL,
    resolution jsonb NOT NULL,
    made_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON drafts TO quorate_web;
