-- The salt of each sign-in's commitment in the log. Whoever erases the row erases both.
ALTER TABLE sign_ins ADD COLUMN salt bytea NOT NULL CHECK (octet_length(salt) = 32);
