-- Answers about the public interest, by the digest that signed statements carry. The web may add
-- some, never change any; to erase one is the owner's.
CREATE TABLE public_interest (
    digest text PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),
    answers jsonb NOT NULL,
    answered_at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON public_interest TO quorate_web;
