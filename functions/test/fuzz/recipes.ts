/** Inputs whose fields depend on each other too much to be found by chance. All else comes from the schemas alone. */
import * as fc from "fast-check";
import type { Dictionary, Ids } from "./dictionary.js";

const fresh = fc.nat({ max: 9_999 }).map((number) => `f${number}`);
const quantity = fc.constantFrom("0.1", "0.25", "1", "2", "0.00000001", "40");
const side = fc.constantFrom("buy", "sell");
const below = fc.constantFrom("90.00", "95.5", "99.99");
const above = fc.constantFrom("100.01", "105", "110.00");
const trail = fc.constantFrom({ amount: "5" }, { percent: "2.5" });
const resting: fc.Arbitrary<object> = fc.constantFrom({}, { timeInForce: "gtc" }, { timeInForce: "day" });

/** Around a price of 100.00: orders of every type, of which most are accepted. */
function orders({ assetIds }: Dictionary): fc.Arbitrary<Record<string, unknown>> {
  // The third is halted: the schemas alone name it often enough.
  const assetId = fc.constantFrom(...assetIds.slice(0, 2));
  const of = (type: string, fields: Record<string, fc.Arbitrary<unknown>>, more = resting) =>
    fc
      .tuple(fc.record({ assetId, side, quantity, ...fields }), more)
      .map(([order, rest]) => ({ ...order, type, ...rest }));
  const none = fc.constant({});
  return fc.oneof(
    of("market", {}, none),
    fc.record({ assetId, notional: fc.constantFrom("5.00", "12.34", "250.00") }).map((order) => ({
      ...{ ...order, type: "market", side: "buy" },
    })),
    of("limit", { limitPrice: fc.oneof(below, above) }),
    of("limit", { limitPrice: above }, fc.constantFrom({ timeInForce: "ioc" }, { timeInForce: "fok" })),
    of("stop", { side: fc.constant("buy"), stopPrice: above }),
    of("stop", { side: fc.constant("sell"), stopPrice: below }),
    of("stop_limit", { side: fc.constant("buy"), stopPrice: above, limitPrice: fc.constant("111.00") }),
    of("trailing_stop", { trail }),
    of("limit", {
      ...{ side: fc.constant("buy"), limitPrice: below },
      ...{ takeProfit: fc.constant({ limitPrice: "130.00" }) },
      ...{
        stopLoss: fc.oneof(
          fc.constant({ stopPrice: "70.00" }),
          trail.map((it) => ({ trail: it })),
        ),
      },
    }),
  );
}

const withId = (inputs: fc.Arbitrary<Record<string, unknown>>) =>
  fc.tuple(inputs, fresh).map(([input, orderId]) => ({ ...input, orderId }));

const dayMs = 86_400_000;
const jobs = fc.oneof(
  fc.constant({ type: "account-audit", params: {} }),
  fc.constant({ type: "ledger-audit", params: {} }),
  fc
    .record({
      format: fc.constantFrom("csv", "ndjson"),
      from: fc.constantFrom("2026-01-31T09:00:00Z", "1970-01-01T00:00:00Z"),
    })
    .map((params) => ({ type: "order-history-export", params })),
);

const uploads = fc.oneof(
  fc.record({
    ...{
      kind: fc.constant("document"),
      name: fc.constantFrom("Report.pdf", "../../Größe", "名前.csv", "a\u0000b"),
    },
    ...{ contentType: fc.constantFrom("application/pdf", "text/csv", "image/png") },
    size: fc.constantFrom(1, 10, 10 * 1024 * 1024),
  }),
  fc.record({
    ...{ kind: fc.constant("avatar"), name: fc.constantFrom("me.png", "<b>me</b>") },
    ...{
      contentType: fc.constantFrom("image/png", "image/webp"),
      size: fc.constantFrom(10, 2 * 1024 * 1024),
    },
  }),
);

const events = fc.constantFrom(["order.filled"], ["job.failed", "deposit.completed"], ["file.ready"]);
const fromOwn = (kind: keyof Ids) => (dictionary: Dictionary) => fc.constantFrom(...dictionary.own[kind]);
const webhookId = fromOwn("webhookIds");

type Recipe = (dictionary: Dictionary) => fc.Arbitrary<unknown>;

export const recipes: Readonly<Record<string, Recipe>> = {
  "orders-place": (dictionary) => withId(orders(dictionary)),
  "orders-preview": orders,
  "orders-replace": ({ own }) =>
    fc.record({ orderId: fc.constantFrom(...own.plainIds), newOrderId: fresh, quantity }),
  // They wait for a day, so that few are worked on beside the calls.
  "jobs-create": () =>
    fc.tuple(jobs, fresh).map(([job, requestId]) => ({
      ...{ ...job, requestId, notBefore: new Date(Date.now() + dayMs).toISOString() },
    })),
  "files-createUpload": () =>
    fc.tuple(uploads, fresh).map(([upload, requestId]) => ({ ...upload, requestId })),
  "webhooks-create": ({ urls }) => fc.record({ webhookId: fresh, url: fc.constantFrom(...urls), events }),
  "webhooks-update": (dictionary) =>
    fc.record(
      {
        ...{ webhookId: webhookId(dictionary), url: fc.constantFrom(...dictionary.urls), events },
        ...{ description: fc.constantFrom("Mine", null), enabled: fc.boolean() },
      },
      { requiredKeys: ["webhookId"] },
    ),
  "ops-queues": () =>
    fc.oneof(
      fc.constant({}),
      fc.record({
        queue: fc.constantFrom("orders-match", "mail-deliver", "no-such"),
        action: fc.constantFrom("pause", "resume"),
      }),
      fc.constant({ queue: "orders-match", action: "purge", confirm: true }),
    ),
  "assets-save": ({ assetIds }) =>
    fc.record({
      ...{ assetId: fc.constantFrom(...assetIds), name: fc.constantFrom("Fuzzed", "Größe", "名前") },
      ...{ kind: fc.constantFrom("share", "crypto", "etf", "metal"), scale: fc.constant(8) },
      ...{ quantityStep: fc.constantFrom("0.00000001", "0.5"), minQuantity: fc.constantFrom("0.5", "10") },
      ...{ priceScale: fc.constant(2), tickSize: fc.constantFrom("0.01", "0.05") },
    }),
};
