-- A process is ready when the database has what its code needs, and so has to see what was applied.
GRANT SELECT ON quorate_migrations TO quorate_web;
