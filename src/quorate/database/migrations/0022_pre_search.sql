-- Cases are found by what reports say. The words stand in the report's own row: who takes the report
-- away takes them along. Filled by the statement that files the report.

-- What is compared: no case, accents, invisible marks or tags, in which a word could hide; scripts
-- without spaces by single characters.
CREATE FUNCTION folded(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(regexp_replace(regexp_replace(translate(normalize(said, NFKD), '<>&', '   '),
        '[\u00ad\u0300-\u036f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+', '', 'g'),
        '([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])', ' \1 ', 'g'));

-- A lexeme with a space in it is none that a typed search can hold.
CREATE FUNCTION words_of(
    native text, category text, body text, evidence jsonb, source text, reporter text
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_tsvector('simple', left(folded(concat_ws(' ', native, category, body, (
            SELECT string_agg(said #>> '{}', ' ')
            FROM jsonb_path_query(evidence, 'strict $.** ? (@.type() == "string")') AS said
        ))), 20000))
        || array_to_tsvector(array_remove(ARRAY['from ' || source, 'by ' || reporter], NULL));

ALTER TABLE reports ADD COLUMN words tsvector;
UPDATE reports r SET words = words_of(s.native, category, body, evidence, source, reporter)
    FROM subjects s WHERE s.id = r.subject_id;
CREATE INDEX reports_by_words ON reports USING gin (words);

-- Whoever takes a value out of a report takes it out of the search.
CREATE FUNCTION reworded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT words_of(s.native, NEW.category, NEW.body, NEW.evidence, NEW.source, NEW.reporter)
        INTO NEW.words FROM subjects s WHERE s.id = NEW.subject_id;
    RETURN NEW;
END $$;
CREATE TRIGGER reports_reworded BEFORE UPDATE OF category, body, evidence, reporter ON reports
    FOR EACH ROW EXECUTE FUNCTION reworded();

-- The newest first: neither column ever changes, so that a claim still touches no index.
CREATE INDEX cases_by_age ON cases (opened_at DESC, id DESC);

CREATE TABLE saved_searches (
    id uuid PRIMARY KEY,
    person text NOT NULL,
    team text,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    query text NOT NULL CHECK (length(query) <= 2000),
    saved_at timestamptz NOT NULL,
    UNIQUE (person, name)
);
CREATE INDEX saved_searches_of_team ON saved_searches (team, name) WHERE team IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON saved_searches TO quorate_web;

-- Several cases that one person decides by one press: still one statement, one signature and one
-- check for each. What became of an account stands in its proposal; here is why there is none.
CREATE TABLE batches (
    id uuid PRIMARY KEY,
    person text NOT NULL,
    action text NOT NULL,
    policy text NOT NULL,
    made_at timestamptz NOT NULL
);
CREATE INDEX batches_by_age ON batches (made_at DESC, id DESC);
CREATE TABLE batch_accounts (
    batch_id uuid NOT NULL REFERENCES batches,
    place integer NOT NULL,
    case_id uuid NOT NULL REFERENCES cases,
    state text NOT NULL CHECK (state IN ('waiting', 'ready', 'out')),
    fence bigint NOT NULL DEFAULT 0,
    proposal text,
    why text NOT NULL DEFAULT '',
    PRIMARY KEY (batch_id, case_id)
);
GRANT SELECT, INSERT ON batches TO quorate_web;
GRANT SELECT, INSERT, UPDATE ON batch_accounts TO quorate_web;
