-- How long people had grave things before them: seconds a person, day of their zone and area.
CREATE TABLE exposure (
    person text NOT NULL,
    day date NOT NULL,
    area text NOT NULL,
    seconds double precision NOT NULL CHECK (seconds >= 0),
    PRIMARY KEY (person, day, area)
);
CREATE INDEX exposure_by_day ON exposure (day);
GRANT SELECT, INSERT, UPDATE ON exposure TO quorate_web;

-- Until when a person's time is counted, so that two pages at once count once; how much of it was
-- without a break, and what the last count added. After a crash everybody has had a break.
CREATE UNLOGGED TABLE exposure_clocks (
    person text PRIMARY KEY,
    counted_at timestamptz NOT NULL,
    unbroken double precision NOT NULL,
    added double precision NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON exposure_clocks TO quorate_web;

-- Whose limits a lead has lifted, for one day.
CREATE TABLE exposure_lifts (
    person text NOT NULL,
    day date NOT NULL,
    lifted_by text NOT NULL,
    lifted_at timestamptz NOT NULL,
    PRIMARY KEY (person, day)
);
GRANT SELECT, INSERT ON exposure_lifts TO quorate_web;

-- Whether reported media was opened on the page that the person has open.
ALTER TABLE presence ADD COLUMN media boolean NOT NULL DEFAULT false;

-- How a person wants to see what was reported. Who has no row has the safe way.
CREATE TABLE care (
    person text PRIMARY KEY,
    blurred boolean NOT NULL,
    grey boolean NOT NULL,
    muted boolean NOT NULL,
    folded boolean NOT NULL,
    held boolean NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON care TO quorate_web;
