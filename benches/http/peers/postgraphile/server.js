// PostGraphile on Node's own server; one process per core shares the port.

import cluster from "node:cluster";
import { createServer } from "node:http";
import { availableParallelism } from "node:os";

const workers = availableParallelism();

if (cluster.isPrimary) {
  const POOL_SIZE = String(Math.floor(Number(process.env.POOL_SIZE) / workers));
  for (let i = 0; i < workers; i++) cluster.fork({ POOL_SIZE });
  const stop = () => {
    for (const worker of Object.values(cluster.workers)) worker.kill();
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
} else {
  const { default: preset } = await import("./graphile.config.js");
  const { postgraphile } = await import("postgraphile");
  const { grafserv } = await import("postgraphile/grafserv/node");
  const server = createServer();
  await postgraphile(preset).createServ(grafserv).addTo(server);
  server.listen(Number(process.env.PORT), "127.0.0.1");
}
