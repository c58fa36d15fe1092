const input = "../v1.json";
// Where the service is and who asks: orval's own way to say it is a function around fetch.
const override = { mutator: { path: "./orval_fetch.ts", name: "fetchFromService", extension: ".js" } };

export default {
  client: { input, output: { target: "orval/fazhi.ts", client: "fetch", override } },
  schemas: { input, output: { target: "orval/fazhi.zod.ts", client: "zod" } },
};
