//! Whether what is stored agrees with itself.

use diesel::PgConnection;

use super::database::number;

/// Records without exactly one trail row for each of their versions, and the other way round.
const TRAIL: &str = "
    SELECT count(*) FROM (SELECT id, version, 1 AS first FROM activities) AS record
    FULL JOIN (
        SELECT record_id AS id, max(version) AS version, min(version) AS first
        FROM trail WHERE resource = 'activities' GROUP BY record_id HAVING count(*) = max(version)
    ) AS trail USING (id)
    WHERE (record.version, record.first) IS DISTINCT FROM (trail.version, trail.first)";

/// Counters that are not the number of changes that touched their township-year.
const COUNTERS: &str = "
    SELECT count(*) FROM (
        SELECT touched.township AS township_code, (state ->> 'year')::smallint AS year,
            count(DISTINCT trail.id) AS version
        FROM trail
        -- No change of a clerk moves an activity to another year or township: each touches what it touched when it was entered.
        JOIN trail AS entered USING (county_code, record_id)
        CROSS JOIN LATERAL (VALUES (entered.after::jsonb)) AS states (state)
        CROSS JOIN LATERAL jsonb_array_elements_text(
            jsonb_build_array(state -> 'township_code')
        ) AS touched (township)
        WHERE trail.resource = 'activities' AND entered.version = 1
        GROUP BY 1, 2
    ) AS expected
    FULL JOIN township_years AS counter USING (township_code, year)
    WHERE expected.version IS DISTINCT FROM counter.version";

/// Kept answers whose record does not exist.
const KEYS: &str = "
    SELECT count(*) FROM idempotency_keys AS kept
    WHERE NOT EXISTS (SELECT FROM activities AS record WHERE kept.location = '/api/v1/activities/' || record.id)";

/// A change is all there or not at all: record, trail, counters, kept answer.
#[track_caller]
pub fn assert_consistent(session: &mut PgConnection) {
    for (what, query) in [("trail", TRAIL), ("counters", COUNTERS), ("kept answers", KEYS)] {
        assert_eq!(number(session, query), 0, "{what} of changes that are half there");
    }
}
