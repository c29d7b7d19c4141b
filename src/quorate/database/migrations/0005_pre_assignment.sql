-- Who gave a held case to its holder, and who opened a closed one again.

ALTER TABLE cases
    -- `service:queue`, or a person: the holder, who picked it, or a lead.
    ADD COLUMN assigned_by text,
    ADD COLUMN reopened_by text;
UPDATE cases SET assigned_by = claimed_by WHERE claimed_by IS NOT NULL;
