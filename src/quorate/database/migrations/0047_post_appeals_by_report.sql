-- A report's giver appeals a closing once.
CREATE UNIQUE INDEX CONCURRENTLY appeals_once_report ON appeals (decision, report_id) WHERE side = 'reporter';
