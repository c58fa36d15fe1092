import assert from "node:assert/strict";
import { test } from "node:test";
import type { Field } from "../src/contract/contract.ts";
import forms from "../src/contract/forms.json";
import index from "../src/contract/index.json";
import { chosen, compare } from "../src/forms/compare.ts";
import { helpOf, unitOf } from "../src/forms/help.ts";
import { layoutOf, usualFields } from "../src/forms/layout.ts";
import { idOf, placeOf } from "../src/forms/pointers.ts";
import { applies, bodyOf, changedFields, entered, same, typedFrom } from "../src/forms/values.ts";
import { readFileSync } from "node:fs";

const TODAY = "2026-11-30";
const fieldsOf = (name: string) => (forms.resources as unknown as Record<string, { fields: Field[] }>)[name]!.fields;
const openapi = JSON.parse(readFileSync("../openapi/v1.json", "utf8"));

test("every resource of the contract has a form that takes its example and gives it back", () => {
  assert.ok(index.resources.length >= 12);
  for (const { name } of index.resources) {
    const body = openapi.paths[`/api/v1/${name}`].post.requestBody.content["application/json"].schema.$ref.split("/").pop();
    const { example } = openapi.components.schemas[body];
    assert.ok(example, name);
    const fields = fieldsOf(name);
    const sent = bodyOf(fields, typedFrom(fields, example), TODAY);
    assert.deepEqual(sent.slips, [], name);
    const isDecimal = (field: string) => fields.find(({ name: own }) => own === field)?.kind === "decimal";
    for (const [field, value] of Object.entries(example)) {
      if (isDecimal(field)) assert.equal(Number(sent.body[field]), Number(value), `${name}.${field}`);
      else assert.ok(same(value, sent.body[field]), `${name}.${field}: ${JSON.stringify(sent.body[field])}`);
    }
  }
});

test("what is entered and is no record has a form, too, that takes its example and gives it back", () => {
  const inputs = { replace_parties: "PartyListInput", create_account: "AccountInput", create_token: "TokenInput" };
  for (const [operation, schema] of Object.entries(inputs)) {
    const fields = (forms.bodies as unknown as Record<string, Field[]>)[operation]!;
    const { example } = openapi.components.schemas[schema];
    const { body, slips } = bodyOf(fields, typedFrom(fields, example), TODAY);
    assert.deepEqual(slips, [], operation);
    for (const [name, value] of Object.entries(example)) assert.ok(same(value, body[name]), `${operation}.${name}: ${JSON.stringify(body[name])}`);
    for (const field of entered(fields)) assert.ok(field.zh && field.en && field.kind !== "json", `${operation}.${field.name}`);
  }
});

