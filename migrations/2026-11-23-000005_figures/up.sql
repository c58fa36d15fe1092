-- Figures of a county and year as computed when its counters summed to `version`; stale as soon as they do not.
-- `totals` is the county's own sum, `townships` the same per township: the levels above read only the first.
CREATE TABLE county_figures (
    county_code text COLLATE "C" NOT NULL,
    year smallint NOT NULL,
    version bigint NOT NULL,
    catalogue text COLLATE "C" NOT NULL,
    totals jsonb NOT NULL,
    townships jsonb NOT NULL,
    CONSTRAINT county_figures_pkey PRIMARY KEY (county_code, year)
);
