DELETE FROM county_figures;
ALTER TABLE county_figures ALTER COLUMN quantities TYPE bigint[] USING NULL;
ALTER TABLE county_figures ALTER COLUMN version TYPE bigint;
