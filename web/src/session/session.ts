// Who is signed in. The token is kept in this tab only, and is in no address and no lasting storage.
import { computed, signal } from "@preact/signals";
import { GET, onRefusedToken, setToken } from "../api/client.ts";
import type { components } from "../api/contract.d.ts";
import { forgetAll } from "../api/query.ts";
import { startFeed, stopFeed } from "../feed/feed.ts";
import { holds } from "../feed/affects.ts";
import { operations } from "../contract/contract.ts";

export type Me = components["schemas"]["Me"];

const STORED_AS = "fazhi.token";
export const DRAFTS = "fazhi.draft.";
/** Makes accounts and issues tokens. */
export const MANAGE_ACCESS = "manage_access";

export const me = signal<Me | null>(null);
/** Signed in before, and no longer: the page stays, with a dialog over it. */
export const expired = signal(false);

/** The widest region in which the account has a role; where the page begins. */
export const homeRegion = computed(() => {
  const regions = me.value?.roles.map(({ region }) => region) ?? [];
  return [...regions].sort((a, b) => width(a.code) - width(b.code))[0] ?? null;
});

function width(code: string): number {
  return code === "CN" ? 0 : code.length;
}

/** Whether a role at this region, or above it, permits something. */
export function may(permission: string | null | undefined, region: string): boolean {
  return !!me.value?.roles.some((role) => holds(role.region.code, region) && (!permission || role.permissions.includes(permission)));
}

/** Where the account has a permission: the widest of the regions; null where it has it nowhere. */
export function reachOf(permission: string): string | null {
  const codes = me.value?.roles.filter(({ permissions }) => permissions.includes(permission)).map(({ region }) => region.code) ?? [];
  return codes.sort((a, b) => width(a) - width(b))[0] ?? null;
}

/** Whether a role at the very region permits something: what is entrusted to a township reaches nobody above it. */
export function mayAt(permission: string, region: string): boolean {
  return !!me.value?.roles.some((role) => role.region.code === region && role.permissions.includes(permission));
}

/** Whether the service has an operation and would not refuse it to this account at this region. */
export function canDo(operation: string | null, region: string): boolean {
  return !!operation && operation in operations && may(operations[operation]!.permission, region);
}

/** Signs in with a token; throws the service's problem where it does not take it. */
export async function signIn(token: string): Promise<void> {
  setToken(token);
  try {
    const { data } = await GET("/api/v1/me", {});
    const before = me.peek();
    if (before && before.account !== data!.account) forgetEverything();
    sessionStorage.setItem(STORED_AS, token);
    me.value = data!;
    expired.value = false;
    startFeed(homeRegion.peek()!.code);
  } catch (error) {
    setToken(null);
    throw error;
  }
}

/** Goes on with the token of this tab after a reload. */
export async function resume(): Promise<void> {
  const token = sessionStorage.getItem(STORED_AS);
  if (!token) return;
  try {
    await signIn(token);
  } catch (error) {
    if ((error as { status?: number }).status === 401) sessionStorage.removeItem(STORED_AS);
    throw error;
  }
}

export function signOut(): void {
  forgetEverything();
  sessionStorage.removeItem(STORED_AS);
  setToken(null);
  me.value = null;
  expired.value = false;
}

/** Drafts and answers go with the account that they are of. */
function forgetEverything(): void {
  stopFeed();
  forgetAll();
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(DRAFTS)) sessionStorage.removeItem(name);
}

onRefusedToken(() => {
  if (!me.peek()) return;
  setToken(null);
  sessionStorage.removeItem(STORED_AS);
  stopFeed();
  expired.value = true;
});
