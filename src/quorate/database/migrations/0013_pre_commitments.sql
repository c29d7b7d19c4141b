-- The salt of each sign-in's commitment in the log. Whoever erases the row erases both. The log has
-- none of what was linked before: `quorate ledger rebuild` names those links.
ALTER TABLE sign_ins ADD COLUMN salt bytea NOT NULL
    DEFAULT decode(repeat('00', 32), 'hex') CHECK (octet_length(salt) = 32);
ALTER TABLE sign_ins ALTER COLUMN salt DROP DEFAULT;
