-- Entries of the trail keep what changed: a JSON Patch (RFC 6902) from the record's version before to this one, and a whole
-- copy only where one is needed to read the others.

-- 1: `after` is the record, `before` the changed fields as they were. 2: either `patch` or `after`. An instance of the
-- release before, which may still be running, adds entries of the first form.
ALTER TABLE trail ADD COLUMN format smallint NOT NULL DEFAULT 1;
ALTER TABLE trail ADD COLUMN patch json;
-- How long the record is as JSON after the change, in bytes; entries of the first form do not say.
ALTER TABLE trail ADD COLUMN size integer;
-- Of a redaction: which entries it changed, what their hashes are, and the keyed hash of what each became.
ALTER TABLE trail ADD COLUMN redacted json;
ALTER TABLE trail ALTER COLUMN after DROP NOT NULL;
ALTER TABLE trail DROP CONSTRAINT trail_before_check;
ALTER TABLE trail ADD CONSTRAINT trail_format_check CHECK (CASE format
    WHEN 1 THEN patch IS NULL AND size IS NULL AND redacted IS NULL AND after IS NOT NULL
        AND (before IS NULL) = (action = 'created' OR action = 'disclosed')
    WHEN 2 THEN (patch IS NULL) <> (after IS NULL) AND (before IS NULL OR after IS NOT NULL)
        AND size IS NOT NULL AND (redacted IS NULL) = (action <> 'redacted')
    ELSE false END);
ALTER TABLE trail DROP CONSTRAINT trail_action_check;
ALTER TABLE trail ADD CONSTRAINT trail_action_check CHECK (action IN
    ('created', 'replaced', 'patched', 'voided', 'restored', 'token_issued', 'token_rotated', 'token_revoked', 'disclosed',
        'redacted'));
CREATE INDEX trail_redacted_idx ON trail (county_code, record_id) WHERE redacted IS NOT NULL;

-- What the entries of a township have added on a day of Beijing, in bytes.
ALTER TABLE trail_heads ADD COLUMN day date;
ALTER TABLE trail_heads ADD COLUMN bytes bigint NOT NULL DEFAULT 0;
