-- How far the log was published, so that an older copy of its folder is known for one.

CREATE TABLE ledger_published (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    size bigint NOT NULL CHECK (size >= 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32)
);
INSERT INTO ledger_published (size, root) VALUES (0, sha256(''));
GRANT SELECT, UPDATE (size, root) ON ledger_published TO quorate_sequencer;
