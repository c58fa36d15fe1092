// The accounts in the reach of an administrator: who may do what where, and whether somebody works with it.
import { useState } from "preact/hooks";
import { useAllPages } from "../../api/pages.ts";
import { useQuery } from "../../api/query.ts";
import { address } from "../../route.ts";
import { beijingInstant } from "../../text/dates.ts";
import { t } from "../../text/language.ts";
import { Empty, Heading, Shown } from "../../widgets/states.tsx";
import { useNarrow } from "../../widgets/narrow.ts";
import { type Account, isValid, RoleText, type Token } from "./words.tsx";

const ALL = { query: { limit: 200 } };

/** #/accounts */
export function Accounts() {
  const first = useQuery("/api/v1/accounts", ALL);
  const accounts = useAllPages("/api/v1/accounts", ALL);
  const tokens = useAllPages("/api/v1/tokens", ALL);
  const [words, setWords] = useState("");
  const narrow = useNarrow();
  const title = t("账号和令牌", "Accounts and tokens");
  const found = accounts?.filter(({ name }) => name.toLowerCase().includes(words.trim().toLowerCase()));
  return (
    <>
      <div class="head">
        <Heading name={title}>{title}</Heading>
        <div class="actions">
          <a class="button primary" href={address(["accounts", "new"])}>
            {t("建立账号", "Make an account")}
          </a>
        </div>
        <p>{t("一个账号是一个人或一个系统：有角色，凭令牌登录。", "An account is a person or a system: it has roles, and signs in with a token.")}</p>
      </div>
      <div class="filters">
        <label>
          {t("查找", "Search")}
          <input id="search" type="search" value={words} placeholder={t("账号名称", "name of the account")} onInput={(event) => setWords(event.currentTarget.value)} />
        </label>
      </div>
      <Shown<Account[]> of={{ at: first.at, changedAt: first.changedAt, error: first.error, data: found }}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{words ? t("没有这样的账号。", "No such account.") : t("您的范围内还没有账号。", "No accounts in your reach yet.")}</Empty>
          ) : narrow ? (
            <Lines accounts={items} tokens={tokens} />
          ) : (
            <div class="frame" tabIndex={0} role="region" aria-label={title}>
              <Table accounts={items} tokens={tokens} />
            </div>
          )
        }
      </Shown>
    </>
  );
}

interface Props {
  accounts: Account[];
  tokens: Token[] | undefined;
}

function Table({ accounts, tokens }: Props) {
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col">{t("账号", "Account")}</th>
          <th scope="col">{t("角色", "Roles")}</th>
          <th scope="col" class="number">
            {t("有效令牌", "Valid tokens")}
          </th>
          <th scope="col">{t("最近使用", "Last used")}</th>
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <tr key={account.id}>
            <th scope="row">
              <Name account={account} />
            </th>
            <td>
              <Roles account={account} />
            </td>
            <td class="number">{tokens ? validOf(account, tokens) : "…"}</td>
            <td class="nowrap">{tokens ? lastUse(account, tokens) : "…"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** On phones: an account a line. */
function Lines({ accounts, tokens }: Props) {
  return (
    <ul class="card lines">
      {accounts.map((account) => (
        <li key={account.id}>
          <span class="grow">
            <Name account={account} />
          </span>
          <small>{tokens && t(`${validOf(account, tokens)}个有效令牌`, `${validOf(account, tokens)} valid tokens`)}</small>
          <small class="whole">
            <Roles account={account} />
          </small>
        </li>
      ))}
    </ul>
  );
}

function Name({ account }: { account: Account }) {
  return (
    <>
      <a href={address(["accounts", account.id])}>{account.name}</a>
      {account.disabled_at && <span class="tag warn">{t("停用", "disabled")}</span>}
    </>
  );
}

function Roles({ account }: { account: Account }) {
  return (
    <>
      {account.roles.map((role, i) => (
        <span key={role.region + role.role}>
          {i > 0 && t("、", ", ")}
          <RoleText role={role} />
        </span>
      ))}
    </>
  );
}

function validOf(account: Account, tokens: Token[]): number {
  return tokens.filter((token) => token.account.id === account.id && isValid(token)).length;
}

function lastUse(account: Account, tokens: Token[]): string {
  const uses = tokens.filter((token) => token.account.id === account.id && token.last_used_at).map((token) => token.last_used_at!);
  return uses.length > 0 ? beijingInstant(uses.sort().at(-1)!) : t("尚未使用", "never");
}
