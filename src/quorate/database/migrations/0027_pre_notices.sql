-- Notices of content that is illegal or against the terms (DSA, Article 16). Who gave one stands here
-- and nowhere else: neither in the report that it becomes, nor in the log.

-- Whoever gives notices, known again by a keyed hash of the address; the log knows the id alone.
CREATE TABLE notifiers (
    id uuid PRIMARY KEY,
    voice bytea NOT NULL UNIQUE CHECK (octet_length(voice) = 32),
    first_at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON notifiers TO quorate_web;

-- What was decided about a notifier who misuses notices (Article 23): one row is one entry of the log.
-- `reason` is the commitment to what the person was told.
CREATE TABLE notifier_steps (
    notifier_id uuid NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    step text NOT NULL CHECK (step IN ('warned', 'suspended', 'restored')),
    decided_by text NOT NULL,
    decided_at timestamptz NOT NULL,
    until timestamptz,
    reason text,
    told_at timestamptz,
    PRIMARY KEY (notifier_id, number),
    CHECK ((step = 'suspended') = (until IS NOT NULL)),
    CHECK ((step = 'restored') = (reason IS NULL))
);
CREATE INDEX notifier_steps_to_tell ON notifier_steps (decided_at) WHERE told_at IS NULL;
GRANT SELECT, INSERT, UPDATE (told_at) ON notifier_steps TO quorate_web;

-- Trusted flaggers (Article 22). Areas are slugs with a space between.
CREATE TABLE trusted_flaggers (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    contact text NOT NULL,
    source text UNIQUE,
    domain text UNIQUE,
    awarded_by text NOT NULL,
    areas text NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz,
    suspended text,
    number integer NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON trusted_flaggers TO quorate_web;

-- `held_until`: given while its notifier was suspended, so recorded and in no case. `explanation` is
-- kept for those alone; of the others it is the report's. `trusted`: in a flagger's own areas.
CREATE TABLE notices (
    id uuid PRIMARY KEY,
    source text NOT NULL,
    key text NOT NULL,
    request_digest bytea NOT NULL,
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    received_at timestamptz NOT NULL,
    case_id uuid REFERENCES cases,
    report_id uuid UNIQUE REFERENCES reports,
    area text NOT NULL,
    location text NOT NULL,
    language text NOT NULL,
    name text,
    email text,
    notifier_id uuid REFERENCES notifiers,
    flagger_id uuid REFERENCES trusted_flaggers,
    receipt_at timestamptz,
    confirmed_at timestamptz,
    trusted boolean NOT NULL,
    held_until timestamptz,
    held_for text,
    explanation text,
    review_at timestamptz,
    decided_at timestamptz,
    told_at timestamptz,
    unfounded_by text,
    unfounded_at timestamptz,
    UNIQUE (source, key),
    CHECK ((case_id IS NULL) = (held_until IS NOT NULL)),
    CHECK ((unfounded_by IS NULL) = (unfounded_at IS NULL))
);
CREATE INDEX notices_by_case ON notices (case_id, received_at, id) WHERE case_id IS NOT NULL;
CREATE INDEX notices_by_notifier ON notices (notifier_id, received_at);
CREATE INDEX notices_by_flagger ON notices (flagger_id, received_at) WHERE flagger_id IS NOT NULL;
CREATE INDEX notices_unfounded ON notices (unfounded_at, notifier_id) WHERE unfounded_at IS NOT NULL;
CREATE INDEX notices_to_tell ON notices (decided_at)
    WHERE decided_at IS NOT NULL AND told_at IS NULL AND email IS NOT NULL;
CREATE INDEX notices_to_receipt ON notices (received_at)
    WHERE receipt_at IS NULL AND email IS NOT NULL;
GRANT SELECT, INSERT ON notices TO quorate_web;
GRANT UPDATE (confirmed_at, trusted, receipt_at, review_at, decided_at, told_at, unfounded_by,
    unfounded_at)
    ON notices TO quorate_web;

-- Letters on their way. One that was taken by the mail server is deleted, text and address.
CREATE TABLE mail_outbox (
    id uuid PRIMARY KEY,
    recipient text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    made_at timestamptz NOT NULL,
    send_at timestamptz NOT NULL,
    tries integer NOT NULL DEFAULT 0
);
CREATE INDEX mail_outbox_next ON mail_outbox (send_at);
GRANT SELECT, INSERT, UPDATE (send_at, tries), DELETE ON mail_outbox TO quorate_web;

-- Whether a trusted flagger's notice waits in it.
ALTER TABLE cases ADD COLUMN flagged boolean NOT NULL DEFAULT false;
