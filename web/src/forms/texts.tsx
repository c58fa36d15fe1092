// Several short texts in one field: one a line.
import { t } from "../text/language.ts";

interface Props {
  id: string;
  value: string[];
  describedBy: string;
  invalid: boolean;
  onChange: (value: string[]) => void;
}

export function Texts({ id, value, describedBy, invalid, onChange }: Props) {
  return (
    <textarea
      id={id}
      rows={2}
      placeholder={t("一行一个", "One a line")}
      aria-describedby={describedBy}
      aria-invalid={invalid ? "true" : undefined}
      value={value.join("\n")}
      onInput={(event) => onChange(event.currentTarget.value === "" ? [] : event.currentTarget.value.split("\n"))}
    />
  );
}
