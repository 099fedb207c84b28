/** The path of a new alert below its callable: what it may be, and how many there may be. */
import type { z } from "zod";
import { formatFixed, parseDecimal } from "../money/amount.js";
import type { Context } from "../platform/context.js";
import { DomainError, errorTable, invalidField } from "../platform/errors.js";
import { optimistically } from "../platform/optimistic.js";
import {
  alertView,
  differences,
  isReached,
  newAlert,
  openAlertsMax,
  type AlertRecord,
  type AlertTerms,
} from "./alert.js";
import type { CreateOutput, createInput } from "./contract.js";
import { fireAlert } from "./firing.js";
import { expireAlerts, openAlert, readAlert, readBook, type AlertBook } from "./store.js";

type CreateRequest = z.output<typeof createInput>;

/** @throws DomainError where the id was used otherwise, the price does not fit the asset, or there are too many */
export async function createAlert(
  context: Context,
  uid: string,
  input: CreateRequest,
): Promise<CreateOutput> {
  const { db } = context;
  const terms: AlertTerms = { ...input, uid, note: input.note ?? null };
  const result = await optimistically(async () => {
    const known = await readAlert(db, uid, input.alertId);
    if (known) return { alert: repeated(known.record, terms), replayed: true };
    const alert = await alertToOpen(context, terms);
    const book = await currentBook(context, uid);
    if (book.open.size >= openAlertsMax) {
      throw new DomainError("too_many_open_alerts", { facts: { limit: String(openAlertsMax) } });
    }
    await openAlert(db, alert, book);
    return { alert, replayed: false };
  });
  const alert = result.replayed ? result.alert : await caughtUp(context, result.alert);
  return { alert: alertView(alert), replayed: result.replayed };
}

function repeated(alert: AlertRecord, terms: AlertTerms): AlertRecord {
  const fields = differences(alert, terms);
  if (fields.length === 0) return alert;
  const message = "differs from the first request with this id";
  throw new DomainError("idempotency_mismatch", { issues: fields.map((field) => ({ field, message })) });
}

async function alertToOpen(context: Context, terms: AlertTerms): Promise<AlertRecord> {
  const { assetId } = terms;
  const [asset, quote] = await Promise.all([context.terms(assetId), context.quotes(assetId)]);
  if (!asset)
    throw new DomainError("asset_not_found", { issues: [{ field: "assetId", message: "is not known" }] });
  const amount = parseDecimal(terms.price, asset.priceScale);
  if (typeof amount !== "bigint") {
    throw invalidField("price", `must have at most ${asset.priceScale} decimals for ${assetId}`);
  }
  if (amount % asset.tickSize !== 0n) {
    const { message } = errorTable.price_off_tick;
    throw new DomainError("price_off_tick", { issues: [{ field: "price", message }] });
  }
  const price = formatFixed(amount, asset.priceScale);
  if (quote && isReached({ ...terms, price }, quote.price)) {
    throw new DomainError("alert_is_already_crossed", {
      issues: [{ field: "price", message: `the price is ${quote.price} now` }],
      facts: { price: quote.price },
    });
  }
  return newAlert({ ...terms, price }, quote?.sequence ?? 0, context.clock());
}

/** The book without what has expired: that is closed first, because it takes no place from a new one. */
export async function currentBook(context: Context, uid: string): Promise<AlertBook> {
  const nowMs = context.clock();
  const book = await readBook(context.db, uid);
  const expired = [...book.open].flatMap(([id, expiryMs]) => (nowMs >= expiryMs ? [id] : []));
  if (expired.length === 0) return book;
  await expireAlerts(context.db, uid, book, expired);
  return readBook(context.db, uid);
}

/** A quote between the one that the alert was made on and its commit may have been evaluated without it. */
async function caughtUp(context: Context, alert: AlertRecord): Promise<AlertRecord> {
  const quote = await context.quotes(alert.assetId);
  if (!quote || quote.sequence <= alert.createdSequence) return alert;
  const version = await readAlert(context.db, alert.uid, alert.alertId);
  if (!version) return alert;
  const fired = await fireAlert(context, version, [{ ...quote, at: quote.asOf }]);
  if (!fired) return version.record;
  return (await readAlert(context.db, alert.uid, alert.alertId))?.record ?? alert;
}
