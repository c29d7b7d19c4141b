-- People as their sources know them. Personal data (names, mails) stands in `resource` alone and goes
-- with the account; the ledger knows `person`, a pseudonym.

CREATE TABLE scim_users (
    id uuid PRIMARY KEY,
    source text NOT NULL,
    person text NOT NULL,
    -- Folded for comparison; null once the account is gone.
    user_name text,
    external_id text,
    resource jsonb,
    -- Which facts the source has ever stated: what it then leaves out, it has taken away.
    stated text[] NOT NULL DEFAULT '{}',
    facts jsonb NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    UNIQUE (source, user_name),
    UNIQUE (source, person),
    CHECK ((user_name IS NULL) = (resource IS NULL))
);
CREATE INDEX scim_users_by_external_id ON scim_users (source, external_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON scim_users TO quorate_web;

-- How far each source has spoken. The ledger's own count wins where it is further.
CREATE TABLE people_sources (
    name text NOT NULL,
    key text NOT NULL,
    sequence bigint NOT NULL DEFAULT 0,
    last text NOT NULL,
    confirmed_at timestamptz,
    -- A change that was refused here is a change we do not have: nothing is confirmed meanwhile.
    refused boolean NOT NULL DEFAULT false,
    PRIMARY KEY (name, key)
);
GRANT SELECT, INSERT, UPDATE ON people_sources TO quorate_web;

-- What sources say that would widen: it waits for a quorum.
CREATE TABLE people_drafts (
    source text NOT NULL,
    person text NOT NULL,
    differences jsonb NOT NULL,
    row jsonb NOT NULL,
    missing text[] NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (source, person)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON people_drafts TO quorate_web;
