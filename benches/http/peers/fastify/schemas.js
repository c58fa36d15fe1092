// Records in and out, with the bounds that fazhi's contract has.

const text = (maxLength) => ({ type: ["string", "null"], minLength: 1, maxLength });
const count = (maximum = 100_000_000) => ({ type: ["integer", "null"], minimum: 0, maximum });
const code = { type: "string", pattern: "^[0-9]{9}$" };
const day = { type: "string", format: "date" };

const entered = {
  township_code: code,
  year: { type: "integer", minimum: 1949, maximum: 2100 },
  external_ref: text(100),
  note: text(2000),
  kind: {
    enum: [
      "leading_group_meeting", "study_session", "seminar", "training", "law_exam", "publicity", "leader_reception",
      "dispute_sweep", "inspection", "court_observation",
    ],
  },
  held_on: day,
  ends_on: { ...day, type: ["string", "null"] },
  title: { type: "string", minLength: 1, maxLength: 200 },
  place: text(200),
  organising_body: text(40),
  form: text(40),
  venue_class: text(40),
  key_date: text(40),
  joint_townships: { type: "array", items: code, maxItems: 100, default: [] },
  sessions: { type: "integer", minimum: 1, maximum: 1000, default: 1 },
  persons: count(),
  person_times: count(),
  staff_due: count(),
  materials: count(),
  consultations: count(),
  audience: count(1_000_000_000),
  audience_estimated: { type: "boolean", default: false },
  problems_solved: count(100_000),
  exam_due: count(),
  exam_sat: count(),
  exam_passed: count(),
};

export const activityInput = {
  type: "object",
  additionalProperties: false,
  required: ["township_code", "kind", "held_on", "title"],
  properties: entered,
};

const string = { type: "string" };
const nullable = (type) => ({ type, nullable: true });

// Without patterns and bounds: what is written was checked when it came in.
export const record = {
  type: "object",
  properties: {
    id: string, version: { type: "integer" }, created_at: { ...string, format: "date-time" }, created_by: string,
    updated_at: { ...string, format: "date-time" }, updated_by: string,
    voided_at: { ...nullable("string"), format: "date-time" }, voided_by: nullable("string"),
    void_reason: nullable("string"),
    ...Object.fromEntries(Object.entries(entered).map(([name, schema]) => [name, written(schema)])),
  },
};

function written({ type, items }) {
  if (type === "array") return { type, items: string };
  return Array.isArray(type) ? nullable(type[0]) : { type: type ?? "string" };
}

export const page = {
  type: "object",
  properties: {
    items: { type: "array", items: record },
    next: { ...nullable("object"), properties: { to: string, before: string } },
  },
};

export const listQuery = {
  type: "object",
  required: ["township", "to"],
  properties: {
    township: code,
    to: day,
    before: { type: "string", default: "ffffffff-ffff-ffff-ffff-ffffffffffff" },
    limit: { type: "integer", minimum: 1, maximum: 200, default: 50 },
  },
};

const sums = [
  "publicity_materials", "legal_consultations", "publicity_audience", "training_person_times",
  "disputes_accepted", "disputes_closed", "disputes_resolved", "disputes_pending",
];

export const figures = {
  type: "object",
  properties: {
    region: string,
    year: { type: "integer" },
    rows: {
      type: "array",
      items: {
        type: "object",
        properties: {
          code: string, name: string, ...Object.fromEntries(sums.map((name) => [name, nullable("integer")])),
        },
      },
    },
  },
};
