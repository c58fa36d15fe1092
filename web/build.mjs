// Builds the page: cuts the contract, bundles the sources, writes dist/. The same sources give the same bytes.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { cut } from "./cut.mjs";

const WEB = dirname(fileURLToPath(import.meta.url));
const CONTRACT = join(WEB, "../openapi/v1.json");

/** Writes the page into a folder. */
export async function buildPage(folder, { minify = true } = {}) {
  writeContract();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "assets"), { recursive: true });
  const result = await build({
    absWorkingDir: WEB,
    entryPoints: { desk: "src/main.tsx" },
    outdir: join(folder, "assets"),
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    jsx: "automatic",
    jsxImportSource: "preact",
    charset: "utf8",
    minify,
    // esbuild would put the names of source files of packages into comments.
    legalComments: "none",
    metafile: true,
    write: true,
    logLevel: "warning",
  });
  writeIndex(folder, result.metafile);
  return result.metafile;
}

export function writeContract() {
  const { index, forms } = split(cut(JSON.parse(readFileSync(CONTRACT, "utf8"))));
  writeFileSync(join(WEB, "src/contract/index.json"), `${JSON.stringify(index)}\n`);
  writeFileSync(join(WEB, "src/contract/forms.json"), `${JSON.stringify(forms)}\n`);
}

/** Names and permissions are for the first view; fields, filters and codes for lists, records and forms. */
function split({ operations, resources, bodies, enums, vocabularies }) {
  const permissions = Object.entries(operations).map(([id, { zh, en, permission }]) => [id, { zh, en, permission }]);
  return {
    index: {
      operations: Object.fromEntries(permissions),
      vocabularies,
      resources: resources.map(({ fields, filters, example, ...names }) => ({
        ...names,
        kinds: enums[fields.find((field) => field.name === "kind")?.codes] ?? [],
      })),
    },
    forms: {
      resources: Object.fromEntries(resources.map(({ name, fields, filters }) => [name, { fields, filters }])),
      bodies,
      enums,
    },
  };
}

/** index.html with the hashed names of what the entry needs at once. */
function writeIndex(folder, metafile) {
  const outputs = Object.entries(metafile.outputs);
  const [entry, output] = outputs.find(([, { entryPoint }]) => entryPoint === "src/main.tsx");
  const preload = output.imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => basename(path));
  const page = readFileSync(join(WEB, "index.html"), "utf8")
    .replace("{{style}}", basename(output.cssBundle))
    .replace("{{script}}", basename(entry))
    .replace("{{preload}}", preload.map((name) => `<link rel="modulepreload" href="assets/${name}">`).join("\n    "));
  writeFileSync(join(folder, "index.html"), page);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildPage(resolve(process.argv[2] ?? join(WEB, "dist")), { minify: !process.argv.includes("--readable") });
}
