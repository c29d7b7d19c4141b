-- Signed requests that were taken, so that none is taken again by another process. Not logged: what
-- a crash forgets is older than a signature lasts by the time the server is back.
CREATE UNLOGGED TABLE request_nonces (
    digest bytea PRIMARY KEY,
    until timestamptz NOT NULL
);
CREATE INDEX request_nonces_over ON request_nonces (until);
-- UPDATE only locks a row: two that tidy up at once do not wait for each other.
GRANT SELECT, INSERT, UPDATE (until), DELETE ON request_nonces TO quorate_web;
