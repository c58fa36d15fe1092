CREATE TABLE case_events (
    county_code text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    township_code text COLLATE "C" NOT NULL,
    case_id uuid NOT NULL,
    position smallint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    occurred_on date NOT NULL,
    until date,
    approved_by text,
    note text,
    CONSTRAINT case_events_pkey PRIMARY KEY (county_code, case_id, id),
    CONSTRAINT case_events_position_key UNIQUE (county_code, case_id, position),
    CONSTRAINT case_events_case_id_fkey FOREIGN KEY (county_code, township_code, case_id) REFERENCES cases (county_code, township_code, id) ON DELETE CASCADE,
    CONSTRAINT case_events_kind_check CHECK (kind IN ('registered', 'accepted', 'extended', 'paused', 'resumed', 'replied', 'review_asked', 'closed')),
    CONSTRAINT case_events_extended_check CHECK (kind <> 'extended' OR (until IS NOT NULL AND approved_by IS NOT NULL))
);
INSERT INTO case_events
SELECT c.county_code, (e.event ->> 'id')::uuid, c.township_code, c.id, (e.number - 1)::smallint, e.event ->> 'kind',
    (e.event ->> 'occurred_on')::date, (e.event ->> 'until')::date, e.event ->> 'approved_by', e.event ->> 'note'
FROM cases c CROSS JOIN LATERAL json_array_elements(c.events) WITH ORDINALITY AS e (event, number);
ALTER TABLE cases DROP COLUMN events;
