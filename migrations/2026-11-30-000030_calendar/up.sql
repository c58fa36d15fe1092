-- Local: notices of holidays that were loaded beside those that the program ships. A notice is never changed: a later one overrides it day by
-- day. `days` is a list of date, kind and name.
CREATE TABLE calendar_notices (
    id uuid NOT NULL,
    region_code text COLLATE "C" NOT NULL,
    number text NOT NULL,
    issued_on date NOT NULL,
    days jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    CONSTRAINT calendar_notices_pkey PRIMARY KEY (id),
    CONSTRAINT calendar_notices_number_key UNIQUE (region_code, number)
);
