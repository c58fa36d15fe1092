// The views of counties and above, loaded together.
export { Checks } from "./checks.tsx";
export { Completeness } from "./completeness.tsx";
export { Deadlines } from "./deadlines.tsx";
export { Help } from "./help.tsx";
export { Joint } from "./joint.tsx";
export { More } from "./more.tsx";
export { Overview } from "./overview.tsx";
export { Recent } from "./recent.tsx";
