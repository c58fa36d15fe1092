// One account: its roles and its tokens.
import { useState } from "preact/hooks";
import { useAllPages } from "../../api/pages.ts";
import { useQuery } from "../../api/query.ts";
import { has } from "../../contract/contract.ts";
import { address, route } from "../../route.ts";
import { me } from "../../session/session.ts";
import { beijingInstant } from "../../text/dates.ts";
import { t } from "../../text/language.ts";
import { Heading, Shown } from "../../widgets/states.tsx";
import { Issue } from "./issue.tsx";
import { Tokens } from "./tokens.tsx";
import { type Account, isValid, RoleText } from "./words.tsx";

/** #/accounts/{id} */
export function AccountPage() {
  const id = route.value.path[1]!;
  const entry = useQuery("/api/v1/accounts/{id}", { path: { id } });
  return <Shown of={entry}>{(account) => <OneAccount account={account} />}</Shown>;
}

function OneAccount({ account }: { account: Account }) {
  const { id, name } = account;
  const { query } = route.value;
  const tokens = useAllPages("/api/v1/tokens", { query: { account: id, limit: 200 } });
  const [issuing, setIssuing] = useState(false);
  // Nobody changes the account that he works with.
  const own = me.value!.account === id;
  const hasToken = tokens?.some(isValid);
  return (
    <>
      <div class="head">
        <Heading name={name}>{name}</Heading>
        {account.disabled_at && <span class="tag warn">{t("停用", "disabled")}</span>}
        <div class="actions">
          {!own && !account.disabled_at && (
            <button class="primary" onClick={() => setIssuing(true)}>
              {t("发放令牌…", "Issue a token…")}
            </button>
          )}
          {!own && (
            <a class="button" href={address(["accounts", id, "edit"])}>
              {t("修改、停用", "Change, disable")}
            </a>
          )}
          {has("read_account_history") && (
            <a class="button" href={address(["accounts", id, "history"])}>
              {t("历史", "History")}
            </a>
          )}
        </div>
        <p>
          <a href={address(["accounts"])}>{t("账号和令牌", "Accounts and tokens")}</a>
          {" · "}
          {t(`第${account.version}版，${account.updated_by} ${beijingInstant(account.updated_at)}`, `version ${account.version}, ${account.updated_by} ${beijingInstant(account.updated_at)}`)}
        </p>
      </div>
      {query.made === "1" && !hasToken && (
        <p class="notice ok" role="status">
          {t("账号已建立。发放令牌以后，才能用它登录。", "The account is made. It can sign in once it has a token.")}
        </p>
      )}
      {query.saved === "1" && (
        <p class="notice ok" role="status">
          {t("已保存。", "Saved.")}
        </p>
      )}
      {own && <p class="notice">{t("这是您自己的账号：角色、名称、停用和发放令牌，由别的管理员办理。", "This is your own account: its roles, name and tokens are for another administrator.")}</p>}
      {account.disabled_at && (
        <p class="notice warn">{t(`自${beijingInstant(account.disabled_at)}起停用：拒绝它的全部令牌，直到恢复。`, `Disabled since ${beijingInstant(account.disabled_at)}: all its tokens are refused until it is enabled again.`)}</p>
      )}
      <div class="stack">
        <section class="card" aria-labelledby="roles">
          <h2 id="roles">{t("角色", "Roles")}</h2>
          <ul class="lines">
            {account.roles.map((role) => (
              <li key={role.region + role.role}>
                <RoleText role={role} />
              </li>
            ))}
          </ul>
        </section>
        <Tokens tokens={tokens} />
      </div>
      {issuing && <Issue account={account} onClose={() => setIssuing(false)} />}
    </>
  );
}
