-- Every text that an entry commits to, with the salt that makes it unguessable (docs/reference/
-- entries.md). One row is one value, so that to erase it is to delete its row, salt and all.
DROP TABLE amendments, reasons;
CREATE TABLE kept_values (
    commitment text PRIMARY KEY CHECK (commitment ~ '^[0-9a-f]{64}$'),
    kind text NOT NULL,
    value text NOT NULL,
    salt bytea NOT NULL CHECK (octet_length(salt) = 32),
    given_by text NOT NULL,
    given_at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON kept_values TO quorate_web;
