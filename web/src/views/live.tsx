// How current the page is, and what the service says by its silence.
import { useEffect, useState } from "preact/hooks";
import { connection } from "../api/connection.ts";
import { oldestShown, refresh } from "../api/query.ts";
import { feed, lastChanges } from "../feed/feed.ts";
import { beijingTime } from "../text/dates.ts";
import { t } from "../text/language.ts";
import { resourceNamed } from "../contract/contract.ts";
import { labelOf } from "../text/language.ts";

const STALE_MS = 120_000;
const SPOKEN_EVERY_MS = 30_000;

function useTick(milliseconds: number): void {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
}

export function Live() {
  useTick(10_000);
  const { mode, at } = feed.value;
  const away = connection.value.state === "away";
  const asOf = mode === "stream" ? at : oldestShown();
  const time = beijingTime(asOf);
  const text = away || Date.now() - asOf > STALE_MS ? t(`数据停在${time}`, `As of ${time}`) : time;
  const how =
    mode === "stream" ? t("实时更新", "live") : mode === "poll" ? t("每15秒核对", "checked every 15 s") : t("未连接", "not connected");
  return (
    <span class="live" title={`${how} · ${time}`}>
      <i class={away ? "away" : mode} aria-hidden="true" />
      <span class={away ? "bad" : undefined}>{text}</span>
      <Spoken />
    </span>
  );
}

/** One polite message at most every half minute. */
function Spoken() {
  const [text, setText] = useState("");
  const [saidAt, setSaidAt] = useState(0);
  const [newest] = lastChanges.value;
  useEffect(() => {
    if (!newest || newest.at <= saidAt) return;
    const wait = Math.max(0, saidAt + SPOKEN_EVERY_MS - Date.now());
    const timer = setTimeout(() => {
      const changes = lastChanges.peek().filter(({ at }) => at > saidAt);
      const names = [...new Set(changes.map(({ resource }) => labelOf(resourceNamed(resource) ?? { zh: resource, en: resource })))];
      setText(t(`${changes.length}处更新：${names.join("、")}`, `${changes.length} updated: ${names.join(", ")}`));
      setSaidAt(Date.now());
    }, wait);
    return () => clearTimeout(timer);
  }, [newest, saidAt]);
  return (
    <span class="visually-hidden" role="status">
      {text}
    </span>
  );
}

export function Band() {
  useTick(1_000);
  const now = connection.value;
  if (now.state === "here") return null;
  if (now.state === "back") {
    return (
      <span class="back" role="status">
        {t("已恢复，数据已更新", "Back, data updated")}
      </span>
    );
  }
  const seconds = Math.max(0, Math.ceil((now.until - Date.now()) / 1000));
  return (
    <>
      <span class={now.state === "away" ? "away" : "warn"} role="alert">
        {now.state === "away"
          ? t("服务器连不上，正在重试。您填的内容还在", "Server away, retrying. What you typed is kept")
          : t("请求太多，稍后自动继续", "Too many requests, going on by itself")}
      </span>
      <span class="quiet" aria-hidden="true">
        {t(`${seconds}秒后`, `in ${seconds} s`)}
      </span>
      {now.state === "away" && (
        <button class="plain" onClick={() => refresh()}>
          {t("现在重试", "Try now")}
        </button>
      )}
    </>
  );
}
