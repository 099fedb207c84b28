/** The newest orders of the user, live. */
import type { OrderView } from "@bourse/functions/orders/contract";
import { limit as atMost, orderBy, type Timestamp } from "firebase/firestore";
import { watchCollection, type Stored } from "../../../lib/firestore.js";
import { liveQuery } from "../../../lib/live.js";
import { averagePrice } from "../average-price.js";

type OrderDocument = Stored<Omit<OrderView, "averagePrice" | "expiresAt">, "createdAt" | "updatedAt"> & {
  expiresAt: Timestamp | null;
  scale: number;
  priceScale: number;
};

export const watchOrders = (uid: string, limit: number) =>
  liveQuery(
    ["orders", uid, limit],
    watchCollection<OrderDocument, OrderView>(
      ["accounts", uid, "orders"],
      [orderBy("createdAt", "desc"), orderBy("acceptedSeq", "desc"), atMost(limit)],
      (document) => ({
        ...document,
        averagePrice: averagePrice(document),
        expiresAt: document.expiresAt?.toDate().toISOString() ?? null,
        createdAt: document.createdAt.toDate().toISOString(),
        updatedAt: document.updatedAt.toDate().toISOString(),
      }),
    ),
  );
