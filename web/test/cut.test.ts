import assert from "node:assert/strict";
import { test } from "node:test";
// @ts-expect-error it is part of the build, and has no types
import { cut } from "../cut.mjs";

const schema = { type: "object", required: ["kind"], properties: { kind: { $ref: "#/components/schemas/ThingKind", "x-label-zh": "类型", "x-label-en": "Kind", "x-order": 1 }, brand_new: { type: ["integer", "null"], "x-label-zh": "新字段", "x-label-en": "New", "x-unit": "次", "x-order": 2 } } };
const openapi = {
  components: { schemas: { ThingInput: schema, ThingKind: { type: "string", enum: ["a"], "x-enum-labels": [{ code: "a", zh: "甲", en: "A" }] } } },
  paths: {
    "/api/v1/things": {
      get: { operationId: "list_things", "x-label-zh": "东西列表", "x-label-en": "List things", parameters: [{ in: "query", name: "q", schema: { type: "string" }, "x-label-zh": "关键词", "x-label-en": "Search" }] },
      post: { operationId: "create_thing", requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/ThingInput" } } } } },
    },
    "/api/v1/things/{id}": { patch: { operationId: "patch_thing" } },
  },
};

test("a new resource and a new field of the contract get into the page by themselves", () => {
  const { resources, enums } = cut(openapi);
  assert.equal(resources.length, 1);
  assert.deepEqual(resources[0].fields.map((field: { name: string; kind: string; unit?: string }) => [field.name, field.kind, field.unit]), [["kind", "choice", undefined], ["brand_new", "integer", "次"]]);
  assert.deepEqual(enums.ThingKind, [{ code: "a", zh: "甲", en: "A" }]);
  assert.equal(resources[0].filters[0].zh, "关键词");
});
