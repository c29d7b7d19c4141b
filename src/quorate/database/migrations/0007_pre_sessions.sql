-- Who sits at which browser, and whom a provider's subject stands for. A session signs nothing.

-- `id` is the SHA-256 of what the cookie holds: who reads the table cannot sit down.
CREATE TABLE sessions (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{64}$'),
    person text NOT NULL,
    means text NOT NULL CHECK (means IN ('browser_key', 'provider')),
    key text NOT NULL,
    began_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX sessions_of_person ON sessions (person, began_at);
GRANT SELECT, INSERT, UPDATE (ended_at), DELETE ON sessions TO quorate_web;

-- One subject of a provider is one person for good: another person needs another subject.
CREATE TABLE sign_ins (
    issuer text NOT NULL,
    subject text NOT NULL,
    person text NOT NULL,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, subject)
);
GRANT SELECT, INSERT ON sign_ins TO quorate_web;

-- Security events taken, so that none acts twice.
CREATE TABLE signals (
    issuer text NOT NULL,
    jti text NOT NULL,
    taken_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, jti)
);
CREATE INDEX signals_by_age ON signals (taken_at);
GRANT SELECT, INSERT, DELETE ON signals TO quorate_web;
