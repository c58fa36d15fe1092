import createClient from "openapi-fetch";
import type { paths } from "./fazhi.js";
import { bearer, expect, heldOn, run, there, township, url, year } from "./scenario.js";

const api = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: url, headers: { Authorization: bearer } });
const tag = (response: Response) => there(response.headers.get("ETag"), response.status);

await run({
  async create(title, reason) {
    const { data, error, response } = await api.POST("/api/v1/activities", {
      params: { header: { "X-Change-Reason": encodeURIComponent(reason) } },
      body: { township_code: township, kind: "training", held_on: heldOn, title },
    });
    return { id: there(data, error).id, etag: tag(response) };
  },
  async list() {
    const query = { township, year, kind: ["training" as const, "publicity" as const], limit: 200 };
    const { data, error } = await api.GET("/api/v1/activities", { params: { query } });
    return there(data, error).items;
  },
  async patch({ id, etag }, reason) {
    const { data, error, response } = await api.PATCH("/api/v1/activities/{id}", {
      params: { path: { id }, header: { "If-Match": etag }, query: { reason } },
      body: { persons: 15, note: null },
    });
    return { persons: there(data, error).persons, etag: tag(response) };
  },
  async figure() {
    const params = { path: { code: township }, query: { year } };
    const { data, error } = await api.GET("/api/v1/regions/{code}/figures", { params });
    const figures = there(data, error);
    expect("items" in figures, figures);
    return "items" in figures ? figures.items.find((item) => item.indicator === "training_sessions") : undefined;
  },
  async readAgain({ id, etag }) {
    const params = { path: { id }, header: { "If-None-Match": etag } };
    const { data, response } = await api.GET("/api/v1/activities/{id}", { params });
    expect(data === undefined, data);
    return response.status;
  },
  async feed(id) {
    const { data, error } = await api.GET("/api/v1/changes", { params: { query: { record: id } } });
    return there(data, error).items.map((change) => change.action);
  },
  async void({ id, etag }, reason) {
    const params = { path: { id }, header: { "If-Match": etag }, query: { reason } };
    const { data, error, response } = await api.DELETE("/api/v1/activities/{id}", { params });
    return { id: there(data, error).id, etag: tag(response) };
  },
  async restore({ id, etag }, reason) {
    const params = { path: { id }, header: { "If-Match": etag }, query: { reason } };
    const { data, error, response } = await api.POST("/api/v1/activities/{id}:restore", { params });
    return { id: there(data, error).id, etag: tag(response) };
  },
  async reasons(id) {
    const { data, error } = await api.GET("/api/v1/activities/{id}/history", { params: { path: { id } } });
    return there(data, error).items.map((entry) => entry.reason);
  },
});
