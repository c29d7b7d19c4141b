-- The words of a report, worked out where its row is written. PostgreSQL puts a function's expression in
-- the statement's place only where it asks no query of its own and calls nothing that depends on
-- settings; called for each row, it cost as much again as the words themselves.
-- What it gives is the same, so that whoever runs before or after this needs nothing else.
CREATE FUNCTION texts_in(evidence jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (
        SELECT string_agg(said #>> '{}', ' ')
        FROM jsonb_path_query(evidence, 'strict $.** ? (@.type() == "string")') AS said
    );

CREATE OR REPLACE FUNCTION words_of(
    native text, category text, body text, evidence jsonb, source text, reporter text
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_tsvector('simple', left(folded(
            native || ' ' || category || coalesce(' ' || body, '')
            || CASE WHEN evidence = '[]' THEN '' ELSE coalesce(' ' || texts_in(evidence), '') END
        ), 20000))
        || array_to_tsvector(array_remove(ARRAY['from ' || source, 'by ' || reporter], NULL));
