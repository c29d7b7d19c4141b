-- Exports of a person's own data (GDPR, Article 15). A row says what the ledger says, and no more.
CREATE TABLE exports (
    id uuid PRIMARY KEY,
    ref text NOT NULL,
    received_at timestamptz NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL,
    given_by text,
    given_at timestamptz,
    until timestamptz,
    ended_by text,
    ended_at timestamptz,
    CHECK (given_by <> asked_by),
    CHECK (num_nulls(given_by, given_at, until) IN (0, 3)),
    CHECK (num_nulls(ended_by, ended_at) IN (0, 2))
);
CREATE INDEX exports_by_age ON exports (asked_at, id);
CREATE INDEX exports_by_ref ON exports (ref, asked_at);
GRANT SELECT, INSERT, UPDATE (given_by, given_at, until, ended_by, ended_at) ON exports
    TO quorate_web;

-- Whose account it is, by which voices their notices are known, the address that one of them is of,
-- for the second person to confirm, and what opens it, by its hashes. The row goes when it is over.
CREATE TABLE export_accounts (
    export_id uuid PRIMARY KEY REFERENCES exports,
    connector text NOT NULL,
    native text NOT NULL,
    email text,
    voices bytea[] NOT NULL,
    code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
    token_hash bytea UNIQUE CHECK (octet_length(token_hash) = 32)
);
GRANT SELECT, INSERT, UPDATE (token_hash), DELETE ON export_accounts TO quorate_web;

-- Each time that the person read it, or took the file.
CREATE TABLE export_openings (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    export_id uuid NOT NULL REFERENCES exports,
    form text NOT NULL CHECK (form IN ('file', 'page')),
    opened_at timestamptz NOT NULL
);
CREATE INDEX export_openings_by_export ON export_openings (export_id, opened_at);
GRANT SELECT, INSERT ON export_openings TO quorate_web;
