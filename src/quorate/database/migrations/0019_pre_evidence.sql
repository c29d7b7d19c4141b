-- Which cases were reported for nearly the same text: eight bands a text (cases/likeness.py).
-- Follows from the reports. Open cases stand apart, so that a wave that is half decided still shows
-- its other half; ids are ordered by time, so the newest come first off the index.
CREATE TABLE likeness (
    band bigint NOT NULL,
    is_open boolean NOT NULL DEFAULT true,
    case_id uuid NOT NULL REFERENCES cases,
    PRIMARY KEY (band, is_open, case_id)
);
CREATE INDEX likeness_by_case ON likeness (case_id);
GRANT SELECT, INSERT, UPDATE ON likeness TO quorate_web;
