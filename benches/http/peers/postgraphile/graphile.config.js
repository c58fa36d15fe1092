// PostGraphile's preset: the tables that fazhi's migrations made, a function for sums, and filters with inequalities.

import { createHash, timingSafeEqual } from "node:crypto";

import pg from "pg";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makeJSONPgSmartTagsPlugin } from "postgraphile/utils";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";

export const pool = new pg.Pool({ max: Number(process.env.POOL_SIZE) });

const TOKEN = {
  name: "token",
  text: "SELECT secret_hash FROM public.peer_tokens WHERE id = $1 AND revoked_at IS NULL AND expires_at > now()",
};

async function authenticate(authorization = "") {
  const [, id, ...secret] = authorization.replace(/^Bearer /, "").split("_");
  const { rows } = await pool.query({ ...TOKEN, values: [id] });
  const digest = createHash("sha256").update(secret.join("_")).digest();
  if (rows.length !== 1 || !timingSafeEqual(digest, rows[0].secret_hash)) throw new Error("unauthenticated");
}

// Lists leave voided records out, though no index has that column; tokens and keys are nobody's business.
const hidden = ["tokens", "peer_tokens", "secrets", "idempotency_keys"];
const tags = makeJSONPgSmartTagsPlugin({
  version: 1,
  config: {
    attribute: { "public.activities.voided_at": { tags: { behavior: "+filterBy" } } },
    class: Object.fromEntries(hidden.map((name) => [`public.${name}`, { tags: { behavior: "-*" } }])),
  },
});

export default {
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset],
  plugins: [tags],
  pgServices: [makePgService({ pool, schemas: ["public", "instant"] })],
  grafserv: { graphqlPath: "/graphql", graphiql: false, websockets: false },
  grafast: {
    explain: false,
    // Without settings for row level security: a query needs no transaction of its own then.
    async context(requestContext) {
      await authenticate(requestContext.node?.req.headers.authorization);
      return {};
    },
  },
};
