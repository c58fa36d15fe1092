// The authorization code flow with PKCE (RFC 7636) at the configured identity provider. Which provider it is, settings.json
// beside the page says; without it there are tokens only.
import { base64url, randomText, sha256 } from "./sha256.ts";

export interface Provider {
  issuer: string;
  client_id: string;
  scope: string;
}

interface Discovered {
  authorization_endpoint: string;
  token_endpoint: string;
}

interface Started {
  state: string;
  nonce: string;
  verifier: string;
  to: string;
}

const STORED_AS = "fazhi.authorization";

/** The identity provider, or null where none is configured. */
export async function provider(): Promise<Provider | null> {
  try {
    const response = await fetch("settings.json", { credentials: "omit" });
    if (!response.ok) return null;
    const settings = (await response.json()) as { identity_provider?: Provider | null };
    return settings.identity_provider ?? null;
  } catch {
    return null;
  }
}

async function discover(issuer: string): Promise<Discovered> {
  const response = await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, { credentials: "omit" });
  if (!response.ok) throw new Error(`${issuer}: ${response.status}`);
  return (await response.json()) as Discovered;
}

/** What the provider sends people back to: this page without its hash and query. */
function redirectUri(): string {
  return location.origin + location.pathname;
}

export function challengeOf(verifier: string): string {
  return base64url(sha256(new TextEncoder().encode(verifier)));
}

/** Leaves for the provider. */
export async function leaveForProvider(at: Provider, to: string): Promise<void> {
  const { authorization_endpoint } = await discover(at.issuer);
  const started: Started = { state: randomText(), nonce: randomText(), verifier: randomText(48), to };
  sessionStorage.setItem(STORED_AS, JSON.stringify(started));
  const url = new URL(authorization_endpoint);
  const parameters = {
    response_type: "code",
    client_id: at.client_id,
    redirect_uri: redirectUri(),
    scope: at.scope,
    state: started.state,
    nonce: started.nonce,
    code_challenge: challengeOf(started.verifier),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  location.assign(url.href);
}

/** Takes the code off the address at once. Answers null where nobody came back from a provider. */
export function takeCode(): { code: string | null; started: Started; error: string | null } | null {
  const query = new URLSearchParams(location.search);
  if (!query.has("state")) return null;
  const stored = sessionStorage.getItem(STORED_AS);
  sessionStorage.removeItem(STORED_AS);
  const started = stored ? (JSON.parse(stored) as Started) : null;
  history.replaceState(null, "", redirectUri() + (started?.to ?? ""));
  // A state that this tab did not make: somebody else's code.
  if (!started || started.state !== query.get("state")) return null;
  return { code: query.get("code"), started, error: query.get("error_description") ?? query.get("error") };
}

/** Trades the code for an access token. */
export async function tradeCode(at: Provider, code: string, started: Started): Promise<string> {
  const { token_endpoint } = await discover(at.issuer);
  const response = await fetch(token_endpoint, {
    method: "POST",
    credentials: "omit",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: at.client_id,
      code,
      redirect_uri: redirectUri(),
      code_verifier: started.verifier,
    }).toString(),
  });
  const answer = (await response.json()) as { access_token?: string; id_token?: string; error_description?: string; error?: string };
  if (!response.ok || !answer.access_token) throw new Error(answer.error_description ?? answer.error ?? String(response.status));
  if (answer.id_token && nonceOf(answer.id_token) !== started.nonce) throw new Error("nonce");
  return answer.access_token;
}

function nonceOf(token: string): unknown {
  const payload = token.split(".")[1] ?? "";
  return (JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/"))) as { nonce?: unknown }).nonce;
}
