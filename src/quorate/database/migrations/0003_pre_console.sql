-- Browser keys that ask to be enrolled; three founders' people file is what enrols one.
CREATE TABLE enrolments (
    public text PRIMARY KEY CHECK (public ~ '^[0-9a-f]{64}$'),
    person text NOT NULL,
    asked_at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON enrolments TO quorate_web;
