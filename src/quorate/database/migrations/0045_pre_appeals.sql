-- Which report's giver appeals how their case was closed: each reporter of a case has an appeal of their
-- own. NULL for the person concerned, for what was filed before, and once the texts are erased.
ALTER TABLE appeals ADD COLUMN report_id uuid REFERENCES reports;
