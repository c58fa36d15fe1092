-- The id of a part tells it from the other parts of its record, and from no more: a client that sends one must neither
-- learn whether another record has a part of that id, nor be kept from using it. About 2 s per million parts.
ALTER TABLE plan_tasks DROP CONSTRAINT plan_tasks_pkey;
ALTER TABLE plan_tasks ADD CONSTRAINT plan_tasks_pkey PRIMARY KEY (county_code, plan_id, id);
ALTER TABLE case_events DROP CONSTRAINT case_events_pkey;
ALTER TABLE case_events ADD CONSTRAINT case_events_pkey PRIMARY KEY (county_code, case_id, id);
