-- What the link told of the person: 'usable', or why it brought no id that tells people apart (shared/study/platform-id.ts);
-- never the id itself. NULL where the study asks for none, for simulated people, and in sessions from before this was kept.
ALTER TABLE sessions ADD COLUMN id_state TEXT;
