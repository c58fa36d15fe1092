import { bearer, url } from "./scenario.js";

/** What orval's functions call: an answer as they promise it, with status and headers. */
export async function fetchFromService<T>(path: string, options: RequestInit): Promise<T> {
  const headers = new Headers(options.headers);
  headers.set("Authorization", bearer);
  const response = await fetch(url + path, { ...options, headers });
  const text = await response.text();
  return { data: text === "" ? undefined : JSON.parse(text), status: response.status, headers: response.headers } as T;
}
