import assert from "node:assert/strict";
import { doc, onSnapshot } from "firebase/firestore";
import { heard } from "../support/deadline.js";
import { closeAdmin, closeScene, openScene } from "../support/trading.js";

describe("a price alert on the running stack", function () {
  this.timeout(120_000);
  after(closeAdmin);

  it("fires by the trigger of a quote and leaves one notification, live (R-TRADE-7)", async () => {
    const scene = await openScene();
    const { trader, assetId } = scene;
    const alert = { alertId: "up", assetId, direction: "above", price: "120.00", note: "sell?" };
    await trader.call("alerts-create", alert);
    await scene.price("119.99");
    await scene.price("121.00");
    const reference = doc(trader.db, `users/${trader.uid}/notifications/alert.up`);
    const notification = await heard<{ title: string; kind: string } | undefined>(
      60_000,
      "the notification of the alert",
      (next, fail) =>
        onSnapshot(reference, (it) => next(it.data() as { title: string; kind: string } | undefined), fail),
      (data) => data !== undefined,
    );
    assert.deepEqual(
      [notification?.kind, notification?.title],
      ["price_alert", `${assetId} has reached 120.00 USD`],
    );
    await closeScene(scene);
  });
});
