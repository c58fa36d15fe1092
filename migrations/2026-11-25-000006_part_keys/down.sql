-- Fails where two records of a county have come to hold parts of the same id.
ALTER TABLE case_events DROP CONSTRAINT case_events_pkey;
ALTER TABLE case_events ADD CONSTRAINT case_events_pkey PRIMARY KEY (county_code, id);
ALTER TABLE plan_tasks DROP CONSTRAINT plan_tasks_pkey;
ALTER TABLE plan_tasks ADD CONSTRAINT plan_tasks_pkey PRIMARY KEY (county_code, id);
