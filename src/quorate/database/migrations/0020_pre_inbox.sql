-- What stands beside a proposal while it waits, and gives nobody power: questions to its proposer,
-- whose attention it is, and what was left with a reason at the end of a shift.

CREATE TABLE questions (
    id uuid PRIMARY KEY,
    proposal_id text NOT NULL REFERENCES proposals,
    asked_by text NOT NULL,
    asked_of text NOT NULL,
    question text NOT NULL CHECK (char_length(question) BETWEEN 1 AND 1000),
    asked_at timestamptz NOT NULL,
    answer text CHECK (char_length(answer) BETWEEN 1 AND 1000),
    answered_by text,
    answered_at timestamptz,
    CHECK (num_nulls(answer, answered_by, answered_at) IN (0, 3))
);
CREATE INDEX questions_by_proposal ON questions (proposal_id, asked_at, id);
CREATE INDEX questions_unanswered ON questions (asked_of, asked_at) WHERE answer IS NULL;
GRANT SELECT, INSERT, UPDATE (asked_of, answer, answered_by, answered_at) ON questions
    TO quorate_web;

-- One colleague a person and proposal; whoever takes it may hand it on.
CREATE TABLE delegations (
    proposal_id text NOT NULL REFERENCES proposals,
    from_person text NOT NULL,
    to_person text NOT NULL,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (proposal_id, from_person),
    CHECK (from_person <> to_person)
);
CREATE INDEX delegations_to ON delegations (to_person, given_at);
CREATE INDEX delegations_from ON delegations (from_person, given_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON delegations TO quorate_web;

-- `about` is a case, a proposal or a question.
CREATE TABLE left_open (
    person text NOT NULL,
    about text NOT NULL,
    reason text NOT NULL,
    left_at timestamptz NOT NULL,
    PRIMARY KEY (person, about)
);
CREATE INDEX left_open_about ON left_open (about, left_at);
GRANT SELECT, INSERT, UPDATE ON left_open TO quorate_web;

-- What somebody holds as their shift ends. Claims are made by people, so they can pay for it; what
-- comes in by the hundred touches it as little as the other indexes.
CREATE INDEX cases_held ON cases (claimed_by) WHERE claimed_by IS NOT NULL;
