-- Statements of reasons on their way to the Transparency Database (DSA, Article 24(5)). A row stays
-- when it is filed: its puid is never used again.
CREATE TABLE filings (
    puid text PRIMARY KEY,
    statement jsonb NOT NULL,
    queued_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'filed', 'refused')),
    due_at timestamptz NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    answered_at timestamptz,
    uuid text,
    errors jsonb,
    rehearsed_at timestamptz
);
CREATE INDEX filings_waiting ON filings (due_at, puid) WHERE state = 'waiting';
CREATE INDEX filings_unrehearsed ON filings (queued_at, puid) WHERE rehearsed_at IS NULL;
CREATE INDEX filings_refused ON filings (answered_at, puid) WHERE state = 'refused';
GRANT SELECT, INSERT, UPDATE ON filings TO quorate_web;

-- Which statements of reasons stand in the outbox already.
ALTER TABLE statements_of_reasons ADD COLUMN queued boolean NOT NULL DEFAULT false;
CREATE INDEX statements_of_reasons_unqueued ON statements_of_reasons (made_at, proposal_id)
    WHERE NOT queued;
GRANT UPDATE (queued) ON statements_of_reasons TO quorate_web;
