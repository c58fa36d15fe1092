-- Statutory time limits of records that run, or have run out without the thing having been done. They follow from the records, the catalogue of
-- clocks and the calendar of working days, and are written anew with each of these. `runs_out_on` orders them: the last working day that is still
-- in time, else the day due, else the earliest that it can be.
CREATE TABLE deadlines (
    county_code text COLLATE "C" NOT NULL,
    record_id uuid NOT NULL,
    clock text COLLATE "C" NOT NULL,
    township_code text COLLATE "C" NOT NULL,
    resource text COLLATE "C" NOT NULL,
    matter text COLLATE "C" NOT NULL,
    started_on date NOT NULL,
    due_on date,
    act_by date,
    runs_out_on date NOT NULL,
    CONSTRAINT deadlines_pkey PRIMARY KEY (county_code, record_id, clock),
    CONSTRAINT deadlines_township_code_check CHECK (starts_with(township_code, county_code))
);
CREATE INDEX deadlines_township_idx ON deadlines (county_code, township_code, runs_out_on, record_id, clock);
CREATE INDEX deadlines_county_idx ON deadlines (county_code, runs_out_on, record_id, clock);
CREATE INDEX deadlines_day_idx ON deadlines (runs_out_on, record_id, clock);

-- The open cases by the day due were listed from here.
DROP INDEX cases_open_idx;
DROP INDEX cases_open_date_idx;

ALTER TABLE cases DROP CONSTRAINT cases_kind_check;
ALTER TABLE cases ADD CONSTRAINT cases_kind_check CHECK (kind IN ('mediation', 'petition', 'legal_aid', 'penalty', 'reconsideration', 'litigation', 'permit', 'disclosure_request'));

ALTER TABLE shortcomings DROP CONSTRAINT shortcomings_found_by_check;
ALTER TABLE shortcomings ADD CONSTRAINT shortcomings_found_by_check CHECK (found_by IN ('self_check', 'inspection', 'audit', 'appraisal', 'petition', 'procuratorial_proposal', 'reconsideration_opinion', 'other'));
