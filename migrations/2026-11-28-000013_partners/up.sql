-- Partners of joint activities: whether a township that another one names has confirmed that the activity was its own, too.
-- `id` is what the trail calls it. While `version` is 0, no entry of the trail tells of the row: it waits for the first
-- decision, or it counted before there were confirmations. `activity_version` is the version decided on.
CREATE TABLE activity_partners (
    county_code text COLLATE "C" NOT NULL,
    activity_id uuid NOT NULL,
    township_code text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    status text COLLATE "C" NOT NULL,
    reason text,
    activity_version integer,
    decided_at timestamptz,
    decided_by text,
    version integer NOT NULL,
    CONSTRAINT activity_partners_pkey PRIMARY KEY (county_code, activity_id, township_code),
    CONSTRAINT activity_partners_activity_id_fkey FOREIGN KEY (county_code, activity_id) REFERENCES activities (county_code, id) ON DELETE CASCADE,
    CONSTRAINT activity_partners_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT activity_partners_status_check CHECK (status IN ('pending', 'confirmed', 'declined', 'withdrawn')),
    CONSTRAINT activity_partners_decided_check CHECK ((decided_at IS NULL) = (decided_by IS NULL) AND (decided_at IS NULL) = (activity_version IS NULL) AND (status = 'confirmed' OR (decided_at IS NOT NULL) = (status = 'declined')) AND (status <> 'declined' OR reason IS NOT NULL)),
    CONSTRAINT activity_partners_version_check CHECK (version > 0 OR (version = 0 AND decided_at IS NULL AND status <> 'withdrawn'))
);
CREATE INDEX activity_partners_township_idx ON activity_partners (county_code, township_code, activity_id);
CREATE INDEX activity_partners_activity_idx ON activity_partners (activity_id, township_code);

-- What counts today goes on counting.
INSERT INTO activity_partners (county_code, activity_id, township_code, id, status, version)
    SELECT county_code, id, code, gen_random_uuid(), CASE WHEN voided_at IS NULL THEN 'confirmed' ELSE 'pending' END, 0
    FROM (SELECT DISTINCT county_code, id, unnest(joint_townships) AS code, voided_at FROM activities) named;

ALTER TABLE trail DROP CONSTRAINT trail_action_check;
ALTER TABLE trail ADD CONSTRAINT trail_action_check CHECK (action IN
    ('created', 'replaced', 'patched', 'voided', 'restored', 'token_issued', 'token_rotated', 'token_revoked', 'disclosed',
     'redacted', 'confirmed', 'declined', 'reopened', 'withdrawn'));
