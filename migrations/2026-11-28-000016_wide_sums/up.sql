-- Sums are of any size: bigint ends at 2^63 - 1. What is kept is made again by the next reader.
DELETE FROM county_figures;
ALTER TABLE county_figures ALTER COLUMN version TYPE numeric;
ALTER TABLE county_figures ALTER COLUMN quantities TYPE numeric[];
