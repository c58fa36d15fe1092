// Serves the page from a folder as the service does, with its headers, and hands everything else to a running service: for
// developing, and for tests while the binary holds no page. usage: node serve.mjs SERVICE [PORT] [FOLDER]
import { readFileSync, statSync } from "node:fs";
import { createServer, request } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const WEB = dirname(fileURLToPath(import.meta.url));

/** The policy of the page; an identity provider is asked, too, where one is configured. */
const policy = (provider) =>
  `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'${provider ? ` ${provider.issuer}` : ""}; base-uri 'none'; ` +
  "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const cache = new Map();
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8" };

/** Starts the server; answers it once it listens. */
export function serve(service, port = 0, folder = join(WEB, "dist"), provider = null) {
  const server = createServer((incoming, answer) => {
    const path = new URL(incoming.url, "http://desk").pathname;
    if (path === "/" || path.startsWith("/assets/")) return file(folder, path, answer, provider);
    if (path === "/settings.json") return answer.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ identity_provider: provider }));
    pass(server.service, incoming, answer);
  });
  server.service = new URL(service);
  return new Promise((listening) => server.listen(port, "127.0.0.1", () => listening(server)));
}

function file(folder, path, answer, provider) {
  const name = join(folder, normalize(path === "/" ? "index.html" : path));
  if (!statSync(name, { throwIfNoEntry: false })?.isFile()) {
    answer.writeHead(404).end();
    return;
  }
  answer.writeHead(200, {
    "Content-Type": TYPES[extname(name)] ?? "application/octet-stream",
    "Content-Encoding": "gzip",
    "Content-Security-Policy": policy(provider),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": path === "/" ? "no-cache" : "public, max-age=31536000, immutable",
  });
  answer.end(compressed(name));
}

/** Compressed once, as the service does it; anew when the page was built anew. */
function compressed(name) {
  const { mtimeMs } = statSync(name);
  const kept = cache.get(name);
  if (kept?.mtimeMs === mtimeMs) return kept.bytes;
  const bytes = gzipSync(readFileSync(name), { level: 9 });
  cache.set(name, { mtimeMs, bytes });
  return bytes;
}

function pass(service, incoming, answer) {
  const onward = request(
    { host: service.hostname, port: service.port, method: incoming.method, path: incoming.url, headers: incoming.headers },
    (response) => {
      answer.writeHead(response.statusCode, response.headers);
      response.pipe(answer);
    },
  );
  onward.on("error", () => answer.destroy());
  answer.on("close", () => onward.destroy());
  incoming.pipe(onward);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await serve(process.argv[2], Number(process.argv[3] ?? 8081), process.argv[4]);
  console.log(`http://127.0.0.1:${server.address().port}/`);
}
