// Keys, and the signs that figures are shown with.
import { useState } from "preact/hooks";
import { language, t } from "../../text/language.ts";
import { missingWord } from "../../text/words.ts";
import { Heading } from "../../widgets/states.tsx";
import { keysAreOn, switchKeys } from "../keys.ts";

export function Help() {
  const [on, setOn] = useState(keysAreOn());
  const keys: [string, string][] = [
    ["/", t("查找", "Search")],
    ["g o/m/t/d/c/r", t("先按g，再按一个字母：总览、数据表、趋势、期限、核对、报告", "g, then a letter: overview, figures, trends, deadlines, checks, reports")],
    ["n", t("到登记处（乡镇首页）", "To what can be entered (a township's home)")],
    ["[ ]", t("上一年、下一年", "Year before, year after")],
    ["u", t("上级区划", "Region above")],
    ["← ↑ → ↓ Home End", t("在数据表中移动；回车打开，Esc关闭并回到原格", "Move in the matrix; Enter opens, Esc closes and returns to the cell")],
    ["Ctrl+S", t("保存表单", "Save the form")],
    ["?", t("本页", "This page")],
  ];
  const signs: [string, string][] = [
    ["0", t("已统计，确实没有", "Counted, none")],
    [missingWord(), t("缺报：没有记录，也没有声明", "Missing: no records and no declaration")],
    ["—", t("不适用：分母为0，或该指标不逐级汇总", "Not applicable: the denominator is 0, or not added up over townships")],
    [t("约", "≈"), t("含估计数", "Includes estimates")],
  ];
  return (
    <>
      <div class="head">
        <Heading name={t("快捷键和说明", "Keys and words")}>{t("快捷键和说明", "Keys and words")}</Heading>
      </div>
      <div class="cards" lang={language.value === "zh" ? "zh-CN" : "en"}>
        <section class="card">
          <h2>{t("快捷键", "Keys")}</h2>
          <dl class="body pairs">
            {keys.map(([key, meaning]) => (
              <div key={key}>
                <dt>{key}</dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
          <p class="options">
            <label>
              <input
                type="checkbox"
                checked={on}
                onChange={() => {
                  switchKeys(!on);
                  setOn(!on);
                }}
              />
              {t("使用单字母快捷键", "Use single-letter keys")}
            </label>
          </p>
        </section>
        <section class="card">
          <h2>{t("数据的写法", "How figures are written")}</h2>
          <dl class="body pairs">
            {signs.map(([sign, meaning]) => (
              <div key={sign}>
                <dt>{sign}</dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </>
  );
}
