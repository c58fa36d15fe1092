// The frame: where one is, which year, how current it is, and where one can go.
import { Fragment } from "preact";
import { clockDiffers, thisYear } from "../api/connection.ts";
import { useQuery } from "../api/query.ts";
import { holds } from "../feed/affects.ts";
import { address, go, here, route } from "../route.ts";
import { homeRegion, me, signOut } from "../session/session.ts";
import { language, switchLanguage, t } from "../text/language.ts";
import { codeName } from "../contract/contract.ts";
import { Menu } from "../widgets/menu.tsx";
import { Band, Live } from "./live.tsx";
import { placesOf, viewsOf } from "./places.ts";
import { region, year } from "./region.ts";
import { switchTheme } from "./theme.ts";
import { View } from "./view.tsx";

const FIRST_YEAR_SHOWN = 2018;
const ON_PHONES = ["", "matrix", "deadlines"];

export function Shell() {
  const { path } = route.value;
  const at = path[0] === "r" ? (path[2] ?? "") : path[0];
  const views = viewsOf(region.value, year.value);
  const lists = placesOf(region.value, year.value);
  const places = lists.map(({ title, places: listed }) => (
    <Fragment key={title}>
      <h2>{title}</h2>
      <ul>
        {listed.map((place) => (
          <li key={place.name}>
            <a href={place.href} aria-current={at === place.name ? "page" : undefined}>
              {place.label}
            </a>
          </li>
        ))}
      </ul>
    </Fragment>
  ));
  return (
    <div class="shell">
      <button class="skip" onClick={() => document.getElementById("heading")?.focus()}>
        {t("跳到正文", "Skip to the content")}
      </button>
      <header class="bar">
        <a class="brand" href={address([])} aria-label={t("法治台账，首页", "Fazhi ledger, home")}>
          <Mark />
          <span>{t("法治台账", "Fazhi")}</span>
        </a>
        <Path />
        <Year />
        <Live />
        <Account />
      </header>
      <div class="band">
        <Band />
        {clockDiffers.value && (
          <span class="warn">{t("本机日期与服务器不一致，期限以服务器为准", "This device's date differs; deadlines follow the server")}</span>
        )}
      </div>
      <nav class="side places" aria-label={t("视图和记录", "Views and records")}>
        {places}
      </nav>
      <main class={at === "matrix" ? "wide" : undefined} id="main">
        <nav class="places as-tabs" aria-label={t("视图", "Views")}>
          {places}
        </nav>
        <View />
      </main>
      <Bottom here={at ?? ""} views={views} />
    </div>
  );
}

function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
      <path d="M3 3h14v14H3zM3 8h14M8 8v9" />
    </svg>
  );
}

/** The way from the widest region of the role down to this one. */
function Path() {
  const code = region.value;
  const ancestors = useQuery("/api/v1/regions/{code}/ancestors", { path: { code } }).data?.items ?? [];
  const own = useQuery("/api/v1/regions/{code}", { path: { code } }).data;
  const widest = homeRegion.value!.code;
  const view = route.value.path[0] === "r" ? route.value.path[2] : undefined;
  const within = ancestors.filter((one) => holds(widest, one.code));
  return (
    <nav class="path" aria-label={t("所在区划", "Region")}>
      <ol class="path">
        {within.map(({ code: above, name }) => (
          <li key={above}>
            <a href={address(view ? ["r", above, view] : ["r", above], { year: year.value })}>{name}</a>
          </li>
        ))}
        <li>
          <a href={address(["r", code], { year: year.value })} aria-current={view ? undefined : "page"}>
            <b>{own?.name ?? code}</b>
          </a>
        </li>
      </ol>
    </nav>
  );
}

function Year() {
  const newest = thisYear();
  const years = Array.from({ length: Math.max(newest - FIRST_YEAR_SHOWN + 1, 1) }, (_, i) => newest - i);
  if (!years.includes(year.value)) years.push(year.value);
  const choose = (to: number) => {
    const { path } = route.value;
    // Records and forms are of no year: choosing one leads to the region's home in it.
    go(path[0] === "r" ? here({ year: to, cursor: null }) : address(["r", region.value], { year: to }));
  };
  return (
    <div class="year">
      <select aria-label={t("年度", "Year")} value={year.value} onChange={(event) => choose(Number(event.currentTarget.value))}>
        {years.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </div>
  );
}

function Account() {
  const account = me.value!;
  return (
    <Menu label={<span class="nowrap">{t("我", "Me")}</span>}>
      <p>
        {account.name}
        {account.roles.map((role) => (
          <span key={role.region.code + role.role}>
            <br />
            {role.region.name} · {codeName("roles", role.role)}
          </span>
        ))}
      </p>
      <button onClick={() => switchLanguage(language.value === "zh" ? "en" : "zh")}>{language.value === "zh" ? "English" : "中文"}</button>
      <button onClick={switchTheme}>{t("浅色／深色", "Light / dark")}</button>
      <a href={address(["me"])}>{t("我的账号", "My account")}</a>
      <a href={address(["help"])}>{t("快捷键和说明", "Keys and words")}</a>
      <a href="docs/">{t("接口文档", "API documentation")}</a>
      <button
        onClick={() => {
          signOut();
          go(address([]));
        }}
      >
        {t("退出", "Sign out")}
      </button>
    </Menu>
  );
}

/** Four places at the thumb, on phones. */
function Bottom({ here: current, views }: { here: string; views: ReturnType<typeof viewsOf> }) {
  const shown = views.filter(({ name }) => ON_PHONES.includes(name));
  return (
    <nav class="bottom" aria-label={t("常用", "Most used")}>
      {shown.map((place) => (
        <a key={place.name} href={place.href} aria-current={current === place.name ? "page" : undefined}>
          {place.label}
        </a>
      ))}
      <a href={address(["r", region.value, "more"], { year: year.value })} aria-current={current === "more" ? "page" : undefined}>
        {t("更多", "More")}
      </a>
    </nav>
  );
}
