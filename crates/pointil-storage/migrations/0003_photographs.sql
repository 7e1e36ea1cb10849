-- Encrypted files and the photographs they hold.
CREATE TABLE object (
    studio {uuid} NOT NULL REFERENCES studio (id),
    -- Keyed hash of what is in it, for whom.
    address {bytes} NOT NULL,
    -- The file below the object folder.
    path TEXT NOT NULL,
    -- Bytes of what is in it.
    size {integer} NOT NULL,
    wrapped_key {bytes} NOT NULL,
    key_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    PRIMARY KEY (studio, address)
) {strict};

CREATE INDEX object_key_version ON object (key_version);

CREATE TABLE photograph (
    id {uuid} PRIMARY KEY NOT NULL,
    studio {uuid} NOT NULL REFERENCES studio (id),
    client {uuid} NOT NULL REFERENCES client (id),
    pose TEXT NOT NULL,
    taken_on TEXT,
    media_type TEXT NOT NULL,
    width {integer} NOT NULL,
    height {integer} NOT NULL,
    original {bytes} NOT NULL,
    thumbnail {bytes} NOT NULL,
    thumbnail_media_type TEXT NOT NULL,
    -- Landmarks and camera, as the caller writes them.
    document TEXT,
    revision {integer} NOT NULL,
    created_at {integer} NOT NULL,
    FOREIGN KEY (studio, original) REFERENCES object (studio, address),
    FOREIGN KEY (studio, thumbnail) REFERENCES object (studio, address)
) {strict};

CREATE UNIQUE INDEX photograph_original ON photograph (studio, original);
CREATE UNIQUE INDEX photograph_thumbnail ON photograph (studio, thumbnail);
CREATE INDEX photograph_client ON photograph (studio, client, id);
