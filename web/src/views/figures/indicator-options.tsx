// The indicators as options of a choice, by group, each with its unit.
import { useIndicators } from "../../api/reference.ts";
import { codeName } from "../../contract/contract.ts";
import { nameOf } from "../../text/language.ts";

export function IndicatorOptions() {
  const { groups } = useIndicators();
  return groups.map((group) => (
    <optgroup key={group.code} label={codeName("indicator_groups", group.code)}>
      {group.indicators.map((indicator) => (
        <option key={indicator.code} value={indicator.code}>
          {`${nameOf(indicator)}（${indicator.unit}）`}
        </option>
      ))}
    </optgroup>
  ));
}
