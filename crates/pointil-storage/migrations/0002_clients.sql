-- The people treated, what they are found by, and which records of one person were made one.
CREATE TABLE client (
    id {uuid} PRIMARY KEY NOT NULL,
    studio {uuid} NOT NULL REFERENCES studio (id),
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    preferred_name TEXT,
    birth_date TEXT,
    phone TEXT,
    email TEXT,
    notes TEXT NOT NULL,
    -- What the list is sorted by: family name, given name, folded.
    sort_key {key} NOT NULL,
    -- What duplicates have in common.
    name_key {key},
    phone_key {key},
    email_key {key},
    salt {bytes} NOT NULL,
    revision {integer} NOT NULL,
    created_at {integer} NOT NULL,
    edited_at {integer} NOT NULL,
    merged_into {uuid} REFERENCES client (id),
    erased_at {integer},
    -- The day until which a law asks to keep what is left of an erased client.
    kept_until TEXT
) {strict};

CREATE INDEX client_sort ON client (studio, sort_key, id) WHERE merged_into IS NULL AND erased_at IS NULL;
CREATE INDEX client_name ON client (studio, name_key, birth_date) WHERE merged_into IS NULL AND erased_at IS NULL AND name_key IS NOT NULL;
CREATE INDEX client_phone ON client (studio, phone_key) WHERE merged_into IS NULL AND erased_at IS NULL AND phone_key IS NOT NULL;
CREATE INDEX client_email ON client (studio, email_key) WHERE merged_into IS NULL AND erased_at IS NULL AND email_key IS NOT NULL;
CREATE INDEX client_merged ON client (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX client_kept ON client (studio, kept_until) WHERE kept_until IS NOT NULL;

-- Every word that finds a client; a search takes a stretch of this table that begins with what was typed.
CREATE TABLE client_term (
    studio {uuid} NOT NULL REFERENCES studio (id),
    term {key} NOT NULL,
    client {uuid} NOT NULL REFERENCES client (id),
    -- The client's place in the list, to put what was found in order.
    sort_key {key} NOT NULL,
    PRIMARY KEY (studio, term, client) {include_sort_key}
) {keyed};

CREATE INDEX client_term_client ON client_term (client, term);

CREATE TABLE client_merge (
    id {uuid} PRIMARY KEY NOT NULL,
    studio {uuid} NOT NULL REFERENCES studio (id),
    kept {uuid} NOT NULL REFERENCES client (id),
    away {uuid} NOT NULL REFERENCES client (id),
    moved TEXT NOT NULL,
    at {integer} NOT NULL,
    undone_at {integer}
) {strict};

CREATE INDEX client_merge_kept ON client_merge (studio, kept);
