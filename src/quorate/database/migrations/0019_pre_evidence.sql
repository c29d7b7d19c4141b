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

-- What was decided under one policy, and about one subject, newest first.
CREATE INDEX proposals_by_policy ON proposals ((statement->>'policy'), proposed_at, id);
CREATE INDEX proposals_by_subject ON proposals (subject_id, proposed_at, id);

-- What colleagues tell each other in a case. No decision rests on it, so no entry holds it, and its
-- text can go on request: who wrote when, and who took it away, stay.
CREATE TABLE notes (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases,
    author text NOT NULL,
    text text CHECK (char_length(text) BETWEEN 1 AND 4000),
    written_at timestamptz NOT NULL,
    erased_by text,
    CHECK ((text IS NULL) = (erased_by IS NOT NULL))
);
CREATE INDEX notes_by_case ON notes (case_id, id);
GRANT SELECT, INSERT, UPDATE (text, erased_by) ON notes TO quorate_web;
