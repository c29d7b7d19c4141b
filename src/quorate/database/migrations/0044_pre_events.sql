-- When a worker asked last where an endpoint's place is: one that nobody has asked for in a month is
-- of no endpoint any more.
ALTER TABLE event_cursors ADD COLUMN asked_at timestamptz NOT NULL DEFAULT now();
GRANT UPDATE (asked_at) ON event_cursors TO quorate_web;
