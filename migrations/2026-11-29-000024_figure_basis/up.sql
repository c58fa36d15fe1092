-- Stored sums are of the units of today or of those of the time, and of the days that have come. They are made again by the
-- next reader.
DROP TABLE county_figures;
-- The sums of a county and year as they were when its counters added up to `version`: stale as soon as they do not. Regions
-- above the county read these instead of the records. `made_by` is a digest of what they were made by besides the records: the
-- definitions, whose order is that of `quantities`; the last day that counts; and what codes of townships have become.
CREATE TABLE county_figures (
    county_code text COLLATE "C" NOT NULL,
    year smallint NOT NULL,
    basis text COLLATE "C" NOT NULL,
    version numeric NOT NULL,
    made_by text COLLATE "C" NOT NULL,
    reporting integer NOT NULL,
    as_of timestamptz,
    declared jsonb NOT NULL,
    quantities numeric[] NOT NULL,
    CONSTRAINT county_figures_pkey PRIMARY KEY (county_code, year, basis)
);
-- Finds the codes that have ended, which every figure needs and which are few.
CREATE INDEX regions_ended_idx ON regions (valid_to) WHERE valid_to IS NOT NULL;
