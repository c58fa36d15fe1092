-- The own unit of each county (本级), under which what the organs of the county did themselves is recorded. Its code is the
-- county's with 000. It is in force while its county is, and is succeeded by the own unit of the county's successor. A second or
-- two for the whole directory.
ALTER TABLE regions DROP CONSTRAINT regions_level_check;
ALTER TABLE regions ADD CONSTRAINT regions_level_check
    CHECK (level IN ('nation', 'province', 'prefecture', 'county', 'own_unit', 'township'));
-- The code book has such a code where it lists no townships (350527000 金门县). Records under it stay where they are.
INSERT INTO regions (code, name, level, parent_code, valid_from, valid_to, successor_code)
SELECT code || '000', name || '本级', 'own_unit', code, valid_from, valid_to, successor_code || '000'
FROM regions WHERE level = 'county'
ON CONFLICT (code) DO UPDATE SET name = excluded.name, level = excluded.level, valid_from = excluded.valid_from,
    valid_to = excluded.valid_to, successor_code = excluded.successor_code;
UPDATE region_directory SET version = gen_random_uuid(), changed_at = now();
