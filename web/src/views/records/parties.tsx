// The parties of a case: in clear for the township that handles it, masked for everybody else, who may have them disclosed for a
// purpose. What is disclosed stands in this view only, and goes with it.
import { useState } from "preact/hooks";
import { POST } from "../../api/client.ts";
import type { components } from "../../api/contract.d.ts";
import { useQuery } from "../../api/query.ts";
import { countyOf } from "../../api/reference.ts";
import { type Field, has } from "../../contract/contract.ts";
import { useForms } from "../../contract/forms.ts";
import { useNames } from "../../contract/names.tsx";
import type { AnyRecord } from "../../contract/records.ts";
import { address } from "../../route.ts";
import { canDo, mayAt } from "../../session/session.ts";
import { randomText } from "../../session/sha256.ts";
import { labelOf, t } from "../../text/language.ts";
import { ReasonDialog } from "../../widgets/dialog.tsx";
import { Shown } from "../../widgets/states.tsx";

type PartyList = components["schemas"]["PartyList"];

/** Whether the townships of a region's county may name parties; undefined until it is known. */
export function usePartyNames(region: string): boolean | undefined {
  const county = countyOf(region);
  return useQuery("/api/v1/regions/{code}/personal-data", county && has("read_personal_data") ? { path: { code: county } } : null).data?.party_names;
}

/** Parties are entered and changed by the township that handles the case, and by nobody above it. */
export function mayEnterParties(township: string): boolean {
  return has("replace_parties") && mayAt("write_records", township);
}

export function Parties({ record }: { record: AnyRecord }) {
  const list = useQuery("/api/v1/cases/{id}/parties", has("read_parties") ? { path: { id: record.id } } : null);
  const areNamed = usePartyNames(record.township_code);
  const [clear, setClear] = useState<PartyList | null>(null);
  const mayEnter = mayEnterParties(record.township_code);
  const shown = clear ?? list.data;
  if (areNamed === undefined || !shown) return list.error ? <Shown of={list}>{() => null}</Shown> : null;
  if (shown.items.length === 0 && !mayEnter && !areNamed) return null;
  const edit = address(["cases", record.id, "parties"]);
  return (
    <section class="card" aria-labelledby="parties">
      <div class="head">
        <h2 id="parties">
          {t("当事人", "Parties")} <small>{shown.items.length}</small>
        </h2>
        {mayEnter && areNamed && !record.voided_at && (
          <a class="button" href={edit}>
            {shown.items.length > 0 ? t("修改当事人", "Change parties") : t("登记当事人", "Enter parties")}
          </a>
        )}
        {mayEnter && !areNamed && shown.items.length > 0 && !record.voided_at && (
          <a class="button" href={edit}>
            {t("删去当事人", "Take parties out")}
          </a>
        )}
        {clear ? (
          <button onClick={() => setClear(null)}>{t("收起", "Hide")}</button>
        ) : (
          shown.masked && areNamed && canDo("reveal_parties", record.township_code) && <Disclose id={record.id} onDisclosed={setClear} />
        )}
      </div>
      <Said list={shown} areNamed={areNamed} disclosed={!!clear} />
      <Lines list={shown} region={record.township_code} />
    </section>
  );
}

function Said({ list, areNamed, disclosed }: { list: PartyList; areNamed: boolean; disclosed: boolean }) {
  if (!areNamed) return <p class="secondary">{t("本县没有启用当事人姓名登记，只登记人数；已有的只以掩码显示。", "The county does not have parties named: only their number is entered, and what is there is masked.")}</p>;
  if (disclosed) {
    return (
      <p class="secondary" role="status">
        {t("这次查看已连同用途记入变更痕迹。离开本页即不再显示。", "This disclosure stands in the trail with its purpose. It is gone when you leave this page.")}
      </p>
    );
  }
  if (list.items.length === 0) return <p class="secondary">{t("没有登记当事人姓名。", "No names entered.")}</p>;
  return list.masked ? <p class="secondary">{t("姓名、号码已掩码：原文只有办理的乡镇看得到。", "Names and numbers are masked: only the township that handles the case sees them.")}</p> : null;
}

function Lines({ list, region }: { list: PartyList; region: string }) {
  const fields = useForms()?.bodies.replace_parties?.find(({ name }) => name === "items")?.fields ?? [];
  const names = useNames(region);
  const told = (party: PartyList["items"][number], field: Field) => names.text(field, party[field.name as keyof typeof party]);
  const role = fields.find(({ name }) => name === "role");
  return (
    <ul class="lines">
      {list.items.map((party, at) => (
        <li key={at}>
          <b>{party.name}</b>
          {role && <span class="tag">{told(party, role)}</span>}
          <span class="whole secondary">
            {fields
              .filter((field) => !["name", "role"].includes(field.name) && told(party, field))
              .map((field) => `${labelOf(field)} ${told(party, field)}`)
              .join(" · ")}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Disclose({ id, onDisclosed }: { id: string; onDisclosed: (list: PartyList) => void }) {
  const [asking, setAsking] = useState(false);
  async function disclose(purpose: string) {
    const { data } = await POST("/api/v1/cases/{id}/parties:reveal", { params: { path: { id } }, headers: { "Idempotency-Key": randomText() }, body: { purpose } });
    setAsking(false);
    onDisclosed(data!);
  }
  return (
    <>
      <button onClick={() => setAsking(true)}>{t("查看原文…", "See them in clear…")}</button>
      {asking && (
        <ReasonDialog
          title={t("查看当事人原文", "See the parties in clear")}
          text={t("谁在何时为何查看，记入该乡镇的变更痕迹。用途中不写姓名和个人号码。", "Who saw them, when and for what stands in the township's trail. Put no names and personal numbers into the purpose.")}
          label={t("查看用途", "Purpose")}
          action={t("查看", "See them")}
          onClose={() => setAsking(false)}
          onReason={disclose}
        />
      )}
    </>
  );
}
