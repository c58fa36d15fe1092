// A small menu: details and summary, closed by Escape, by a click elsewhere, and after a choice.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export function Menu({ label, children, class: name = "" }: { label: ComponentChildren; children: ComponentChildren; class?: string }) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const box = details.current;
      if (!box?.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== "Escape") return;
        box.open = false;
        box.querySelector("summary")!.focus();
      } else if (!box.contains(event.target as Node)) box.open = false;
    };
    addEventListener("click", close);
    addEventListener("keydown", close);
    return () => {
      removeEventListener("click", close);
      removeEventListener("keydown", close);
    };
  }, []);
  return (
    <details class={`menu ${name}`} ref={details}>
      <summary>{label}</summary>
      <div
        onClick={(event) => {
          if ((event.target as Element).closest("a, button")) details.current?.removeAttribute("open"); // a choice may have taken the menu away
        }}
      >
        {children}
      </div>
    </details>
  );
}
