// Entering the parties of a case. What was typed is kept in the memory of the page, so that the step back loses nothing, and in no
// storage of the browser.
import { effect } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { PUT } from "../../api/client.ts";
import { readOnce, refresh, useQuery } from "../../api/query.ts";
import { has } from "../../contract/contract.ts";
import { useForms } from "../../contract/forms.ts";
import { titleOf } from "../../contract/records.ts";
import { type Stored, WholeForm } from "../../forms/whole.tsx";
import { type Typed, typedFrom } from "../../forms/values.ts";
import { address, go, route } from "../../route.ts";
import { me } from "../../session/session.ts";
import { t } from "../../text/language.ts";
import { Empty, Heading, Loading, Shown } from "../../widgets/states.tsx";
import { mayEnterParties, usePartyNames } from "./parties.tsx";

const PATH = "/api/v1/cases/{id}/parties";

/** What was typed, by the case: gone with the account that it is of. */
const typedBefore = new Map<string, { etag: string; typed: Typed }>();
effect(() => {
  if (!me.value) typedBefore.clear();
});

async function stored(id: string): Promise<Stored> {
  const { data, etag } = await readOnce(PATH, { path: { id } }, true);
  return { etag: etag!, content: { items: data!.items }, by: data!.updated_by ?? "" };
}

/** #/cases/{id}/parties */
export function PartiesForm() {
  const id = route.value.path[1]!;
  const record = useQuery("/api/v1/cases/{id}", { path: { id } });
  return <Shown of={record}>{(found) => <OfCase id={id} title={titleOf(found)} township={found.township_code} voided={!!found.voided_at} />}</Shown>;
}

function OfCase({ id, title, township, voided }: { id: string; title: string; township: string; voided: boolean }) {
  const heading = t(`当事人：${title}`, `Parties: ${title}`);
  const mayEnter = has("replace_parties") && mayEnterParties(township) && !voided;
  return (
    <>
      <div class="head">
        <Heading name={heading}>{heading}</Heading>
        <a href={address(["cases", id])}>{t("回记录", "Back to the record")}</a>
      </div>
      {mayEnter ? (
        <Entered id={id} township={township} />
      ) : (
        <Empty>{voided ? t("这条记录已作废，不能修改。", "This record is voided and cannot be changed.") : t("当事人由办理的乡镇填写和修改。", "The parties are entered and changed by the township that handles the case.")}</Empty>
      )}
    </>
  );
}

function Entered({ id, township }: { id: string; township: string }) {
  const forms = useForms();
  const areNamed = usePartyNames(township);
  const [list, setList] = useState<Stored | null>(null);
  const key = `${me.peek()!.account} ${id}`;
  useEffect(() => {
    stored(id).then(setList, () => {}); // the record's own view says what is wrong with it
  }, [id]);
  if (!forms || !list || areNamed === undefined) return <Loading />;

  async function send(body: Record<string, unknown>, headers: Record<string, string>) {
    await PUT(PATH, { params: { path: { id }, header: { "If-Match": headers["If-Match"]! } }, headers, body: body as never });
    typedBefore.delete(key);
    refresh((path) => path === PATH);
    go(address(["cases", id], { saved: 1 }), true);
  }

  // An empty list takes all of them out.
  const fields = forms.bodies.replace_parties!.filter(({ readOnly }) => !readOnly).map((field) => ({ ...field, required: undefined }));
  if (!areNamed) return <TakeOut list={list} onSend={send} />;
  const before = typedBefore.get(key);
  const isEmpty = (list.content.items as unknown[]).length === 0;
  const initial = before?.typed ?? typedFrom(fields, isEmpty ? { items: [{}] } : list.content);
  return (
    <WholeForm
      fields={fields}
      region={township}
      initial={initial}
      etag={before?.etag ?? list.etag}
      save={t("保存", "Save")}
      open={isEmpty ? ["/items/0"] : []}
      onTyped={(typed) => typedBefore.set(key, { etag: before?.etag ?? list.etag, typed })}
      onSend={send}
      onReread={() => stored(id)}
    />
  );
}

/** Where the county has names switched off, the township takes out what is there. */
function TakeOut({ list, onSend }: { list: Stored; onSend: (body: Record<string, unknown>, headers: Record<string, string>) => Promise<void> }) {
  return (
    <>
      <p class="notice warn">{t("本县没有启用当事人姓名登记：不能增加和修改，只能全部删去。", "The county does not have parties named: they cannot be added or changed, only taken out.")}</p>
      <WholeForm fields={[]} region="" initial={{}} etag={list.etag} save={t("全部删去", "Take all out")} onSend={(_, headers) => onSend({ items: [] }, headers)} />
    </>
  );
}
