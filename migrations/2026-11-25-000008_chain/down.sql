-- `before` is made whole again. What accounts had before is lost: there was no trail of them.
ALTER TABLE accounts DROP COLUMN region_code;
DROP TABLE trail_heads;
DELETE FROM trail WHERE resource = 'accounts';
CREATE TEMPORARY TABLE trail_kept ON COMMIT DROP AS
    SELECT county_code, id, township_code, resource, record_id, version, action, at, token_id, actor, role, request_id, reason,
        CASE WHEN before IS NOT NULL THEN after::jsonb || before::jsonb END AS before, after::jsonb AS after
    FROM trail;
DROP TABLE trail;
CREATE TABLE trail (
    county_code text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    township_code text COLLATE "C" NOT NULL,
    resource text COLLATE "C" NOT NULL,
    record_id uuid NOT NULL,
    version integer NOT NULL,
    action text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    token_id text COLLATE "C" NOT NULL,
    actor text NOT NULL,
    role text NOT NULL,
    request_id text NOT NULL,
    reason text,
    before jsonb,
    after jsonb NOT NULL,
    CONSTRAINT trail_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT trail_version_key UNIQUE (county_code, record_id, version),
    CONSTRAINT trail_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT trail_action_check CHECK (action IN ('created', 'replaced', 'patched', 'voided', 'restored')),
    CONSTRAINT trail_before_check CHECK ((before IS NULL) = (action = 'created'))
);
INSERT INTO trail SELECT * FROM trail_kept;
