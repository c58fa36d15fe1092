// From the address to the view. Those that people begin with are there at once; figures, records and forms are loaded when
// they are first shown.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { isTownship, levelBelow } from "../api/reference.ts";
import { has, resourceNamed } from "../contract/contract.ts";
import { address, go, route } from "../route.ts";
import { homeRegion } from "../session/session.ts";
import { t } from "../text/language.ts";
import { Heading, Loading } from "../widgets/states.tsx";
import * as views from "./county/index.ts";
import { Home } from "./township/home.tsx";

type Loaded = Record<string, ComponentType>;

const county = () => Promise.resolve(views as Loaded);
const access = () => import("./access/index.ts") as Promise<Loaded>;
const figures = () => import("./figures/index.ts") as Promise<Loaded>;
const records = () => import("./records/index.ts") as Promise<Loaded>;
const reports = () => import("./reports/index.ts") as Promise<Loaded>;

const OF_REGION: Record<string, [() => Promise<Loaded>, string, string]> = {
  matrix: [figures, "Matrix", "read_figures"],
  chart: [figures, "GroupChart", "read_figures"],
  trends: [figures, "Trends", "read_figures"],
  completeness: [county, "Completeness", "list_progress"],
  figures: [figures, "FigurePage", "read_figures"],
  deadlines: [county, "Deadlines", "list_deadlines"],
  checks: [county, "Checks", "list_findings"],
  joint: [county, "Joint", "list_joint_activities"],
  verify: [reports, "CheckText", "verify_report"],
  recent: [county, "Recent", "list_activities"],
  "personal-data": [access, "PersonalData", "read_personal_data"],
  more: [county, "More", "read_me"],
};

/** Views that are of no region: #/accounts, #/accounts/new, #/accounts/{id}, #/accounts/{id}/edit, #/me. */
function ofAccess([first, second, third]: string[]): { from: () => Promise<Loaded>; name: string } | null {
  if (first === "me") return { from: access, name: "OwnAccount" };
  if (first !== "accounts" || !has("list_accounts")) return null;
  if (third === "history") return { from: records, name: "HistoryPage" };
  return { from: access, name: !second ? "Accounts" : second === "new" ? "NewAccount" : third === "edit" ? "EditAccount" : "AccountPage" };
}

/** What the address names: how to load it, and which of it. */
function wanted(path: string[]): { from: () => Promise<Loaded>; name: string } | "home" | null {
  const [first, second, third] = path;
  if (first === "help") return { from: county, name: "Help" };
  if (first === "r" && second) {
    if (!third) return isTownship(second) ? "home" : { from: county, name: "Overview" };
    if (third === "report" && isTownship(second)) return { from: reports, name: "ReportOfYear" };
    // On the way up from a township its report becomes the reports of the county, and above counties a list.
    const list = third === "report" ? "reports" : third;
    if (list === "reports" && levelBelow(second) === "township") return { from: reports, name: "CountyReports" };
    if (resourceNamed(list)) return { from: records, name: "List" };
    const view = OF_REGION[third];
    return view && has(view[2]) ? { from: view[0], name: view[1] } : null;
  }
  if (first && second && resourceNamed(first)) {
    const isReport = first === "reports";
    if (second === "new") return isReport ? { from: reports, name: "NewReport" } : { from: records, name: "NewRecord" };
    if (third === "edit") return { from: records, name: "EditRecord" };
    if (third === "parties" && first === "cases") return { from: records, name: "PartiesForm" };
    if (third === "history") return { from: records, name: "HistoryPage" };
    return isReport ? { from: reports, name: "ReportPage" } : { from: records, name: "RecordPage" };
  }
  return ofAccess(path);
}

/** Begins to load the view of the address while the service is still asked who is signed in. */
export function loadAhead(): void {
  const view = wanted(route.peek().path.length > 0 ? route.peek().path : ["r", "CN"]);
  if (view && view !== "home") void view.from().catch(() => {}); // told where it is shown
}

export function View() {
  const { path } = route.value;
  const empty = path.length === 0;
  useEffect(() => {
    if (empty && homeRegion.value) go(address(["r", homeRegion.value.code]), true);
  }, [empty]);
  useFocusOnHeading(path.join("/"));
  if (empty) return null;
  const view = wanted(path);
  if (view === "home") return <Home key={path[1]} />;
  if (!view) return <NotFound />;
  return <Lazy key={path.join("/")} from={view.from} name={view.name} />;
}

/** A new view begins at its heading, for keyboard and screen reader; the first view leaves the focus alone. */
function useFocusOnHeading(view: string): void {
  const [first, setFirst] = useState(view);
  useEffect(() => {
    if (first === view) return;
    setFirst("");
    scrollTo(0, 0);
    const frame = requestAnimationFrame(() => document.getElementById("heading")?.focus({ preventScroll: true }));
    return () => cancelAnimationFrame(frame);
  }, [view]);
}

function Lazy({ from, name }: { from: () => Promise<Loaded>; name: string }) {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let stale = false;
    from().then(
      (module) => !stale && setLoaded(module),
      () => !stale && setFailed(true),
    );
    return () => {
      stale = true;
    };
  }, [from]);
  if (failed) {
    // The file is gone: the service was upgraded under this page, or cannot be reached.
    return (
      <div class="notice warn" role="alert">
        <p>{t("页面有新版本，或服务器连不上。草稿会保留。", "A new version of the page is there, or the server is away. Drafts are kept.")}</p>
        <button onClick={() => location.reload()}>{t("刷新", "Reload")}</button>
      </div>
    );
  }
  const Component = loaded?.[name];
  return Component ? <Component /> : <Loading />;
}

function NotFound() {
  return (
    <>
      <Heading name={t("没有这一页", "No such page")}>{t("没有这一页", "No such page")}</Heading>
      <p class="empty">
        {t("没有这一项，或不在您的范围内。", "Not there, or out of your reach.")} <a href={address([])}>{t("回首页", "Home")}</a>
      </p>
    </>
  );
}
