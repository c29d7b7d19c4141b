-- Who has a case's page open now, so that two do not work at one. After a crash nobody has.
CREATE UNLOGGED TABLE presence (
    case_id uuid NOT NULL,
    person text NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (case_id, person)
);
CREATE INDEX presence_until ON presence (until);
GRANT SELECT, INSERT, UPDATE, DELETE ON presence TO quorate_web;
