-- The sums of a county and year as they were when its counters added up to `version`: stale as soon as they do not.
-- Regions above the county read these instead of the records. `catalogue` names the definitions they were made by,
-- whose order is that of `quantities`.
CREATE TABLE county_figures (
    county_code text COLLATE "C" NOT NULL,
    year smallint NOT NULL,
    version bigint NOT NULL,
    catalogue text COLLATE "C" NOT NULL,
    records bigint NOT NULL,
    reporting integer NOT NULL,
    quantities bigint[] NOT NULL,
    CONSTRAINT county_figures_pkey PRIMARY KEY (county_code, year)
);
