// How accounts and tokens are told.
import { serverNow } from "../../api/connection.ts";
import type { components } from "../../api/contract.d.ts";
import { useRegion } from "../../api/reference.ts";
import { codeName } from "../../contract/contract.ts";
import { t } from "../../text/language.ts";

export type Account = components["schemas"]["Account"];
export type Token = components["schemas"]["Token"];

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/** What an account may do, and where. */
export function RoleText({ role }: { role: Account["roles"][number] }) {
  const name = useRegion(role.region)?.name ?? role.region;
  return (
    <>
      {codeName("roles", role.role)} · {name}
    </>
  );
}

export function isValid(token: Token): boolean {
  return !token.revoked_at && Date.parse(token.expires_at) > serverNow();
}

/** How a token stands, and how that is to be looked at. */
export function stateOf(token: Token): { name: string; look: string } {
  if (token.revoked_at) return { name: t("已撤销", "revoked"), look: "" };
  const left = Date.parse(token.expires_at) - serverNow();
  if (left <= 0) return { name: t("已失效", "expired"), look: "" };
  if (left < SOON_DAYS * DAY_MS) return { name: t("即将失效", "expires soon"), look: "warn" };
  return { name: t("有效", "valid"), look: "ok" };
}
