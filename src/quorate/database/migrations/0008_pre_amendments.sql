-- The texts behind the digests of amendments' reasons. The web may add some, never change any.
CREATE TABLE amendments (
    id text PRIMARY KEY CHECK (id ~ '^amd_[0-9a-f]{32}$'),
    reason text NOT NULL,
    opened_at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON amendments TO quorate_web;
