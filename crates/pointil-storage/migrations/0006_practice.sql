-- The records of the practice, what they were before, what they are found by, and the messages that they cause.

-- How often a studio's practice records were written: who decides on what they say names the number that they read.
CREATE TABLE practice_clock (
    studio {uuid} PRIMARY KEY NOT NULL REFERENCES studio (id),
    writes {integer} NOT NULL
) {strict};

CREATE TABLE practice_record (
    id {uuid} PRIMARY KEY NOT NULL,
    studio {uuid} NOT NULL REFERENCES studio (id),
    -- None for what concerns the studio alone.
    client {uuid} REFERENCES client (id),
    kind {key} NOT NULL,
    state {key} NOT NULL,
    -- For what stands in a calendar.
    from_at {integer},
    until_at {integer},
    -- Whether it lasts more than a day: a calendar looks for these by themselves.
    is_long {integer} NOT NULL,
    -- When somebody should look.
    due_at {integer},
    revision {integer} NOT NULL,
    format {integer} NOT NULL,
    kept_by_law {integer} NOT NULL,
    created_at {integer} NOT NULL,
    edited_at {integer} NOT NULL,
    -- Who made this revision.
    actor_kind TEXT NOT NULL,
    actor {uuid},
    -- Last, so that SQLite lists records without reading the pages that a document fills.
    document_hash {bytes} NOT NULL,
    document TEXT NOT NULL
) {strict};

CREATE INDEX practice_record_client ON practice_record (studio, client, kind, id) WHERE client IS NOT NULL;
CREATE INDEX practice_record_kind ON practice_record (studio, kind, id);
CREATE INDEX practice_record_state ON practice_record (studio, kind, state, id);
CREATE INDEX practice_record_calendar ON practice_record (studio, kind, is_long, from_at) WHERE from_at IS NOT NULL;
CREATE INDEX practice_record_due ON practice_record (studio, due_at, id) WHERE due_at IS NOT NULL;

-- Former revisions; the last is in the record itself.
CREATE TABLE practice_revision (
    record {uuid} NOT NULL REFERENCES practice_record (id),
    revision {integer} NOT NULL,
    state TEXT NOT NULL,
    format {integer} NOT NULL,
    -- The document as it differs from that of the next revision, and SHA-256 of what it must be when it is put together again.
    difference {bytes} NOT NULL,
    digest {bytes} NOT NULL,
    document_hash {bytes} NOT NULL,
    at {integer} NOT NULL,
    actor_kind TEXT NOT NULL,
    actor {uuid},
    PRIMARY KEY (record, revision)
) {strict};

CREATE TABLE practice_key (
    studio {uuid} NOT NULL REFERENCES studio (id),
    name {key} NOT NULL,
    value {key} NOT NULL,
    kind {key} NOT NULL,
    record {uuid} NOT NULL REFERENCES practice_record (id),
    PRIMARY KEY (studio, name, value, kind, record)
) {keyed};

CREATE INDEX practice_key_record ON practice_key (record);

-- What was answered to a set of changes, for whoever lost the answer and sends them again.
CREATE TABLE practice_commit (
    studio {uuid} NOT NULL REFERENCES studio (id),
    name {key} NOT NULL,
    request {bytes} NOT NULL,
    answer TEXT NOT NULL,
    at {integer} NOT NULL,
    PRIMARY KEY (studio, name)
) {keyed};

CREATE INDEX practice_commit_at ON practice_commit (studio, at);

CREATE TABLE private_link_record (
    link {uuid} NOT NULL REFERENCES private_link (id),
    record {uuid} NOT NULL REFERENCES practice_record (id),
    PRIMARY KEY (link, record)
) {keyed};

CREATE INDEX private_link_record_record ON private_link_record (record);

CREATE TABLE message (
    id {uuid} PRIMARY KEY NOT NULL,
    studio {uuid} NOT NULL REFERENCES studio (id),
    client {uuid} REFERENCES client (id),
    record {uuid} REFERENCES practice_record (id),
    -- What it is sent for: one message for each.
    cause {key} NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    template TEXT NOT NULL,
    parameters TEXT NOT NULL,
    state {key} NOT NULL,
    due_at {integer} NOT NULL,
    -- When it is tried next; later than it was due when it failed before.
    next_at {integer} NOT NULL,
    attempts {integer} NOT NULL,
    claim {uuid},
    claimed_by TEXT,
    claim_ends_at {integer},
    fault TEXT,
    created_at {integer} NOT NULL,
    changed_at {integer} NOT NULL
) {strict};

CREATE UNIQUE INDEX message_cause ON message (studio, cause);
CREATE INDEX message_next ON message (studio, state, next_at, id);
CREATE INDEX message_client ON message (studio, client, id) WHERE client IS NOT NULL;
CREATE INDEX message_record ON message (record) WHERE record IS NOT NULL;
