// The account that one works with: what it may do, and where.
import { useAllPages } from "../../api/pages.ts";
import { useQuery } from "../../api/query.ts";
import { codeName, has } from "../../contract/contract.ts";
import { MANAGE_ACCESS, me, reachOf } from "../../session/session.ts";
import { t } from "../../text/language.ts";
import { Heading, Shown } from "../../widgets/states.tsx";
import { Tokens } from "./tokens.tsx";

/** #/me */
export function OwnAccount() {
  const entry = useQuery("/api/v1/me", {});
  const manages = has("list_tokens") && !!reachOf(MANAGE_ACCESS);
  const tokens = useAllPages("/api/v1/tokens", manages ? { query: { account: me.value!.account, limit: 200 } } : null);
  const title = t("我的账号", "My account");
  return (
    <>
      <div class="head">
        <Heading name={title}>{title}</Heading>
      </div>
      <Shown of={entry}>
        {({ name, roles, token_id }) => (
          <div class="stack">
            <section class="card" aria-labelledby="account">
              <h2 id="account">{name}</h2>
              <p class="secondary">{t("您登记的每条记录都署这个名称。", "Every record that you enter bears this name.")}</p>
              <ul class="lines">
                {roles.map(({ role, region, permissions }) => (
                  <li key={region.code + role}>
                    <span class="when">
                      {codeName("roles", role)} · {region.name}
                    </span>
                    <span class="grow secondary">{permissions.map((one) => codeName("permissions", one)).join(t("、", ", "))}</span>
                  </li>
                ))}
              </ul>
            </section>
            {manages ? (
              <Tokens tokens={tokens} />
            ) : (
              <section class="card" aria-labelledby="token">
                <h2 id="token">{t("令牌", "Token")}</h2>
                <p>
                  {t("正在使用的令牌编号：", "The token in use: ")}
                  <code>{token_id}</code>
                </p>
                <p class="secondary">{t("令牌由县管理员发放、更换、撤销。丢失或者泄露的，把编号告诉管理员，请其撤销。", "Your county's administrator issues, replaces and revokes tokens. Where one is lost or was seen by others, tell the administrator its id.")}</p>
              </section>
            )}
          </div>
        )}
      </Shown>
    </>
  );
}
