-- Every entry holds the record as a whole again. The release before verifies the entries up to the first one of the second
-- form: what it would have hashed of the others cannot be made without the secret.
ALTER TABLE trail_heads DROP COLUMN bytes;
ALTER TABLE trail_heads DROP COLUMN day;
DROP INDEX trail_redacted_idx;
ALTER TABLE trail DROP CONSTRAINT trail_format_check;
DO $$
DECLARE
    entry record;
    operation jsonb;
    path text[];
    state jsonb;
    was jsonb;
    of uuid;
BEGIN
    FOR entry IN SELECT id, record_id, format, action, changed, before, patch, after FROM trail
        ORDER BY county_code, record_id, version
    LOOP
        was := CASE WHEN of = entry.record_id THEN state END;
        of := entry.record_id;
        state := coalesce(entry.after::jsonb, was);
        FOR operation IN SELECT value FROM jsonb_array_elements(coalesce(entry.patch::jsonb, '[]')) LOOP
            path := array(SELECT replace(replace(step, '~1', '/'), '~0', '~')
                FROM unnest(string_to_array(substr(operation ->> 'path', 2), '/')) WITH ORDINALITY AS steps (step, n) ORDER BY n);
            state := CASE
                WHEN operation ->> 'op' = 'remove' THEN state #- path
                WHEN operation ->> 'op' = 'add' AND jsonb_typeof(state #> path[:cardinality(path) - 1]) = 'array'
                    THEN jsonb_insert(state, path, operation -> 'value')
                ELSE jsonb_set(state, path, operation -> 'value') END;
        END LOOP;
        IF entry.format = 2 THEN
            UPDATE trail SET after = state,
                before = CASE WHEN entry.action IN ('created', 'disclosed') THEN NULL
                    ELSE coalesce(entry.before::jsonb, (SELECT coalesce(jsonb_object_agg(field, was -> field), '{}')
                        FROM unnest(entry.changed) AS fields (field))) END,
                action = CASE entry.action WHEN 'redacted' THEN 'replaced' ELSE entry.action END
            WHERE id = entry.id;
        END IF;
    END LOOP;
END $$;
ALTER TABLE trail DROP COLUMN redacted;
ALTER TABLE trail DROP COLUMN size;
ALTER TABLE trail DROP COLUMN patch;
ALTER TABLE trail DROP COLUMN format;
ALTER TABLE trail ALTER COLUMN after SET NOT NULL;
ALTER TABLE trail ADD CONSTRAINT trail_before_check CHECK ((before IS NULL) = (action = 'created' OR action = 'disclosed'));
ALTER TABLE trail DROP CONSTRAINT trail_action_check;
ALTER TABLE trail ADD CONSTRAINT trail_action_check CHECK (action IN
    ('created', 'replaced', 'patched', 'voided', 'restored', 'token_issued', 'token_rotated', 'token_revoked', 'disclosed'));
