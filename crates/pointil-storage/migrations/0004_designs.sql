-- Designs with their history, what was frozen of them, who may look, and what was said and agreed.
CREATE TABLE design (
    id {uuid} PRIMARY KEY NOT NULL,
    studio {uuid} NOT NULL REFERENCES studio (id),
    client {uuid} NOT NULL REFERENCES client (id),
    name TEXT NOT NULL,
    -- The step that is the working document.
    position {integer} NOT NULL,
    revision {integer} NOT NULL,
    created_at {integer} NOT NULL,
    edited_at {integer} NOT NULL
) {strict};

CREATE INDEX design_client ON design (studio, client, id);

CREATE TABLE design_step (
    design {uuid} NOT NULL REFERENCES design (id),
    position {integer} NOT NULL,
    label TEXT NOT NULL,
    document TEXT NOT NULL,
    document_hash {bytes} NOT NULL,
    at {integer} NOT NULL,
    actor_kind TEXT NOT NULL,
    actor {uuid},
    PRIMARY KEY (design, position)
) {strict};

CREATE TABLE design_version (
    id {uuid} PRIMARY KEY NOT NULL,
    studio {uuid} NOT NULL REFERENCES studio (id),
    client {uuid} NOT NULL REFERENCES client (id),
    design {uuid} NOT NULL REFERENCES design (id),
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    document_hash {bytes} NOT NULL,
    created_at {integer} NOT NULL,
    presented_at {integer},
    approved_at {integer}
) {strict};

CREATE INDEX design_version_client ON design_version (studio, client, id);
CREATE INDEX design_version_design ON design_version (design, id);

CREATE TABLE private_link (
    id {uuid} PRIMARY KEY NOT NULL,
    studio {uuid} NOT NULL REFERENCES studio (id),
    client {uuid} NOT NULL REFERENCES client (id),
    token_hash {bytes} NOT NULL UNIQUE,
    created_at {integer} NOT NULL,
    ends_at {integer} NOT NULL,
    revoked_at {integer},
    opened {integer} NOT NULL,
    last_opened_at {integer}
) {strict};

CREATE INDEX private_link_client ON private_link (studio, client, id);

CREATE TABLE private_link_version (
    link {uuid} NOT NULL REFERENCES private_link (id),
    version {uuid} NOT NULL REFERENCES design_version (id),
    PRIMARY KEY (link, version)
) {keyed};

CREATE INDEX private_link_version_version ON private_link_version (version);

CREATE TABLE comment (
    id {uuid} PRIMARY KEY NOT NULL,
    studio {uuid} NOT NULL REFERENCES studio (id),
    client {uuid} NOT NULL REFERENCES client (id),
    version {uuid} NOT NULL REFERENCES design_version (id),
    text TEXT NOT NULL,
    at {integer} NOT NULL,
    actor_kind TEXT NOT NULL,
    actor {uuid}
) {strict};

CREATE INDEX comment_client ON comment (studio, client, id);
CREATE INDEX comment_version ON comment (version, id);

CREATE TABLE approval (
    id {uuid} PRIMARY KEY NOT NULL,
    studio {uuid} NOT NULL REFERENCES studio (id),
    client {uuid} NOT NULL REFERENCES client (id),
    -- A version is approved once.
    version {uuid} NOT NULL UNIQUE REFERENCES design_version (id),
    document_hash {bytes} NOT NULL,
    words TEXT NOT NULL,
    signed_name TEXT NOT NULL,
    at {integer} NOT NULL,
    actor_kind TEXT NOT NULL,
    actor {uuid}
) {strict};

CREATE INDEX approval_client ON approval (studio, client, id);
