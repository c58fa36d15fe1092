// The only place that asks the service. Paths, parameters and answers are typed from openapi/v1.json.
import createClient from "openapi-fetch";
import { language } from "../text/language.ts";
import { heardFromServer } from "./connection.ts";
import type { paths } from "./contract.d.ts";
import { ApiProblem, problemOf } from "./problems.ts";

/** Browsers open six connections to a host; one is for the stream of changes. */
const AT_ONCE = 5;

/** The page may lie below a path of another site: the API lies beside it. */
export const BASE = (globalThis.location?.pathname ?? "/").replace(/\/[^/]*$/, "");

let token: string | null = null;
let refused: () => void = () => {};

export function setToken(value: string | null): void {
  token = value;
}

/** Called when the service no longer takes the token. */
export function onRefusedToken(handler: () => void): void {
  refused = handler;
}

let running = 0;
const waiting: (() => void)[] = [];

async function turn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((next) => waiting.push(next));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

function headers(request: Request): Headers {
  const all = new Headers(request.headers);
  if (token) all.set("Authorization", `Bearer ${token}`);
  all.set("Accept-Language", language.peek() === "zh" ? "zh-CN" : "en");
  return all;
}

/** Sends a request with the token; throws an `ApiProblem` for everything but an answer of 2xx or 304. */
export async function send(request: Request): Promise<Response> {
  const sentWith = token;
  let response: Response;
  try {
    response = await fetch(new Request(request, { headers: headers(request), credentials: "omit", cache: "no-store" }));
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ApiProblem({});
  }
  if (response.status < 502 || response.status > 504) heardFromServer(response);
  if (response.ok || response.status === 304) return response;
  const problem = await problemOf(response);
  if (problem.status === 401 && sentWith === token && token) refused();
  throw problem;
}

const client = createClient<paths>({ baseUrl: BASE, fetch: (request) => turn(() => send(request)) });

export const { GET, POST, PUT, PATCH, DELETE } = client;

/** A stream of the service; it takes no turn, because it lasts. */
export function openStream(path: string, signal: AbortSignal): Promise<Response> {
  return send(new Request(`${location.origin}${BASE}${path}`, { signal, headers: { Accept: "text/event-stream" } }));
}

/** A reason travels in a header, which holds no Chinese: percent-encoded UTF-8. */
export function reasonHeader(reason: string | undefined): Record<string, string> {
  return reason ? { "X-Change-Reason": encodeURIComponent(reason) } : {};
}
