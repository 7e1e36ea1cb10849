-- Who kept a version and what they noted of it; whether a comment asks for changes.
ALTER TABLE design_version ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE design_version ADD COLUMN actor_kind TEXT NOT NULL DEFAULT 'program';
ALTER TABLE design_version ADD COLUMN actor {uuid};
ALTER TABLE comment ADD COLUMN asks_change {integer} NOT NULL DEFAULT 0;
