// The operations.

import { createHash, timingSafeEqual } from "node:crypto";

import bearerAuth from "@fastify/bearer-auth";
import etag from "@fastify/etag";
import fastify from "fastify";
import pg from "pg";

import { activityInput, figures, listQuery, page, record } from "./schemas.js";
import {
  ACTIVITY_SUMS, BUMP, CASE_SUMS, COLUMNS, INSERT, INSERT_TRAIL, LIST, READ, TOKEN, TOWNSHIPS,
} from "./statements.js";
import { uuid7 } from "./uuid7.js";

// Days stay the text they are; sums of integers are numbers.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export async function build(connections) {
  const pool = new pg.Pool({ max: connections });
  const app = fastify({ ajv: { customOptions: { coerceTypes: "array", removeAdditional: false } } });
  app.addHook("onClose", () => pool.end());
  app.get("/readyz", async () => (await pool.query("SELECT 'ready' AS state")).rows[0].state);
  await app.register(operations, { pool, prefix: "/api/v1" });
  return app;
}

async function operations(app, { pool }) {
  app.decorateRequest("token", null);
  const auth = (key, request) => authenticate(pool, key, request);
  await app.register(bearerAuth, { addHook: "onRequest", keys: new Set(), auth });
  await app.register(etag);

  app.get("/activities/:id", { schema: { response: { 200: record } } }, async (request, reply) => {
    const { rows } = await pool.query({ ...READ, values: [request.params.id] });
    return rows[0] ?? reply.callNotFound();
  });

  app.get("/activities", { schema: { querystring: listQuery, response: { 200: page } } }, async ({ query }) => {
    const { township, to, before, limit } = query;
    const { rows } = await pool.query({ ...LIST, values: [township.slice(0, 6), township, to, before, limit + 1] });
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : null;
    return { items, next: last && { to: last.held_on, before: last.id } };
  });

  app.post("/activities", { schema: { body: activityInput, response: { 201: record } } }, async (request, reply) => {
    if (request.token.role !== "clerk") return reply.code(403).send();
    const created = await transaction(pool, (client) => create(client, request));
    return reply.code(201).headers({ location: `/api/v1/activities/${created.id}`, etag: '"1"' }).send(created);
  });

  app.get("/regions/:county/figures", { schema: { response: { 200: figures } } }, async ({ params, query }) => {
    const span = [params.county, `${query.year}-01-01`, `${query.year}-12-31`];
    const [townships, activities, cases] = await Promise.all([
      pool.query({ ...TOWNSHIPS, values: [params.county] }),
      pool.query({ ...ACTIVITY_SUMS, values: span }),
      pool.query({ ...CASE_SUMS, values: span }),
    ]);
    const sums = new Map(townships.rows.map((township) => [township.code, township]));
    for (const row of [...activities.rows, ...cases.rows]) Object.assign(sums.get(row.code) ?? {}, row);
    return { region: params.county, year: Number(query.year), rows: townships.rows };
  });
}

async function authenticate(pool, key, request) {
  const [, id, ...secret] = key.split("_");
  const { rows } = await pool.query({ ...TOKEN, values: [id] });
  const digest = createHash("sha256").update(secret.join("_")).digest();
  request.token = rows[0];
  return rows.length === 1 && timingSafeEqual(digest, rows[0].secret_hash);
}

async function transaction(pool, work) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

async function create(client, request) {
  const { body, token } = request;
  const [county, now] = [body.township_code.slice(0, 6), new Date()];
  const row = {
    county_code: county, id: uuid7(), version: 1, created_at: now, created_by: token.name, updated_at: now,
    updated_by: token.name, year: Number(body.held_on.slice(0, 4)), ...body,
  };
  const { rows: [record] } = await client.query({ ...INSERT, values: COLUMNS.map((column) => row[column] ?? null) });
  const by = [token.id, token.name, token.role, request.id];
  await client.query({ ...INSERT_TRAIL, values: [county, row.township_code, row.id, now, ...by, record] });
  await client.query({ ...BUMP, values: [county, row.township_code, row.year, now] });
  return record;
}
