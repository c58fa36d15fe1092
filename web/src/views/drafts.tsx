// What was typed and not saved or sent, with the way back to it.
import { drafts } from "../forms/drafts.ts";
import { t } from "../text/language.ts";

export function Drafts() {
  const kept = drafts();
  if (kept.length === 0) return null;
  return (
    <section class="notice warn" aria-label={t("草稿", "Drafts")}>
      <p>{t(`有${kept.length}份没有保存的草稿：`, `${kept.length} drafts not saved:`)}</p>
      {kept.map((draft) => (
        <a key={draft.address} href={draft.address}>
          {draft.title}
        </a>
      ))}
    </section>
  );
}
