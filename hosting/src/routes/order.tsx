import type { GetOutput } from "@bourse/functions/orders/contract";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { watchAccount } from "../features/accounts/api/watch-account.js";
import { EntriesTable } from "../features/accounts/components/entries-table.js";
import { getOrder } from "../features/orders/api/get-order.js";
import { FillsTable } from "../features/orders/components/fills-table.js";
import { OrderFacts } from "../features/orders/components/order-facts.js";
import { OrdersTable } from "../features/orders/components/orders-table.js";
import { typeWords } from "../features/orders/order-words.js";
import { useUser } from "../features/session/use-user.js";
import { Live } from "../lib/ui/live.js";
import { Page } from "../lib/ui/page.js";
import { Empty, Panel } from "../lib/ui/panel.js";
import styles from "./pages.module.css";

export function Order() {
  const { orderId = "" } = useParams();
  const { uid } = useUser();
  const account = useQuery(watchAccount(uid));
  return (
    <>
      <Link to="/orders" className={styles.back}>
        ← Orders
      </Link>
      <Live query={account} rows={6}>
        {({ seq }) => <OneOrder key={orderId} uid={uid} orderId={orderId} seq={seq} />}
      </Live>
    </>
  );
}

function OneOrder({ uid, orderId, seq }: { uid: string; orderId: string; seq: number }) {
  const query = useQuery(getOrder(uid, orderId, seq));
  if (query.error?.reason === "order_not_found") return <NoOrder />;
  return (
    <Live query={query} rows={6}>
      {(view) => (
        <Page
          title={`${typeWords[view.order.type]} order, ${view.order.assetId}`}
          actions={
            <Button component={Link} to={`/markets/${view.order.assetId}`} variant="default">
              Trade {view.order.assetId}
            </Button>
          }
        >
          <OrderPanels uid={uid} view={view} />
        </Page>
      )}
    </Live>
  );
}

function NoOrder() {
  return (
    <Page title="There is no such order">
      <Empty
        title="No order of yours has this address"
        action={
          <Button component={Link} to="/orders">
            To your orders
          </Button>
        }
      >
        The address may be mistyped.
      </Empty>
    </Page>
  );
}

function OrderPanels({ uid, view }: { readonly uid: string; readonly view: GetOutput }) {
  const { order, legs, fills, entries } = view;
  return (
    <div className={styles.columns}>
      <div className={styles.stack}>
        {legs.length > 0 && (
          <Panel title="Legs" flush>
            <OrdersTable orders={legs} oneAsset />
          </Panel>
        )}
        <Panel title="Fills" flush>
          {fills.length > 0 ? (
            <FillsTable fills={fills} />
          ) : (
            <Empty title="Nothing is filled">What the order trades is listed here, piece by piece.</Empty>
          )}
        </Panel>
        <Panel title="Entries" flush>
          {entries.length > 0 ? (
            <EntriesTable uid={uid} entries={entries} />
          ) : (
            <Empty title="It has moved nothing">Money and assets stayed where they were.</Empty>
          )}
        </Panel>
      </div>
      <div className={styles.side}>
        <Panel title="Order">
          <OrderFacts order={order} />
        </Panel>
      </div>
    </div>
  );
}
