// Makes the types of the contract's operations and holds the sources to them.
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeContract } from "./build.mjs";

const WEB = dirname(fileURLToPath(import.meta.url));
const run = (tool, ...args) => execFileSync(join(WEB, "node_modules/.bin", tool), args, { cwd: WEB, stdio: "inherit" });

writeContract();
run("openapi-typescript", "../openapi/v1.json", "--output", "src/api/contract.d.ts");
run("tsc", "--noEmit");
