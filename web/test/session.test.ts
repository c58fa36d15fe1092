import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { challengeOf } from "../src/session/pkce.ts";
import { base64url, hex, sha256 } from "../src/session/sha256.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("SHA-256 is that of FIPS 180-4, at all lengths around a block", () => {
  assert.equal(hex(sha256(bytes("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  for (const length of [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 1000, 100_000]) {
    const text = "法".repeat(length);
    assert.equal(hex(sha256(bytes(text))), createHash("sha256").update(text).digest("hex"), String(length));
  }
});

test("the challenge is that of RFC 7636, appendix B", () => {
  assert.equal(challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
});

test("base64url has no signs that an address would change", () => {
  assert.equal(base64url(new Uint8Array([251, 255, 254])), "-__-");
});
