-- The trail says more, and is chained: each township's entries are numbered, and each is hashed with the one before under
-- a key that need not be in the database. An entry that is altered, taken out, put in or moved breaks the chain.

-- The order of the feed: later entries of a township have higher numbers, and all readers see the same order.
CREATE SEQUENCE trail_seq;

ALTER TABLE trail ADD COLUMN seq bigint;
ALTER SEQUENCE trail_seq OWNED BY trail.seq;
ALTER TABLE trail ADD COLUMN position bigint;
ALTER TABLE trail ADD COLUMN account text COLLATE "C";
ALTER TABLE trail ADD COLUMN address text COLLATE "C";
ALTER TABLE trail ADD COLUMN changed text[] COLLATE "C";
-- Empty until the service has chained entries that were made before there was a chain, which it does when it starts.
ALTER TABLE trail ADD COLUMN hash bytea;
UPDATE trail t SET seq = o.seq, position = o.position, account = t.token_id, hash = '',
    changed = array(SELECT a.key FROM jsonb_each(t.after) a
        WHERE t.before IS NOT NULL AND t.before -> a.key IS DISTINCT FROM a.value ORDER BY a.key)
FROM (SELECT id, row_number() OVER (ORDER BY at, id) AS seq,
        row_number() OVER (PARTITION BY township_code ORDER BY at, id) AS position FROM trail) o
WHERE o.id = t.id;
-- As if one had been drawn: the next number is then always beyond the last one.
SELECT setval('trail_seq', coalesce((SELECT max(seq) FROM trail), 1));
ALTER TABLE trail ALTER COLUMN seq SET NOT NULL;
ALTER TABLE trail ALTER COLUMN position SET NOT NULL;
ALTER TABLE trail ALTER COLUMN account SET NOT NULL;
ALTER TABLE trail ALTER COLUMN changed SET NOT NULL;
ALTER TABLE trail ALTER COLUMN hash SET NOT NULL;
-- `json` keeps the text as it was hashed. `before` holds what the changed fields were.
ALTER TABLE trail ALTER COLUMN before TYPE json;
ALTER TABLE trail ALTER COLUMN after TYPE json;
ALTER TABLE trail ADD CONSTRAINT trail_seq_key UNIQUE (county_code, seq);
ALTER TABLE trail ADD CONSTRAINT trail_position_key UNIQUE (county_code, township_code, position);
ALTER TABLE trail DROP CONSTRAINT trail_action_check;
ALTER TABLE trail ADD CONSTRAINT trail_action_check CHECK (action IN
    ('created', 'replaced', 'patched', 'voided', 'restored', 'token_issued', 'token_rotated', 'token_revoked'));
CREATE INDEX trail_seq_idx ON trail (seq);
CREATE INDEX trail_at_idx ON trail (county_code, at);

-- Where each chain ends. `mac` is a hash under the same key, so that the end of a chain that was cut cannot be made.
CREATE TABLE trail_heads (
    county_code text COLLATE "C" NOT NULL,
    township_code text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    hash bytea NOT NULL,
    mac bytea NOT NULL,
    CONSTRAINT trail_heads_pkey PRIMARY KEY (county_code, township_code),
    CONSTRAINT trail_heads_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT trail_heads_position_check CHECK (position >= 0)
);

-- The region in whose trail an account's changes are.
ALTER TABLE accounts ADD COLUMN region_code text COLLATE "C";
UPDATE accounts a SET region_code = (SELECT min(r.region_code) FROM account_roles r WHERE r.account_id = a.id);
ALTER TABLE accounts ALTER COLUMN region_code SET NOT NULL;
ALTER TABLE accounts ADD CONSTRAINT accounts_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions (code);
CREATE INDEX accounts_region_code_idx ON accounts (region_code, id);
