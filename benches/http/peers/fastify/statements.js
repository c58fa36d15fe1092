// The SQL; what has a name is prepared once per connection.

const STAMP = [
  "id", "version", "created_at", "created_by", "updated_at", "updated_by", "voided_at", "voided_by", "void_reason",
];
const FIELDS = [
  "township_code", "year", "external_ref", "note", "kind", "held_on", "ends_on", "title", "place", "organising_body",
  "form", "venue_class", "key_date", "joint_townships", "sessions", "persons", "person_times", "staff_due", "materials",
  "consultations", "audience", "audience_estimated", "problems_solved", "exam_due", "exam_sat", "exam_passed",
];
export const COLUMNS = ["county_code", ...STAMP, ...FIELDS];
const RECORD = [...STAMP, ...FIELDS].join(", ");

export const TOKEN = {
  name: "token",
  text: `SELECT id, secret_hash, name, role, region_code FROM peer_tokens
    WHERE id = $1 AND revoked_at IS NULL AND expires_at > now()`,
};
export const READ = { name: "read", text: `SELECT ${RECORD} FROM activities WHERE id = $1` };
export const LIST = {
  name: "list",
  text: `SELECT ${RECORD} FROM activities
    WHERE county_code = $1 AND township_code = $2 AND (held_on, id) <= ($3, $4) AND voided_at IS NULL
    ORDER BY held_on DESC, id DESC LIMIT $5`,
};
export const INSERT = {
  name: "insert",
  text: `INSERT INTO activities (${COLUMNS.join(", ")})
    VALUES (${COLUMNS.map((_, i) => `$${i + 1}`).join(", ")}) RETURNING ${RECORD}`,
};
export const INSERT_TRAIL = {
  name: "trail",
  text: `INSERT INTO trail (county_code, id, township_code, resource, record_id, version, action, at, token_id, actor,
      role, request_id, after)
    VALUES ($1, gen_random_uuid(), $2, 'activities', $3, 1, 'created', $4, $5, $6, $7, $8, $9)`,
};
export const BUMP = {
  name: "bump",
  text: `INSERT INTO township_years (county_code, township_code, year, version, changed_at) VALUES ($1, $2, $3, 1, $4)
    ON CONFLICT (county_code, township_code, year)
    DO UPDATE SET version = township_years.version + 1, changed_at = excluded.changed_at`,
};
export const TOWNSHIPS = {
  name: "townships",
  text: "SELECT code, name FROM regions WHERE parent_code = $1 AND level = 'township' ORDER BY code",
};
export const ACTIVITY_SUMS = {
  name: "activity_sums",
  text: `SELECT township_code AS code, sum(materials) AS publicity_materials, sum(consultations) AS legal_consultations,
      sum(audience) FILTER (WHERE kind = 'publicity') AS publicity_audience,
      sum(person_times) FILTER (WHERE kind = 'training') AS training_person_times
    FROM activities WHERE county_code = $1 AND held_on BETWEEN $2 AND $3 AND voided_at IS NULL GROUP BY 1`,
};
export const CASE_SUMS = {
  name: "case_sums",
  text: `SELECT township_code AS code, count(*) FILTER (WHERE accepted_on BETWEEN $2 AND $3) AS disputes_accepted,
      count(*) FILTER (WHERE closed_on BETWEEN $2 AND $3) AS disputes_closed,
      count(*) FILTER (WHERE closed_on BETWEEN $2 AND $3 AND outcome = 'succeeded') AS disputes_resolved,
      count(*) FILTER (WHERE closed_on IS NULL OR closed_on > $3) AS disputes_pending
    FROM cases WHERE county_code = $1 AND kind = 'mediation' AND voided_at IS NULL
      AND accepted_on <= $3 AND (closed_on IS NULL OR closed_on >= $2) GROUP BY 1`,
};
