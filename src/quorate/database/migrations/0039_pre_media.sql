-- Reports whose picture is yet to be fetched, hashed and compared; where it is stands in the report.
-- Whoever works on one has it until `due_at`; `tries` is how often one was begun.
CREATE TABLE signal_media_queue (
    report_id uuid PRIMARY KEY REFERENCES reports ON DELETE CASCADE,
    due_at timestamptz NOT NULL,
    tries integer NOT NULL DEFAULT 0
);
CREATE INDEX signal_media_queue_due ON signal_media_queue (due_at);
GRANT SELECT, INSERT, UPDATE (due_at, tries), DELETE ON signal_media_queue TO quorate_web;

-- What became of reports' pictures. No hash of one is kept.
CREATE TABLE signal_media_counts (
    outcome text PRIMARY KEY CHECK (outcome IN ('compared', 'left_out', 'no_picture', 'not_decoded',
                                                'not_given', 'too_large', 'unreachable')),
    reports bigint NOT NULL
);
GRANT SELECT, INSERT, UPDATE (reports) ON signal_media_counts TO quorate_web;
