-- Times are epoch milliseconds of the server; client_at and client_offset are the client's own and may have fractions.
-- What people wrote, and what quotes it, stands in tables of its own (event_bodies, reply_checkpoints,
-- model_call_bodies, probe_texts, telemetry, identifiers), so that it can be erased while the rest stays.
CREATE TABLE study_versions (
  hash TEXT PRIMARY KEY,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  published_at INTEGER NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE participants (
  id TEXT PRIMARY KEY,
  study_id TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
--> statement-breakpoint
-- n is the order of enrolment; other tables refer to it.
CREATE TABLE sessions (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  study TEXT NOT NULL REFERENCES study_versions (hash),
  study_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  participant TEXT NOT NULL REFERENCES participants (id),
  wave INTEGER NOT NULL,
  locale TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  phase TEXT NOT NULL,
  stage TEXT,
  condition TEXT,
  turns INTEGER NOT NULL,
  pending INTEGER NOT NULL CHECK (pending IN (0, 1)),
  erased_at INTEGER
) STRICT;
--> statement-breakpoint
CREATE INDEX sessions_of_study ON sessions (study_id);
--> statement-breakpoint
CREATE INDEX sessions_of_participant ON sessions (participant);
--> statement-breakpoint
CREATE INDEX sessions_pending ON sessions (n) WHERE pending = 1;
--> statement-breakpoint
CREATE TABLE session_tokens (
  session INTEGER NOT NULL REFERENCES sessions (n),
  hash TEXT NOT NULL,
  PRIMARY KEY (session, hash)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- identifies is 1 on the one that tells the participant.
CREATE TABLE identifiers (
  n INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES sessions (n),
  study_id TEXT NOT NULL,
  participant TEXT NOT NULL REFERENCES participants (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  identifies INTEGER NOT NULL CHECK (identifies IN (0, 1)),
  at INTEGER NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX identifiers_of_session ON identifiers (session, name, value);
--> statement-breakpoint
CREATE INDEX identifiers_known ON identifiers (study_id, name, value) WHERE identifies = 1;
--> statement-breakpoint
CREATE TABLE events (
  n INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES sessions (n),
  seq INTEGER NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  client_at REAL,
  client_offset REAL,
  actor TEXT NOT NULL,
  body_hash TEXT NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX events_in_order ON events (session, seq);
--> statement-breakpoint
CREATE UNIQUE INDEX events_by_id ON events (session, id);
--> statement-breakpoint
-- body is canonical JSON; SHA-256 of salt and body is events.body_hash.
CREATE TABLE event_bodies (
  event INTEGER PRIMARY KEY REFERENCES events (n),
  salt BLOB NOT NULL,
  body TEXT NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE sequences (
  study TEXT NOT NULL,
  kind TEXT NOT NULL,
  stratum TEXT NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (study, kind, stratum)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE assignments (
  session INTEGER PRIMARY KEY REFERENCES sessions (n),
  study TEXT NOT NULL,
  kind TEXT NOT NULL,
  stratum TEXT NOT NULL,
  position INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  UNIQUE (study, kind, stratum, position)
) STRICT;
--> statement-breakpoint
-- start is in UTF-16 units; text is a JSON string, since a piece may end between two halves of a character.
CREATE TABLE reply_checkpoints (
  n INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES sessions (n),
  reply TEXT NOT NULL,
  start INTEGER NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (session, reply, start)
) STRICT;
--> statement-breakpoint
CREATE TABLE model_calls (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  session INTEGER REFERENCES sessions (n),
  study TEXT NOT NULL REFERENCES study_versions (hash),
  purpose TEXT NOT NULL,
  at INTEGER NOT NULL,
  prompt_hash TEXT,
  alias TEXT NOT NULL,
  model TEXT NOT NULL,
  outcome TEXT NOT NULL,
  error TEXT
) STRICT;
--> statement-breakpoint
CREATE INDEX model_calls_of_session ON model_calls (session);
--> statement-breakpoint
CREATE INDEX model_calls_failed ON model_calls (session) WHERE error IS NOT NULL;
--> statement-breakpoint
CREATE TABLE model_call_bodies (
  call INTEGER PRIMARY KEY REFERENCES model_calls (n),
  record TEXT NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE probes (
  n INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES sessions (n),
  study TEXT NOT NULL REFERENCES study_versions (hash),
  stage TEXT NOT NULL,
  moment TEXT NOT NULL,
  item TEXT NOT NULL,
  form TEXT NOT NULL,
  wording INTEGER NOT NULL,
  reversed INTEGER NOT NULL CHECK (reversed IN (0, 1)),
  repeat INTEGER NOT NULL,
  at INTEGER NOT NULL,
  call TEXT NOT NULL,
  prompt_hash TEXT,
  parser TEXT NOT NULL,
  outcome TEXT NOT NULL,
  code INTEGER
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX probes_once ON probes (session, stage, moment, item, form, wording, reversed, repeat);
--> statement-breakpoint
CREATE INDEX probes_of_session ON probes (session);
--> statement-breakpoint
CREATE TABLE probe_texts (
  probe INTEGER PRIMARY KEY REFERENCES probes (n),
  text TEXT NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE telemetry (
  n INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES sessions (n),
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  marks TEXT NOT NULL,
  UNIQUE (session, id)
) STRICT;
--> statement-breakpoint
CREATE INDEX telemetry_of_session ON telemetry (session);
--> statement-breakpoint
CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
