-- A studio, the people who sign in, and the chain of what was done.
CREATE TABLE studio (
    id {uuid} PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    keeping_years {integer} NOT NULL,
    settings TEXT NOT NULL,
    salt {bytes} NOT NULL,
    revision {integer} NOT NULL,
    created_at {integer} NOT NULL
) {strict};

-- The end of a studio's chain of events. Every write of a studio holds this row, so writes of one studio come one after another.
CREATE TABLE audit_head (
    studio {uuid} PRIMARY KEY NOT NULL REFERENCES studio (id),
    events {integer} NOT NULL,
    hash {bytes} NOT NULL
) {strict};

CREATE TABLE audit_event (
    studio {uuid} NOT NULL REFERENCES studio (id),
    position {integer} NOT NULL,
    at {integer} NOT NULL,
    actor_kind TEXT NOT NULL,
    actor {uuid},
    action TEXT NOT NULL,
    subject {uuid} NOT NULL,
    client {uuid},
    before {bytes},
    after {bytes},
    previous {bytes} NOT NULL,
    hash {bytes} NOT NULL,
    PRIMARY KEY (studio, position)
) {strict};

CREATE INDEX audit_event_client ON audit_event (studio, client, position);
CREATE INDEX audit_event_subject ON audit_event (studio, subject, position);

CREATE TABLE account (
    id {uuid} PRIMARY KEY NOT NULL,
    studio {uuid} NOT NULL REFERENCES studio (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key {key} NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    revision {integer} NOT NULL,
    created_at {integer} NOT NULL,
    closed_at {integer}
) {strict};

-- A closed account gives its address free.
CREATE UNIQUE INDEX account_email ON account (studio, email_key) WHERE closed_at IS NULL;

CREATE TABLE sign_in (
    id {uuid} PRIMARY KEY NOT NULL,
    studio {uuid} NOT NULL REFERENCES studio (id),
    account {uuid} NOT NULL REFERENCES account (id),
    token_hash {bytes} NOT NULL UNIQUE,
    device TEXT NOT NULL,
    created_at {integer} NOT NULL,
    last_seen_at {integer} NOT NULL,
    ends_at {integer} NOT NULL,
    revoked_at {integer}
) {strict};

CREATE INDEX sign_in_account ON sign_in (studio, account, created_at);

CREATE TABLE sign_in_failure (
    id {uuid} PRIMARY KEY NOT NULL,
    studio {uuid} NOT NULL REFERENCES studio (id),
    subject {bytes} NOT NULL,
    at {integer} NOT NULL
) {strict};

CREATE INDEX sign_in_failure_subject ON sign_in_failure (studio, subject, at);
