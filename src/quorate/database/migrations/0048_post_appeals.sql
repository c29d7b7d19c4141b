-- It has room for one reporter a closing. Processes of before file by it, so it goes after them.
DROP INDEX appeals_once;
