// A link with what is said of it below: an entry of a list.
import type { ComponentChildren } from "preact";

export function Entry({ href, title, children }: { href: string; title: ComponentChildren; children: ComponentChildren }) {
  return (
    <div class="grow">
      <div>
        <a class="clamp" href={href}>
          {title}
        </a>
      </div>
      <small>{children}</small>
    </div>
  );
}
