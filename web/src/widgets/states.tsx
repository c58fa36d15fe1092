// What stands in place of data: loading, refused, nothing there.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Entry } from "../api/query.ts";
import { type ApiProblem, inWords } from "../api/problems.ts";
import { loading } from "../text/words.ts";
import { t } from "../text/language.ts";

const STILL_AFTER_MS = 300;

/** Nothing at first; words once it takes long enough to wonder. */
export function Loading() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), STILL_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return <div class="still">{late && loading()}</div>;
}

export function ProblemNotice({ problem }: { problem: ApiProblem }) {
  return (
    <div class="notice bad" role="alert">
      <p>{inWords(problem)}</p>
      {problem.errors.map((error) => (
        <p key={error.detail}>{error.detail}</p>
      ))}
      {problem.requestId && problem.status !== 404 && <small>{problem.requestId}</small>}
    </div>
  );
}

/** The data where it is there; otherwise why not. */
export function Shown<T>({ of, children }: { of: Entry<T>; children: (data: T) => ComponentChildren }) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <ProblemNotice problem={of.error} />;
  return <Loading />;
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

/** A heading that takes the focus when the view is new, so that keyboard and screen reader begin there. */
export function Heading({ children, name }: { children: ComponentChildren; name: string }) {
  useEffect(() => {
    document.title = `${name} — ${t("法治台账", "Fazhi ledger")}`;
  }, [name]);
  return (
    <h1 tabIndex={-1} id="heading">
      {children}
    </h1>
  );
}
