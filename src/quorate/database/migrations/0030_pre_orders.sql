-- Orders of authorities (DSA, Articles 9 and 10). Their texts, contact and items are one value in
-- kept_values, so that they can be erased; `content` and `answer` are the commitments.
CREATE TABLE legal_orders (
    id uuid PRIMARY KEY,
    number integer NOT NULL CHECK (number > 0),
    kind text NOT NULL CHECK (kind IN ('act', 'inform')),
    state text NOT NULL,
    area text NOT NULL,
    language text NOT NULL,
    territory text NOT NULL,
    deadline timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    taken_at timestamptz NOT NULL,
    taken_by text NOT NULL,
    content text NOT NULL,
    items integer NOT NULL,
    missing text NOT NULL,
    found text CHECK (found IN ('checked', 'rejected')),
    found_at timestamptz,
    told_at timestamptz,
    outcome text CHECK (outcome IN ('carried_out', 'not_carried_out', 'partly')),
    ground text,
    given text NOT NULL DEFAULT '',
    effected_at timestamptz,
    answered_by text,
    answered_at timestamptz,
    answer text,
    answer_told_at timestamptz,
    CHECK (outcome IS NULL OR found = 'checked'),
    CHECK ((outcome IS NULL) = (answered_at IS NULL))
);
CREATE INDEX legal_orders_waiting ON legal_orders (deadline, id)
    WHERE outcome IS NULL AND found IS DISTINCT FROM 'rejected';
CREATE INDEX legal_orders_over ON legal_orders (taken_at DESC, id)
    WHERE outcome IS NOT NULL OR found = 'rejected';
CREATE INDEX legal_orders_to_tell ON legal_orders (taken_at) WHERE told_at IS NULL;
CREATE INDEX legal_orders_to_answer ON legal_orders (answered_at)
    WHERE answered_at IS NOT NULL AND answer_told_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON legal_orders TO quorate_web;

-- Each person's word on the authority; nobody takes one back, and one no ends it.
CREATE TABLE legal_order_words (
    order_id uuid NOT NULL REFERENCES legal_orders,
    person text NOT NULL,
    genuine boolean NOT NULL,
    how text NOT NULL,
    said_at timestamptz NOT NULL,
    PRIMARY KEY (order_id, person, genuine)
);
GRANT SELECT, INSERT ON legal_order_words TO quorate_web;

-- The case that each thing it names became or joined, once its authority was checked.
CREATE TABLE legal_order_items (
    order_id uuid NOT NULL REFERENCES legal_orders,
    place integer NOT NULL,
    case_id uuid NOT NULL REFERENCES cases,
    PRIMARY KEY (order_id, place)
);
CREATE INDEX legal_order_items_by_case ON legal_order_items (case_id);
GRANT SELECT, INSERT ON legal_order_items TO quorate_web;

-- When the nearest deadline of an order about it ends; found anew whenever the case is ranked.
ALTER TABLE cases ADD COLUMN ordered_by timestamptz;
