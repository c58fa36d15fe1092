-- The events of a case become a column of it: no statement looks into them, and a case is read by one statement. They are `json`
-- and not `jsonb`, which would not keep the order of their fields.
ALTER TABLE cases ADD COLUMN events json NOT NULL DEFAULT '[]';
UPDATE cases c SET events = e.events
FROM (
    SELECT county_code, case_id, json_agg(json_build_object('id', id, 'kind', kind, 'occurred_on', occurred_on,
        'until', until, 'approved_by', approved_by, 'note', note) ORDER BY position) AS events
    FROM case_events GROUP BY county_code, case_id
) e
WHERE c.county_code = e.county_code AND c.id = e.case_id;
DROP TABLE case_events;
