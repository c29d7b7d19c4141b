-- Whoever had a case in their hands, once a person and case: they decide no appeal about it.
CREATE TABLE case_hands (
    case_id uuid NOT NULL REFERENCES cases,
    person text NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (case_id, person)
);
GRANT SELECT, INSERT ON case_hands TO quorate_web;

-- What the entries of before say. A row that is no entry is passed over: anybody with the web's role
-- could have written it.
DO $$
DECLARE
    entry bytea;
    said jsonb;
BEGIN
    FOR entry IN SELECT body FROM ledger_queue
        WHERE position(convert_to('"event":"case:', 'UTF8') IN body) > 0 ORDER BY id
    LOOP
        BEGIN
            said := convert_from(entry, 'UTF8')::jsonb;
            IF said->>'event' IN ('case:assigned', 'case:claimed', 'case:closed', 'case:escalated',
                                  'case:reopened') THEN
                INSERT INTO case_hands (case_id, person, since)
                SELECT c.id, who.person, (said->>'at')::timestamptz
                FROM (VALUES (said->'data'->>'by'), (said->'data'->>'to')) AS who (person),
                    cases c
                WHERE c.id = substr(said->'data'->>'case', 6)::uuid
                    AND who.person IS NOT NULL AND who.person NOT LIKE 'service:%'
                ON CONFLICT DO NOTHING;
            END IF;
        EXCEPTION WHEN OTHERS THEN
            NULL;
        END;
    END LOOP;
END $$;

-- Appeals (DSA, Article 20), one a decision and side. Their texts are in kept_values, so that they can
-- be erased. `unrestored` until the ledger says that what was reversed is undone.
CREATE TABLE appeals (
    id uuid PRIMARY KEY,
    side text NOT NULL CHECK (side IN ('person', 'reporter')),
    decision text NOT NULL,
    case_id uuid NOT NULL REFERENCES cases,
    proposal_id text REFERENCES proposals,
    filed_by text NOT NULL,
    filed_at timestamptz NOT NULL,
    words text NOT NULL,
    claimed_by text,
    lease_until timestamptz,
    fence bigint NOT NULL DEFAULT 0,
    outcome text CHECK (outcome IN ('partly_reversed', 'reversed', 'upheld')),
    decided_by text,
    decided_at timestamptz,
    answer text,
    unrestored boolean NOT NULL DEFAULT false,
    settled_by text,
    settled_at timestamptz,
    settlement text CHECK (settlement IN ('for_the_person', 'for_the_platform', 'partly')),
    settled_on text,
    body text
);
CREATE UNIQUE INDEX appeals_once ON appeals (decision, side);
CREATE INDEX appeals_open ON appeals (filed_at, id) WHERE decided_at IS NULL;
CREATE INDEX appeals_decided ON appeals (decided_at, id) WHERE decided_at IS NOT NULL;
CREATE INDEX appeals_unrestored ON appeals (decided_at, id) WHERE unrestored;
CREATE INDEX appeals_by_case ON appeals (case_id, filed_at, id);
GRANT SELECT, INSERT, UPDATE ON appeals TO quorate_web;
