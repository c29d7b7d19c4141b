-- The person concerned appeals a decision once.
CREATE UNIQUE INDEX CONCURRENTLY appeals_once_person ON appeals (decision) WHERE side = 'person';
