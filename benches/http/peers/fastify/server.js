// Fastify with pg: activities and the sums of a county, from the tables that fazhi serves.
//
// One process per core shares the port; answers are written by the schemas they are declared with.

import cluster from "node:cluster";
import { availableParallelism } from "node:os";

import { build } from "./app.js";

const workers = availableParallelism();

if (cluster.isPrimary) {
  for (let i = 0; i < workers; i++) cluster.fork();
  const stop = () => {
    for (const worker of Object.values(cluster.workers)) worker.kill();
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
} else {
  const app = await build(Math.floor(Number(process.env.POOL_SIZE) / workers));
  await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
}
