-- Erasures in their order, so that a server hears of those that another program made. cleared_at is null while copies of
-- what was erased may still stand in gaps of the file's pages, and the time of the rewrite that left them out after that.
CREATE TABLE erasures (
  n INTEGER PRIMARY KEY,
  session INTEGER NOT NULL UNIQUE REFERENCES sessions (n),
  at INTEGER NOT NULL,
  cleared_at INTEGER
) STRICT;
--> statement-breakpoint
CREATE INDEX erasures_uncleared ON erasures (n) WHERE cleared_at IS NULL;
--> statement-breakpoint
INSERT INTO erasures (session, at) SELECT n, erased_at FROM sessions WHERE erased_at IS NOT NULL ORDER BY erased_at, n;
