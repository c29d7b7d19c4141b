-- Erasing when the time of something is over, and holds that stop it (docs/reference/retention.md).

-- A hold stops erasing for one case, or for an account with all of its messages. Its reason stands in
-- kept_values. It is lifted by somebody else than placed it.
CREATE TABLE holds (
    id uuid PRIMARY KEY,
    case_id uuid REFERENCES cases,
    subject_id uuid REFERENCES subjects,
    placed_by text NOT NULL,
    placed_at timestamptz NOT NULL,
    reason text NOT NULL,
    review_on text,
    lifted_by text,
    lifted_at timestamptz,
    CHECK (num_nonnulls(case_id, subject_id) = 1),
    CHECK ((lifted_by IS NULL) = (lifted_at IS NULL)),
    CHECK (lifted_by <> placed_by)
);
CREATE INDEX holds_standing ON holds (placed_at, id) WHERE lifted_at IS NULL;
CREATE INDEX holds_by_case ON holds (case_id) WHERE lifted_at IS NULL;
CREATE INDEX holds_by_subject ON holds (subject_id) WHERE lifted_at IS NULL;
GRANT SELECT, INSERT, UPDATE (lifted_by, lifted_at) ON holds TO quorate_web;

-- What was erased on which day, counted in the transaction that erases. `before` is the instant up to
-- which things of that kind were due, `told` how many of the rows the ledger has, `done` that nothing
-- more is looked for that day.
CREATE TABLE retention_days (
    kind text NOT NULL,
    day date NOT NULL,
    before timestamptz NOT NULL,
    rows bigint NOT NULL DEFAULT 0,
    told bigint NOT NULL DEFAULT 0,
    done boolean NOT NULL DEFAULT false,
    PRIMARY KEY (kind, day)
);
CREATE INDEX retention_days_untold ON retention_days (kind) WHERE told < rows;
GRANT SELECT, INSERT, UPDATE (rows, told, done) ON retention_days TO quorate_web;

-- When a row's text went. Each partial index holds what is still there, the oldest first, so that the
-- job reads what is due and nothing else.
ALTER TABLE reports ADD COLUMN erased_at timestamptz;
ALTER TABLE notices ADD COLUMN erased_at timestamptz;
ALTER TABLE notes ADD COLUMN erased_at timestamptz;
ALTER TABLE appeals ADD COLUMN erased_at timestamptz;
ALTER TABLE subjects ADD COLUMN erased_at timestamptz;
ALTER TABLE proposals ADD COLUMN erased_at timestamptz;
-- Later than the proposal where it was in force when the job looked: it is looked at again then.
ALTER TABLE proposals ADD COLUMN counts_from timestamptz;
CREATE INDEX reports_to_erase ON reports (received_at, id) WHERE erased_at IS NULL;
CREATE INDEX notices_to_erase ON notices (received_at, id) WHERE erased_at IS NULL;
CREATE INDEX notes_to_erase ON notes (written_at, id) WHERE text IS NOT NULL;
CREATE INDEX questions_to_erase ON questions (asked_at, id);
CREATE INDEX appeals_to_erase ON appeals (filed_at, id) WHERE erased_at IS NULL;
CREATE INDEX subjects_to_erase ON subjects (first_seen, id) WHERE erased_at IS NULL;
CREATE INDEX proposals_to_erase ON proposals (coalesce(counts_from, proposed_at), id)
    WHERE erased_at IS NULL;
CREATE INDEX inbox_to_erase ON inbox (taken_at)
    WHERE taken_at IS NOT NULL AND payload <> '{}'::jsonb;
CREATE INDEX drafts_to_erase ON drafts (made_at);
CREATE INDEX letters_to_erase ON mail_outbox (made_at);
CREATE INDEX sessions_to_erase ON sessions (ends_at);
CREATE INDEX exposure_lifts_to_erase ON exposure_lifts (day);
CREATE INDEX delegations_to_erase ON delegations (given_at);
CREATE INDEX left_open_to_erase ON left_open (left_at);
CREATE INDEX saved_searches_to_erase ON saved_searches (saved_at);
CREATE INDEX notifiers_to_erase ON notifiers (first_at, id);
-- Whether anything of a reporter is left.
CREATE INDEX reports_by_reporter ON reports (source, reporter) WHERE reporter IS NOT NULL;

GRANT UPDATE (body, evidence, reporter, request_digest, words, erased_at) ON reports TO quorate_web;
GRANT UPDATE (name, email, location, explanation, request_digest, notifier_id, erased_at) ON notices
    TO quorate_web;
GRANT UPDATE (erased_at) ON notes, appeals TO quorate_web;
GRANT UPDATE (native, erased_at) ON subjects TO quorate_web;
GRANT UPDATE (resolution, counts_from, erased_at) ON proposals TO quorate_web;
-- The web may empty what was taken, and write nothing there.
GRANT UPDATE (payload) ON inbox TO quorate_web;
CREATE FUNCTION emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.taken_at IS NULL OR NEW.payload <> '{}'::jsonb THEN
        RAISE insufficient_privilege USING MESSAGE = 'a raw report is emptied once it was taken';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER inbox_emptied BEFORE UPDATE OF payload ON inbox
    FOR EACH ROW EXECUTE FUNCTION emptied();
-- Nobody hides a wave: what a case's texts are like goes once one of its texts went.
CREATE FUNCTION unlike() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM reports WHERE case_id = OLD.case_id AND erased_at IS NOT NULL) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a case stays like others while its texts stay';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER likeness_taken BEFORE DELETE ON likeness FOR EACH ROW EXECUTE FUNCTION unlike();
GRANT DELETE ON reporters, likeness, questions, exposure, exposure_lifts, left_open, notifiers
    TO quorate_web;
