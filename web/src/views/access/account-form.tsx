// Making an account, and changing its name, its roles, or whether it is disabled.
import { useEffect, useState } from "preact/hooks";
import { POST, PUT } from "../../api/client.ts";
import { ApiProblem } from "../../api/problems.ts";
import { readOnce, refresh } from "../../api/query.ts";
import { has } from "../../contract/contract.ts";
import { useForms } from "../../contract/forms.ts";
import { type Stored, WholeForm } from "../../forms/whole.tsx";
import { entered, typedFrom } from "../../forms/values.ts";
import { address, go, route } from "../../route.ts";
import { MANAGE_ACCESS, reachOf } from "../../session/session.ts";
import { t } from "../../text/language.ts";
import { Empty, Heading, Loading, ProblemNotice } from "../../widgets/states.tsx";
import { holds } from "../../feed/affects.ts";
import { region } from "../region.ts";

export function refreshAccess(): void {
  refresh((path) => /^\/api\/v1\/(accounts|tokens|me)/.test(path));
}

/** Whose regions are offered: the one that was looked at, where it is in reach. */
function offered(): string | null {
  const reach = reachOf(MANAGE_ACCESS);
  return reach && holds(reach, region.value) && region.value.length < 9 ? region.value : reach;
}

/** #/accounts/new */
export function NewAccount() {
  const forms = useForms();
  const at = offered();
  const title = t("建立账号", "Make an account");
  if (!at || !has("create_account")) return <Refused title={title} />;
  // A new account is not a disabled one.
  const fields = forms && entered(forms.bodies.create_account!).filter(({ name }) => name !== "disabled");
  return (
    <>
      <div class="head">
        <Heading name={title}>{title}</Heading>
      </div>
      {!fields ? (
        <Loading />
      ) : (
        <WholeForm
          fields={fields}
          region={at}
          initial={typedFrom(fields, { roles: [{}] })}
          etag=""
          save={t("建立账号", "Make the account")}
          open={["/roles/0"]}
          onSend={async (body, headers) => {
            const { data } = await POST("/api/v1/accounts", { headers, body: body as never });
            refreshAccess();
            go(address(["accounts", data!.id], { made: 1 }), true);
          }}
        />
      )}
    </>
  );
}

async function stored(id: string): Promise<Stored> {
  const { data, etag } = await readOnce("/api/v1/accounts/{id}", { path: { id } }, true);
  return { etag: etag!, content: { ...data, disabled: !!data!.disabled_at }, by: data!.updated_by };
}

/** #/accounts/{id}/edit */
export function EditAccount() {
  const id = route.value.path[1]!;
  const forms = useForms();
  const at = offered();
  const [account, setAccount] = useState<Stored | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  useEffect(() => {
    stored(id).then(setAccount, setProblem);
  }, [id]);
  const title = t("修改账号", "Change an account");
  if (!at) return <Refused title={title} />;
  const fields = forms && entered(forms.bodies.create_account!);
  const name = account ? String(account.content.name) : "";
  return (
    <>
      <div class="head">
        <Heading name={`${title} · ${name}`}>{name ? t(`${title}：${name}`, `${title}: ${name}`) : title}</Heading>
        <a href={address(["accounts", id])}>{t("回账号", "Back to the account")}</a>
      </div>
      {problem ? (
        <ProblemNotice problem={problem} />
      ) : !fields || !account ? (
        <Loading />
      ) : (
        <WholeForm
          fields={fields}
          region={at}
          initial={typedFrom(fields, account.content)}
          etag={account.etag}
          save={t("保存", "Save")}
          onSend={async (body, headers) => {
            await PUT("/api/v1/accounts/{id}", { params: { path: { id }, header: { "If-Match": headers["If-Match"]! } }, headers, body: body as never });
            refreshAccess();
            go(address(["accounts", id], { saved: 1 }), true);
          }}
          onReread={() => stored(id)}
        />
      )}
    </>
  );
}

function Refused({ title }: { title: string }) {
  return (
    <>
      <Heading name={title}>{title}</Heading>
      <Empty>{t("您的角色不能管理账号：需要管理员。", "Your role may not manage accounts: an administrator is needed.")}</Empty>
    </>
  );
}
