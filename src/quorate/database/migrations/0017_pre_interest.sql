-- Answers about the public interest are kept with the other values once their proposal is opened;
-- until then they go with the draft.
DROP TABLE public_interest;
ALTER TABLE drafts ADD COLUMN interest jsonb;
