-- Whoever looks what is wrong sees which of these files were applied.
GRANT SELECT ON quorate_migrations TO quorate_web;
