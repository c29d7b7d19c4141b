-- What the person concerned was told of a decision that took effect. Only the effector writes: it
-- sends the address through the platform itself, and keeps but the token's hash here.
CREATE TABLE tellings (
    proposal_id text PRIMARY KEY REFERENCES proposals,
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    made_at timestamptz NOT NULL,
    delivered_at timestamptz
);
GRANT SELECT, INSERT, UPDATE (delivered_at) ON tellings TO quorate_effector;
GRANT SELECT ON tellings TO quorate_web;

-- The statement of reasons (DSA, Article 17), made once from the decision; what the address shows
-- and what is filed with the Transparency Database. The web's.
CREATE TABLE statements_of_reasons (
    proposal_id text PRIMARY KEY REFERENCES proposals,
    case_id uuid NOT NULL REFERENCES cases,
    made_at timestamptz NOT NULL,
    content jsonb NOT NULL
);
CREATE INDEX statements_of_reasons_by_age ON statements_of_reasons (made_at, proposal_id);
GRANT SELECT, INSERT ON statements_of_reasons TO quorate_web;

-- What the person concerned is told about the facts; a draft keeps it until it is signed.
ALTER TABLE drafts ADD COLUMN facts jsonb;
