// What can go wrong with a request, as one kind of error.
import { t } from "../text/language.ts";
import type { components } from "./contract.d.ts";

export type Problem = components["schemas"]["Problem"];
export type ProblemError = components["schemas"]["ProblemError"];

/** A refusal of the service, or no answer at all (`status` 0, `code` "network"). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: ProblemError[];
  readonly requestId: string | null;
  readonly retryAfter: number;
  readonly conflictsWith: Problem["conflicts_with"];

  constructor(problem: Partial<Problem>, retryAfter = 0) {
    super(problem.detail ?? problem.title ?? problem.code ?? "");
    this.status = problem.status ?? 0;
    this.code = problem.code ?? "network";
    this.errors = problem.errors ?? [];
    this.requestId = problem.request_id ?? null;
    this.retryAfter = retryAfter;
    this.conflictsWith = problem.conflicts_with ?? null;
  }

  /** Whether the same request may succeed a little later without anybody doing anything. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status === 503 || this.status === 502 || this.status === 504;
  }
}

export async function problemOf(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get("Retry-After") ?? 0);
  try {
    return new ApiProblem((await response.json()) as Problem, retryAfter);
  } catch {
    // Not from the service: a proxy in between.
    return new ApiProblem({ status: response.status, code: "internal", detail: response.statusText }, retryAfter);
  }
}

/** What is said where nothing better than the problem itself is known. */
export function inWords(problem: ApiProblem): string {
  switch (problem.code) {
    case "network":
      return t("服务器连不上", "The server cannot be reached");
    case "not_found":
      return t("没有这一项，或不在您的范围内", "Not there, or out of your reach");
    case "forbidden":
      return t(`您的角色不能做这件事。${problem.message}`, `Your role may not do this. ${problem.message}`);
    case "internal":
      return problem.requestId
        ? t(`服务器出错。编号${problem.requestId}，请交给管理员`, `The server failed. Give ${problem.requestId} to your administrator`)
        : t("服务器出错", "The server failed");
    default:
      return problem.message;
  }
}
