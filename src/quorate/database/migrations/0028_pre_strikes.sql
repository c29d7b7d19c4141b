-- For how many days a template's effect lasts; null: until somebody restores it.
ALTER TABLE templates ADD COLUMN days smallint CHECK (days BETWEEN 1 AND 366);

-- An account with all of its messages, whose ids end in the author's: strikes are the account's.
CREATE INDEX subjects_by_account ON subjects (
    connector,
    (CASE kind WHEN 'message' THEN regexp_replace(native, '^[^/]*/[^/]*/', '') ELSE native END)
);
