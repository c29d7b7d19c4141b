-- Rules over incoming reports (docs/reference/signals.md). A version says what the ledger says; what
-- it asks stands in kept_values, under the commitment in `expression`.
CREATE TABLE signal_rules (
    name text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    area text NOT NULL,
    expression text NOT NULL,
    written_by text NOT NULL,
    written_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'shadow', 'live', 'off')),
    moved_by text,
    moved_at timestamptz,
    PRIMARY KEY (name, version),
    CHECK ((moved_by IS NULL) = (moved_at IS NULL)),
    -- Nobody alone: whoever wrote it cannot put it live.
    CHECK (state <> 'live' OR (moved_by IS NOT NULL AND moved_by <> written_by))
);
CREATE UNIQUE INDEX signal_rules_one_live ON signal_rules (name) WHERE state = 'live';
CREATE UNIQUE INDEX signal_rules_one_shadow ON signal_rules (name) WHERE state = 'shadow';
GRANT SELECT, INSERT, UPDATE (state, moved_by, moved_at) ON signal_rules TO quorate_web;

-- What a version would have hit.
CREATE TABLE signal_tests (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    version integer NOT NULL,
    tested_by text NOT NULL,
    tested_at timestamptz NOT NULL,
    since timestamptz NOT NULL,
    reports integer NOT NULL,
    hits integer NOT NULL,
    failed integer NOT NULL,
    cases integer NOT NULL,
    decided integer NOT NULL,
    actioned integer NOT NULL,
    FOREIGN KEY (name, version) REFERENCES signal_rules
);
CREATE INDEX signal_tests_newest ON signal_tests (name, version, tested_at DESC);
GRANT SELECT, INSERT ON signal_tests TO quorate_web;

-- No version is live that was not tested after it was written, whatever the web says.
CREATE FUNCTION signal_rule_tested() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM signal_tests t WHERE t.name = NEW.name
                   AND t.version = NEW.version AND t.tested_at > NEW.written_at) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a rule is live once its version was tested';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER signal_rules_tested BEFORE UPDATE OF state ON signal_rules FOR EACH ROW
    WHEN (NEW.state = 'live') EXECUTE FUNCTION signal_rule_tested();

-- Reports that no rule has read yet, in the order of their filing. Who files writes a row here and
-- waits for nothing; alarms of our own and orders of authorities are read by no rule.
CREATE TABLE signal_queue (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    report_id uuid NOT NULL UNIQUE REFERENCES reports ON DELETE CASCADE
);
GRANT SELECT, INSERT, DELETE ON signal_queue TO quorate_web;
CREATE FUNCTION signal_queued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO signal_queue (report_id) SELECT id FROM filed
        WHERE source NOT IN ('signal:alarm', 'order:authority') ORDER BY id;
    RETURN NULL;
END $$;
CREATE TRIGGER reports_queued AFTER INSERT ON reports REFERENCING NEW TABLE AS filed
    FOR EACH STATEMENT EXECUTE FUNCTION signal_queued();

-- Which report a version hit, once; `case_id` is of the alarm, none in shadow.
CREATE TABLE signal_hits (
    name text NOT NULL,
    version integer NOT NULL,
    report_id uuid NOT NULL REFERENCES reports ON DELETE CASCADE,
    hit_at timestamptz NOT NULL,
    case_id uuid REFERENCES cases,
    PRIMARY KEY (name, version, report_id),
    FOREIGN KEY (name, version) REFERENCES signal_rules
);
GRANT SELECT, INSERT ON signal_hits TO quorate_web;

-- How often a version hit or failed, so that no page counts hits.
CREATE TABLE signal_counts (
    name text NOT NULL,
    version integer NOT NULL,
    hits bigint NOT NULL DEFAULT 0,
    alarms bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (name, version),
    FOREIGN KEY (name, version) REFERENCES signal_rules
);
GRANT SELECT, INSERT, UPDATE (hits, alarms, failed) ON signal_counts TO quorate_web;

-- Reports on one account and all its messages by the hour, UTC; account and reporter by a hash. The
-- rows go after eight days.
CREATE TABLE signal_hours (
    account bytea NOT NULL,
    hour timestamptz NOT NULL,
    reports integer NOT NULL DEFAULT 0,
    reporters integer NOT NULL DEFAULT 0,
    alarmed boolean NOT NULL DEFAULT false,
    PRIMARY KEY (account, hour)
);
CREATE INDEX signal_hours_to_erase ON signal_hours (hour);
GRANT SELECT, INSERT, UPDATE (reports, reporters, alarmed), DELETE ON signal_hours TO quorate_web;
CREATE TABLE signal_reporters (
    account bytea NOT NULL,
    hour timestamptz NOT NULL,
    reporter bytea NOT NULL,
    PRIMARY KEY (account, hour, reporter)
);
CREATE INDEX signal_reporters_to_erase ON signal_reporters (hour);
GRANT SELECT, INSERT, DELETE ON signal_reporters TO quorate_web;

-- Banks of perceptual hashes of known media. A row says what the ledger says, but for `hits`.
CREATE TABLE signal_banks (
    name text PRIMARY KEY,
    algorithm text NOT NULL CHECK (algorithm IN ('pdq', 'phash')),
    distance integer NOT NULL CHECK (distance BETWEEN 0 AND 31),
    area text NOT NULL,
    hashes integer NOT NULL,
    digest text NOT NULL,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'live', 'off')),
    moved_by text,
    moved_at timestamptz,
    hits bigint NOT NULL DEFAULT 0,
    CHECK ((moved_by IS NULL) = (moved_at IS NULL)),
    CHECK (state <> 'live' OR (moved_by IS NOT NULL AND moved_by <> added_by))
);
GRANT SELECT, INSERT, UPDATE (state, moved_by, moved_at, hits) ON signal_banks TO quorate_web;

-- `parts` are the hash's pieces of 16 bits, each with its place: hashes within twice as many bits, less
-- one, share a piece but for one bit, so an index finds all that are near.
CREATE TABLE signal_hashes (
    bank text NOT NULL REFERENCES signal_banks,
    hash bit varying(256) NOT NULL,
    parts integer[] NOT NULL,
    PRIMARY KEY (bank, hash)
);
CREATE INDEX signal_hashes_near ON signal_hashes USING gin (parts) WITH (fastupdate = off);
GRANT SELECT, INSERT ON signal_hashes TO quorate_web;
