-- Who gave a case to each of its holders last: a person who did has a part in it also when the holder lets
-- it go and takes it again (I2). Of what was let go before, nothing is known.
ALTER TABLE cases ADD COLUMN givers jsonb NOT NULL DEFAULT '{}';
