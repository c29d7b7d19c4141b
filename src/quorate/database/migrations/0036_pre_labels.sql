-- Marks of service tokens that were used, as long as the token counts.
CREATE TABLE service_tokens (
    mark bytea PRIMARY KEY CHECK (octet_length(mark) = 32),
    expires_at timestamptz NOT NULL
);
CREATE INDEX service_tokens_by_end ON service_tokens (expires_at);
GRANT SELECT, INSERT, DELETE, UPDATE (expires_at) ON service_tokens TO quorate_web;

-- Labels as the effector signed them, in the order of their stream. The web processes read: they
-- have no key to sign one with, and no leave to write, change or withhold a row.
CREATE TABLE labels (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal text NOT NULL,
    src text NOT NULL,
    uri text COLLATE "C" NOT NULL,
    val text NOT NULL,
    neg boolean NOT NULL,
    cts text NOT NULL,
    exp text COLLATE "C",
    sig bytea NOT NULL CHECK (octet_length(sig) = 64)
);
CREATE INDEX labels_by_uri ON labels (uri, val, src, seq);
GRANT SELECT ON labels TO quorate_web;
GRANT SELECT, INSERT ON labels TO quorate_effector;
