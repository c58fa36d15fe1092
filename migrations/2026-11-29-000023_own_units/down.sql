-- Refused by the foreign keys where a role is held at one of them.
DELETE FROM regions WHERE level = 'own_unit' AND code <> '350527000';
UPDATE regions SET level = 'township', name = '金门县' WHERE code = '350527000';
ALTER TABLE regions DROP CONSTRAINT regions_level_check;
ALTER TABLE regions ADD CONSTRAINT regions_level_check CHECK (level IN ('nation', 'province', 'prefecture', 'county', 'township'));
UPDATE region_directory SET version = gen_random_uuid(), changed_at = now();
