-- To erase a value is to delete its row with its salt. What goes without an entry that says so is
-- a difference to `quorate ledger rebuild`.
GRANT DELETE ON kept_values, sign_ins TO quorate_web;
