// The views of a region, as navigation has them. A view exists exactly when the contract has its operation and the role may
// use it.
import { countyOf, isTownship } from "../api/reference.ts";
import { has, resources } from "../contract/contract.ts";
import { address } from "../route.ts";
import { canDo, MANAGE_ACCESS, reachOf } from "../session/session.ts";
import { labelOf, t } from "../text/language.ts";

export interface Place {
  name: string;
  key?: string;
  label: string;
  href: string;
}

/** The lengths of codes: from a prefecture on townships can be listed one by one, in a county one can be chosen. */
const PREFECTURE = 4;
const COUNTY = 6;

export function viewsOf(region: string, year: number): Place[] {
  const at = (view: string | null, query: Record<string, string | number> = { year }) =>
    address(view ? ["r", region, view] : ["r", region], query);
  const township = isTownship(region);
  const views: (Place & { operation: string; above?: true; upTo?: number })[] = [
    { name: "", key: "o", operation: "list_progress", label: township ? t("首页", "Home") : t("总览", "Overview"), href: at(null) },
    { name: "matrix", key: "m", operation: "read_figures", label: t("数据表", "Figures"), href: at("matrix") },
    { name: "chart", operation: "read_figures", above: true, label: t("图表", "Charts"), href: at("chart") },
    { name: "trends", key: "t", operation: "read_figures", label: t("趋势", "Trends"), href: at("trends", {}) },
    { name: "completeness", operation: "list_progress", above: true, upTo: PREFECTURE, label: t("完整度", "Completeness"), href: at("completeness") },
    { name: "deadlines", key: "d", operation: "list_deadlines", label: t("期限", "Deadlines"), href: at("deadlines", {}) },
    { name: "checks", key: "c", operation: "list_findings", label: t("核对", "Checks"), href: at("checks") },
    { name: "joint", operation: "list_joint_activities", label: t("联办", "Joint"), href: at("joint", {}) },
    { name: township ? "report" : "reports", key: "r", operation: "list_reports", label: township ? t("报告", "Report") : t("报告", "Reports"), href: at(township ? "report" : "reports") },
    { name: "recent", operation: "list_activities", upTo: COUNTY, label: t("最近登记", "Entered last"), href: at("recent", {}) },
    { name: "verify", operation: "verify_report", upTo: COUNTY, label: t("核对文稿", "Check a text"), href: at("verify") },
  ];
  return views.filter(({ operation, above, upTo = 0 }) => has(operation) && !(above && township) && region.length >= upTo);
}

/** What is administered rather than worked with, for those whose role it is. */
function administeredIn(region: string): Place[] {
  const county = countyOf(region);
  const accounts = { name: "accounts", label: t("账号和令牌", "Accounts and tokens"), href: address(["accounts"]) };
  const parties = { name: "personal-data", label: t("当事人姓名", "Names of parties"), href: address(["r", county ?? "", "personal-data"]) };
  return [has("list_accounts") && reachOf(MANAGE_ACCESS) ? accounts : null, county && canDo("replace_personal_data", county) ? parties : null].filter((place) => place !== null);
}

function recordsOf(region: string, year: number): Place[] {
  // Reports are a view of their own.
  return resources
    .filter(({ name }) => name !== "reports")
    .map((resource) => ({ name: resource.name, label: labelOf(resource), href: address(["r", region, resource.name], { year }) }));
}

/** All places of a region under their titles: the side, and the view that phones have in its place. */
export function placesOf(region: string, year: number): { title: string; places: Place[] }[] {
  return [
    { title: t("查看", "Views"), places: viewsOf(region, year) },
    { title: t("管理", "Administration"), places: administeredIn(region) },
    { title: t("记录", "Records"), places: recordsOf(region, year) },
  ].filter(({ places }) => places.length > 0);
}
