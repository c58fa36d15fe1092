DROP TABLE report_editions;
DROP TABLE reports;
DO $$
DECLARE
    actions text;
BEGIN
    SELECT string_agg(quote_literal(m.found[1]), ', ' ORDER BY m.place) INTO actions
    FROM pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_]+)''', 'g') WITH ORDINALITY AS m (found, place)
    WHERE c.conname = 'trail_action_check' AND c.conrelid = 'trail'::regclass AND m.found[1] NOT IN ('submitted', 'returned', 'accepted', 'secrecy_reviewed', 'published');
    ALTER TABLE trail DROP CONSTRAINT trail_action_check;
    EXECUTE format('ALTER TABLE trail ADD CONSTRAINT trail_action_check CHECK (action IN (%s))', actions);
END $$;
