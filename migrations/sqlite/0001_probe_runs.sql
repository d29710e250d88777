-- What models alone were asked. No person wrote any of it, so nothing of it is ever erased.
CREATE TABLE probe_runs (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  study_id TEXT NOT NULL,
  study TEXT NOT NULL REFERENCES study_versions (hash),
  alias TEXT NOT NULL,
  identity TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  settings TEXT NOT NULL,
  plan TEXT NOT NULL,
  capabilities TEXT,
  end_reason TEXT
) STRICT;
--> statement-breakpoint
CREATE INDEX probe_runs_of_study ON probe_runs (study_id);
--> statement-breakpoint
-- key is the SHA-256 of all that defines a question; levels and wordings are JSON objects; text is a JSON string, since
-- a reply that was cut may end between two halves of a character.
CREATE TABLE probe_jobs (
  n INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  study_id TEXT NOT NULL,
  study TEXT NOT NULL REFERENCES study_versions (hash),
  run TEXT NOT NULL REFERENCES probe_runs (id),
  alias TEXT NOT NULL,
  model TEXT NOT NULL,
  reported_model TEXT,
  fingerprint TEXT,
  condition TEXT NOT NULL,
  levels TEXT NOT NULL,
  wordings TEXT NOT NULL,
  place TEXT NOT NULL,
  locale TEXT NOT NULL,
  item TEXT NOT NULL,
  form TEXT NOT NULL,
  wording INTEGER NOT NULL,
  option_order TEXT NOT NULL,
  format TEXT NOT NULL,
  target TEXT NOT NULL,
  repeat INTEGER NOT NULL,
  at INTEGER NOT NULL,
  call TEXT NOT NULL,
  prompt_hash TEXT NOT NULL,
  parser TEXT NOT NULL,
  outcome TEXT NOT NULL,
  code INTEGER,
  text TEXT NOT NULL,
  favoured INTEGER,
  prompt_tokens INTEGER,
  completion_tokens INTEGER,
  canary TEXT
) STRICT;
--> statement-breakpoint
CREATE INDEX probe_jobs_of_study ON probe_jobs (study_id);
--> statement-breakpoint
CREATE TABLE probe_codings (
  n INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES probe_jobs (n),
  study_id TEXT NOT NULL,
  coder TEXT NOT NULL,
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  code INTEGER,
  call TEXT NOT NULL,
  UNIQUE (job, coder)
) STRICT;
--> statement-breakpoint
CREATE INDEX probe_codings_of_study ON probe_codings (study_id);
