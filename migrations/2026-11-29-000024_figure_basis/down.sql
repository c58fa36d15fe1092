DROP INDEX regions_ended_idx;
DROP TABLE county_figures;
CREATE TABLE county_figures (
    county_code text COLLATE "C" NOT NULL,
    year smallint NOT NULL,
    version numeric NOT NULL,
    catalogue text COLLATE "C" NOT NULL,
    records bigint NOT NULL,
    reporting integer NOT NULL,
    quantities numeric[] NOT NULL,
    CONSTRAINT county_figures_pkey PRIMARY KEY (county_code, year)
);
