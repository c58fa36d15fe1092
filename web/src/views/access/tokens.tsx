// The tokens of an account: until when, when last used, and how they are replaced or revoked.
import { useState } from "preact/hooks";
import { DELETE, POST, reasonHeader } from "../../api/client.ts";
import { go, address } from "../../route.ts";
import { me, signIn, signOut } from "../../session/session.ts";
import { randomText } from "../../session/sha256.ts";
import { beijingInstant } from "../../text/dates.ts";
import { t } from "../../text/language.ts";
import { ReasonDialog } from "../../widgets/dialog.tsx";
import { Loading } from "../../widgets/states.tsx";
import { refreshAccess } from "./account-form.tsx";
import { ShownOnce } from "./issue.tsx";
import { isValid, stateOf, type Token } from "./words.tsx";

export function Tokens({ tokens }: { tokens: Token[] | undefined }) {
  const [asking, setAsking] = useState<{ token: Token; to: "revoke" | "rotate" } | null>(null);
  const [issued, setIssued] = useState<{ token: string | null; own: boolean } | null>(null);
  const sorted = [...(tokens ?? [])].sort((a, b) => Number(isValid(b)) - Number(isValid(a)) || b.created_at.localeCompare(a.created_at));

  async function revoke(token: Token, reason: string) {
    await DELETE("/api/v1/tokens/{id}", { params: { path: { id: token.id } }, headers: { "Idempotency-Key": randomText(), ...reasonHeader(reason) } });
    setAsking(null);
    if (token.id === me.peek()!.token_id) {
      signOut();
      go(address([]));
    } else refreshAccess();
  }

  async function rotate(token: Token, reason: string) {
    const { data } = await POST("/api/v1/tokens/{id}:rotate", { params: { path: { id: token.id } }, headers: { "Idempotency-Key": randomText(), ...reasonHeader(reason) }, body: {} });
    setAsking(null);
    const own = token.id === me.peek()!.token_id;
    // This tab goes on with the new one; the old one ends within a day.
    if (own && data!.token) await signIn(data!.token);
    setIssued({ token: data!.token, own });
    refreshAccess();
  }

  return (
    <section class="card" aria-labelledby="tokens">
      <h2 id="tokens">
        {t("令牌", "Tokens")} <small>{tokens && t(`${tokens.filter(isValid).length}个有效`, `${tokens.filter(isValid).length} valid`)}</small>
      </h2>
      {!tokens ? (
        <Loading />
      ) : (
        <ul class="lines">
          {sorted.map((token) => (
            <OneToken key={token.id} token={token} onAsk={(to) => setAsking({ token, to })} />
          ))}
          {sorted.length === 0 && <li class="quiet">{t("还没有令牌，不能登录。", "No token yet: nobody can sign in with it.")}</li>}
        </ul>
      )}
      {asking?.to === "revoke" && (
        <ReasonDialog
          title={t(`撤销令牌：${asking.token.name}`, `Revoke the token: ${asking.token.name}`)}
          text={
            asking.token.id === me.value!.token_id
              ? t("这是您正在使用的令牌：撤销后立即退出，不可恢复。", "This is the token that you use: you are signed out at once, and it cannot be undone.")
              : t("自下一次请求起拒绝它，不可恢复。", "It is refused from the next request on. This cannot be undone.")
          }
          required={false}
          danger
          action={t("撤销", "Revoke")}
          onClose={() => setAsking(null)}
          onReason={(reason) => revoke(asking.token, reason)}
        />
      )}
      {asking?.to === "rotate" && (
        <ReasonDialog
          title={t(`更换令牌：${asking.token.name}`, `Replace the token: ${asking.token.name}`)}
          text={t("发放一个新的，旧的再用24小时。", "A new one is issued; the old one serves for another 24 hours.")}
          required={false}
          action={t("更换", "Replace")}
          onClose={() => setAsking(null)}
          onReason={(reason) => rotate(asking.token, reason)}
        />
      )}
      {issued && <ShownOnce token={issued.token} own={issued.own} onClose={() => setIssued(null)} />}
    </section>
  );
}

function OneToken({ token, onAsk }: { token: Token; onAsk: (to: "revoke" | "rotate") => void }) {
  const { name, look } = stateOf(token);
  const own = token.id === me.value!.token_id;
  // Of the own account only the token in use can be replaced.
  const mayRotate = own || token.account.id !== me.value!.account;
  return (
    <li class={isValid(token) ? undefined : "over"}>
      <span class="grow">
        {token.name} <code class="quiet">{token.id}</code>
        {own && <span class="tag">{t("正在使用", "in use")}</span>}
        <br />
        <small>
          {[
            token.revoked_at ? t(`${beijingInstant(token.revoked_at)}撤销`, `revoked ${beijingInstant(token.revoked_at)}`) : t(`${beijingInstant(token.expires_at)}失效`, `expires ${beijingInstant(token.expires_at)}`),
            token.last_used_at ? t(`最近使用${beijingInstant(token.last_used_at)}`, `last used ${beijingInstant(token.last_used_at)}`) : t("尚未使用", "never used"),
            t(`${token.created_by}发放`, `issued by ${token.created_by}`),
            token.networks.length > 0 && t(`只限${token.networks.join("、")}`, `only from ${token.networks.join(", ")}`),
          ]
            .filter(Boolean)
            .join(" · ")}
        </small>
      </span>
      <span class={`tag ${look}`}>{name}</span>
      {isValid(token) && (
        <span class="actions">
          {mayRotate && (
            <button class="plain" aria-label={t(`更换${token.name} ${token.id}`, `Replace ${token.name} ${token.id}`)} onClick={() => onAsk("rotate")}>
              {t("更换…", "Replace…")}
            </button>
          )}
          <button class="plain" aria-label={t(`撤销${token.name} ${token.id}`, `Revoke ${token.name} ${token.id}`)} onClick={() => onAsk("revoke")}>
            {t("撤销…", "Revoke…")}
          </button>
        </span>
      )}
    </li>
  );
}
