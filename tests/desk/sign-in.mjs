// Signing in by an identity provider: authorization code with PKCE. The provider is one of our own; its access token is a token of
// the service, because what is tested is the page.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { serve } from "../../web/serve.mjs";
import { open, settled } from "./desk.mjs";
import { check, expect, run } from "./service.mjs";

/** Answers discovery, authorization and token requests, and notes what was asked. */
function provider(token) {
  const asked = { challenge: "", state: "", exchanged: null, code: "code-1" };
  const server = createServer(async (request, answer) => {
    const url = new URL(request.url, "http://provider");
    const issuer = `http://127.0.0.1:${server.address().port}`;
    const json = (status, body) => answer.writeHead(status, { "Content-Type": "application/json", "Access-Control-Allow-Origin": "*" }).end(JSON.stringify(body));
    if (url.pathname === "/.well-known/openid-configuration") {
      return json(200, { authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` });
    }
    if (url.pathname === "/authorize") {
      asked.challenge = url.searchParams.get("code_challenge");
      asked.state = url.searchParams.get("state");
      asked.nonce = url.searchParams.get("nonce");
      const back = new URL(url.searchParams.get("redirect_uri"));
      back.searchParams.set("code", asked.code);
      back.searchParams.set("state", asked.forge ? "somebody-elses" : asked.state);
      return answer.writeHead(302, { Location: back.href }).end();
    }
    let body = "";
    for await (const chunk of request) body += chunk;
    asked.exchanged = new URLSearchParams(body);
    const proof = createHash("sha256").update(asked.exchanged.get("code_verifier") ?? "").digest("base64url");
    if (proof !== asked.challenge) return json(400, { error: "invalid_grant" });
    const claims = Buffer.from(JSON.stringify({ nonce: asked.nonce })).toString("base64url");
    return json(200, { access_token: token, id_token: `x.${claims}.x` });
  });
  return new Promise((ready) => server.listen(0, "127.0.0.1", () => ready({ server, asked, issuer: `http://127.0.0.1:${server.address().port}` })));
}

run("sign-in", async ({ browser, service }) => {
  const { server, asked, issuer } = await provider(service.tokens["officer 540526"]);
  const front = await serve(service.address, 0, undefined, { issuer, client_id: "desk", scope: "openid" });
  const page = `http://127.0.0.1:${front.address().port}/`;
  try {
    const { tab, wrong, context } = await open(browser, `${page}#/r/540526/trends`);
    await check("the provider signs in, and the page that was wanted is shown", async () => {
      await tab.getByRole("button", { name: "用统一身份认证登录" }).click();
      await tab.waitForSelector(".shell");
      await settled(tab);
      expect(asked.exchanged.get("code") === "code-1" && asked.exchanged.get("client_id") === "desk", String(asked.exchanged));
      expect(tab.url() === `${page}#/r/540526/trends`, `the code or the state stays in the address: ${tab.url()}`);
    });
    await check("nothing of it stays but the token in the tab", async () => {
      const left = await tab.evaluate(() => Object.keys({ ...sessionStorage, ...localStorage }).sort().join());
      expect(left === "fazhi.language,fazhi.token", left);
    });
    await context.close();
    const forged = await open(browser, page);
    await check("a code with a state that this tab did not make is not traded", async () => {
      asked.forge = true;
      asked.exchanged = null;
      await forged.tab.getByRole("button", { name: "用统一身份认证登录" }).click();
      await forged.tab.waitForURL(page);
      await forged.tab.getByLabel("令牌").waitFor();
      await forged.tab.waitForTimeout(500);
      expect(asked.exchanged === null, "it was traded");
    });
    const foreign = [...wrong, ...forged.wrong].filter((what) => !what.includes(issuer));
    await check("nothing went wrong on the way", () => expect(foreign.length === 0, foreign.join("\n")));
  } finally {
    front.closeAllConnections();
    front.close();
    server.closeAllConnections();
    server.close();
  }
});
