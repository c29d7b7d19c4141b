-- Passkeys that ask to be enrolled: what a quorum is shown. Nothing here makes one count.

-- `link` is the SHA-256 of the invitation, which therefore serves once.
CREATE TABLE passkeys_asked (
    link text PRIMARY KEY CHECK (link ~ '^[0-9a-f]{64}$'),
    person text NOT NULL,
    key text NOT NULL,
    enrolment jsonb NOT NULL,
    asked_at timestamptz NOT NULL
);
CREATE INDEX passkeys_asked_by_age ON passkeys_asked (asked_at);
GRANT SELECT, INSERT ON passkeys_asked TO quorate_web;
