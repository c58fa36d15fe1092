import assert from "node:assert/strict";
import { test } from "node:test";
import { addDays, beijingDay, daysBetween, isDay, readDay } from "../src/text/dates.ts";
import { grouped, inCapitals, readDecimal, readInteger } from "../src/text/numbers.ts";

test("days are read as people type them", () => {
  for (const typed of ["2024-03-11", "20240311", "2024.3.11", "2024/3/11", "2024年3月11日", "２０２４－０３－１１", "2024。3。11"]) {
    assert.equal(readDay(typed, "2026-11-30"), "2024-03-11", typed);
  }
  assert.equal(readDay("3-11", "2026-11-30"), "2026-03-11");
  assert.equal(readDay("12月4日", "2026-11-30"), "2025-12-04", "the latest that is not after today");
  assert.equal(readDay("昨天吧", "2026-11-30"), "昨天吧");
});

test("a day that the calendar does not have is none", () => {
  assert.ok(isDay("2024-02-29"));
  for (const text of ["2023-02-29", "2024-13-01", "2024-00-10", "2024-1-1", ""]) assert.ok(!isDay(text), text);
});

test("days are counted across years and in Beijing", () => {
  assert.equal(daysBetween("2026-11-30", "2027-03-01"), 91);
  assert.equal(addDays("2024-02-28", 2), "2024-03-01");
  assert.equal(beijingDay(Date.parse("2026-11-30T16:00:00Z")), "2026-12-01");
});

test("numbers are grouped from five digits on", () => {
  assert.deepEqual([0, 1200, 12000, 1234567, -12000, "12000.50", "100.00"].map(grouped), ["0", "1200", "12,000", "1,234,567", "\u221212,000", "12,000.50", "100.00"]);
});

test("whole numbers: nothing is null, words are none", () => {
  assert.deepEqual(["", "0", "１２", "1,200", "1e3", "1.5", "三"].map(readInteger), [null, 0, 12, 1200, undefined, undefined, undefined]);
});

test("amounts keep their cents, and 万 is ten thousand", () => {
  assert.deepEqual(["", "12000", "12,000.5", "1.2万", "￥3元", "0.005", "1.23456万", "x"].map(readDecimal), [null, "12000.00", "12000.50", "12000.00", "3.00", undefined, "12345.60", undefined]);
});

test("amounts are read back in capitals", () => {
  const capitals = { "12000.00": "壹万贰仟元整", "12000.50": "壹万贰仟元伍角", "1005.06": "壹仟零伍元零陆分", "0.00": "零元整", "0.30": "叁角", "100000000.00": "壹亿元整", "10010000.00": "壹仟零壹万元整" };
  for (const [amount, words] of Object.entries(capitals)) assert.equal(inCapitals(amount), words, amount);
});