test("below a field stands what says more than its label, in words of a clerk", () => {
  const field = (name: string) => fieldsOf("activities").find((one) => one.name === name)!;
  assert.equal(helpOf(field("title")), "");
  assert.equal(helpOf(field("held_on")), field("held_on").help);
  for (const { name } of index.resources) for (const one of fieldsOf(name)) assert.ok(!/代码表|`/.test(helpOf(one)), `${name}.${one.name}: ${helpOf(one)}`);
  assert.equal(unitOf(field("sessions")), undefined);
  assert.equal(unitOf(fieldsOf("cases").find(({ name }) => name === "amount")!), "元");
});

test("several texts in one field are sent one by one, without empty ones", () => {
  const field = { name: "networks", kind: "texts", zh: "网段", en: "Networks" } as Field;
  assert.deepEqual(bodyOf([field], { networks: ["10.0.0.0/8 ", "", "192.168.1.1"] }, TODAY).body, { networks: ["10.0.0.0/8", "192.168.1.1"] });
});

test("every field has labels in both languages and a kind that is drawn", () => {
  for (const { name } of index.resources) {
    for (const field of entered(fieldsOf(name))) {
      assert.ok(field.zh && field.en, `${name}.${field.name}`);
      assert.notEqual(field.kind, "json", `${name}.${field.name}`);
      if (field.kind === "choice") assert.ok((forms.enums as Record<string, unknown>)[field.codes!], `${name}.${field.name}`);
    }
  }
});

test("schemas of any shape become forms that hold and give back nothing", () => {
  const kinds = ["text", "texts", "date", "integer", "decimal", "boolean", "choice", "choices", "term", "terms", "reference", "references", "rows", "object", "id", "json"] as const;
  for (const kind of kinds) {
    for (const nullable of [true, undefined]) {
      const field = { name: "x", kind, zh: "x", en: "x", nullable, fields: [{ name: "y", kind: "text", zh: "y", en: "y" }] } as unknown as Field;
      const { body, slips } = bodyOf([field], typedFrom([field], {}), TODAY);
      assert.deepEqual(slips, [], kind);
      assert.ok(!("x" in body) || body.x === null || body.x === false || Array.isArray(body.x), kind);
    }
  }
});

test("what was typed wrongly is said where it stands", () => {
  const fields = fieldsOf("cases");
  const typed = { ...typedFrom(fields, { township_code: "540526201", kind: "mediation" }), accepted_on: "下个月", parties: "三", amount: "1.234", events: [{ kind: "accepted", occurred_on: "2026-02-30" }] };
  const { slips } = bodyOf(fields, typed, TODAY);
  assert.deepEqual(Object.fromEntries(slips.map(({ pointer, kind }) => [pointer, kind])), {
    "/subject": "required",
    "/accepted_on": "date",
    "/amount": "decimal",
    "/parties": "integer",
    "/events/0/occurred_on": "date",
  });
});

test("a field applies by what stands in others", () => {
  const field = fieldsOf("cases").find(({ name }) => name === "agreement")!;
  assert.ok(applies(field, { kind: "mediation", outcome: "succeeded" }));
  assert.ok(!applies(field, { kind: "petition", outcome: "succeeded" }));
});

test("PATCH sends what changed, and rows as a whole", () => {
  const record = { subject: "a", parties: 2, note: null, events: [{ id: "1", kind: "accepted", occurred_on: "2026-01-01", until: null }] };
  assert.deepEqual(changedFields({ subject: "a", parties: 3, note: null, events: [{ id: "1", kind: "accepted", occurred_on: "2026-01-01" }] }, record), { parties: 3 });
  assert.deepEqual(Object.keys(changedFields({ events: [] }, record)), ["events"]);
});

test("three versions: theirs, mine, and what both changed", () => {
  const base = { a: 1, b: 1, c: 1, d: 1, e: 1 };
  const theirs = { a: 2, b: 1, c: 2, d: 2, e: 1 };
  const mine = { b: 3, c: 3, d: 2 };
  const differences = compare(base, theirs, mine, Object.keys(base));
  assert.deepEqual(differences.map(({ field, by }) => [field, by]), [["a", "theirs"], ["b", "mine"], ["c", "both"]]);
  assert.deepEqual(chosen(differences, mine, new Set(["c"])), { b: 3 });
  assert.deepEqual(chosen(differences, mine, new Set()), { b: 3, c: 3 });
});

test("pointers lead to inputs, also within rows and deeper than the form goes", () => {
  const fields = fieldsOf("plans");
  const place = placeOf("/tasks/1/target/value", fields)!;
  assert.equal(place.field.name, "value");
  assert.equal(place.id, idOf("/tasks/1/target/value"));
  assert.deepEqual(place.rows.map(({ field, at }) => [field.name, at]), [["tasks", 1]]);
  assert.equal(placeOf("/kind/no/such", fields)!.field.name, "kind");
  assert.equal(placeOf("/no_such", fields), null);
});

test("required and usual fields stand at once; a year that follows from the date is not asked for", () => {
  const fields = fieldsOf("activities");
  const usual = usualFields([{ persons: 3, place: null }, { persons: 5, place: null }]);
  const { sections, more } = layoutOf(fields, typedFrom(fields, { kind: "training" }), usual);
  const first = sections.flatMap((section) => section.fields.map(({ name }) => name));
  for (const name of ["kind", "title", "held_on", "persons"]) assert.ok(first.includes(name), name);
  assert.ok(!first.includes("place") && more.some(({ name }) => name === "place"));
  assert.ok(![...first, ...more.map(({ name }) => name)].includes("year"));
});
