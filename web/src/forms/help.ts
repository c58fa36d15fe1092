// What stands below a field: the contract's description, as far as it says more to a clerk than the label does. Pure.
import type { Field } from "../contract/contract.ts";

/** So short a description only turns the label into a sentence: 活动的主题。 */
const SAYS_NOTHING = 8;

/** The description is written for Chinese readers, and for programs, too: without marks of Markdown and names of code lists. */
export function helpOf(field: Field): string {
  // Regions are chosen by their names; their codes are for programs.
  if (field.reference?.resource === "regions") return "";
  const text = (field.help ?? "")
    .replace(/[：，；]?代码表 ?`?\w+`? ?的词条(，各县自定)?/g, "")
    .replace(/`([^`]*)`/g, "$1")
    .replace(/\*\*/g, "");
  return text.length > SAYS_NOTHING ? text : "";
}

/** The unit, where it is not the label itself. */
export function unitOf({ unit, zh }: Field): string | undefined {
  return unit === zh ? undefined : unit;
}
