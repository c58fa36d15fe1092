// A list to choose from that is too long to scroll: type to find, arrows to move, Enter to take (the ARIA combobox pattern).
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../text/language.ts";

export interface Option {
  code: string;
  name: string;
  note?: string;
}

interface Props {
  id: string;
  options: Option[];
  value: string;
  onChoose: (code: string) => void;
  describedBy?: string;
  invalid?: boolean;
  required?: boolean;
}

const MOST_SHOWN = 100;

export function Combo({ id, options, value, onChoose, describedBy, invalid, required }: Props) {
  const chosen = options.find(({ code }) => code === value);
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const open = typed !== null;
  const words = (typed ?? "").trim().toLowerCase();
  const found = options.filter(({ name, note, code }) => `${name} ${note ?? ""} ${code}`.toLowerCase().includes(words)).slice(0, MOST_SHOWN);

  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at, open]);

  function take(option: Option | undefined) {
    if (option) onChoose(option.code);
    setTyped(null);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) {
        setTyped("");
        setAt(0);
      } else setAt((n) => (n + (event.key === "ArrowDown" ? 1 : -1) + found.length) % Math.max(found.length, 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (open) take(found[at]);
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      setTyped(null);
    } else if (event.key === "Delete" && !open) onChoose("");
  }

  return (
    <div class="combo">
      <input
        id={id}
        role="combobox"
        autocomplete="off"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && found[at] ? `${id}-${at}` : undefined}
        aria-describedby={describedBy}
        aria-invalid={invalid ? "true" : undefined}
        aria-required={required}
        placeholder={t("输入以查找", "Type to find")}
        value={typed ?? chosen?.name ?? value}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
          if (event.currentTarget.value === "") onChoose("");
        }}
        onClick={() => setTyped("")}
        onKeyDown={onKeyDown}
        onBlur={() => setTyped(null)}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={t("选项", "Options")} ref={list} hidden={!open}>
        {open &&
          found.map((option, i) => (
            <li
              key={option.code}
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === at}
              onMouseDown={(event) => {
                event.preventDefault(); // before the input loses the focus
                take(option);
              }}
            >
              {option.name}
              {option.note && <small>{option.note}</small>}
            </li>
          ))}
        {open && found.length === 0 && (
          <li role="option" aria-selected={false} aria-disabled="true" class="quiet">
            {t("没有找到", "Nothing found")}
          </li>
        )}
      </ul>
    </div>
  );
}
