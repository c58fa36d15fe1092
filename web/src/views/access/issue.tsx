// Issuing a token. It is shown once, here, and stands nowhere else.
import { useState } from "preact/hooks";
import { POST } from "../../api/client.ts";
import { useForms } from "../../contract/forms.ts";
import { WholeForm } from "../../forms/whole.tsx";
import { entered, typedFrom } from "../../forms/values.ts";
import { MANAGE_ACCESS, reachOf } from "../../session/session.ts";
import { t } from "../../text/language.ts";
import { Copied } from "../../widgets/copy.tsx";
import { Dialog } from "../../widgets/dialog.tsx";
import { refreshAccess } from "./account-form.tsx";
import type { Account } from "./words.tsx";

const VALID_FOR_DAYS = 365;
/** The account is the one that the token is issued for. */
const ASKED = new Set(["name", "expires_in_days", "networks"]);

export function Issue({ account, onClose }: { account: Account; onClose: () => void }) {
  const forms = useForms();
  const [issued, setIssued] = useState<{ token: string | null } | null>(null);
  const fields = forms && entered(forms.bodies.create_token!).filter(({ name }) => ASKED.has(name));
  if (issued) return <ShownOnce token={issued.token} onClose={onClose} />;
  if (!fields) return null;
  return (
    <Dialog title={t(`发放令牌：${account.name}`, `Issue a token: ${account.name}`)} onClose={onClose}>
      <WholeForm
        fields={fields}
        region={reachOf(MANAGE_ACCESS) ?? ""}
        initial={typedFrom(fields, { name: account.name, expires_in_days: VALID_FOR_DAYS })}
        etag=""
        save={t("发放", "Issue")}
        onCancel={onClose}
        onSend={async (body, headers) => {
          const { data } = await POST("/api/v1/tokens", { headers, body: { ...body, account_id: account.id } as never });
          refreshAccess();
          setIssued({ token: data!.token });
        }}
      />
    </Dialog>
  );
}

/** A token that was just issued; null where the answer with it was lost on its way. */
export function ShownOnce({ token, own, onClose }: { token: string | null; own?: boolean; onClose: () => void }) {
  return (
    // Escape does not close it: the token would be gone.
    <Dialog title={t("新令牌", "The new token")} onClose={token ? () => {} : onClose}>
      {token ? (
        <div class="stack">
          <p class="secondary">{t("只在此显示一次，不作保存。请现在复制，交给本人。", "Shown once, here, and not stored. Copy it now and hand it to its holder.")}</p>
          {own && <p class="secondary">{t("本标签页已改用新令牌；旧的再用24小时。", "This tab goes on with the new token; the old one serves for another 24 hours.")}</p>}
          <Copied id="new-token" label={t("令牌", "Token")} text={token} />
        </div>
      ) : (
        <p>{t("令牌已经发放，但没有收到：它只送出一次。请撤销它，另行发放。", "The token was issued, but did not arrive: it is sent once. Revoke it and issue another.")}</p>
      )}
      <div class="actions">
        <button class="primary" type="button" onClick={onClose}>
          {token ? t("已存好，关闭", "I have it, close") : t("关闭", "Close")}
        </button>
      </div>
    </Dialog>
  );
}
