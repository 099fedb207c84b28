import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { watchAccount } from "../features/accounts/api/watch-account.js";
import { PositionsTable } from "../features/accounts/components/positions-table.js";
import { WorthSummary } from "../features/accounts/components/worth-summary.js";
import { worthOf, type Worth } from "../features/accounts/equity.js";
import { watchAssets } from "../features/assets/api/watch-assets.js";
import { watchQuotes } from "../features/assets/api/watch-quotes.js";
import { watchOrders } from "../features/orders/api/watch-orders.js";
import { OpenOrders } from "../features/orders/components/open-orders.js";
import { OrdersTable } from "../features/orders/components/orders-table.js";
import { useUser } from "../features/session/use-user.js";
import { Live } from "../lib/ui/live.js";
import { Page } from "../lib/ui/page.js";
import { Empty, Panel } from "../lib/ui/panel.js";
import styles from "./pages.module.css";

const recentOrders = 5;

export function Dashboard() {
  const { uid } = useUser();
  const account = useQuery(watchAccount(uid));
  const quotes = useQuery(watchQuotes());
  const assets = useQuery(watchAssets());
  const terms = new Map(assets.data?.map((asset) => [asset.assetId, asset]));
  const prices = new Map(quotes.data?.map(({ assetId, price }) => [assetId, price]));
  return (
    <Page title="Dashboard">
      <div className={styles.stack}>
        <Live query={account} rows={2}>
          {(view) =>
            view.seq === 0 ? (
              <Welcome />
            ) : (
              // Before the prices are here, equity would be called unavailable for a moment.
              <Live query={quotes} rows={2}>
                {() => <WorthSummary worth={worthOf(view, prices)} />}
              </Live>
            )
          }
        </Live>
        <Panel title="Positions" flush>
          <Live query={account}>{(view) => <Positions worth={worthOf(view, prices)} />}</Live>
        </Panel>
        <Live query={account} rows={2}>
          {({ openOrders }) => <OpenOrders uid={uid} orders={openOrders} terms={terms} />}
        </Live>
        <RecentOrders uid={uid} />
      </div>
    </Page>
  );
}

function Welcome() {
  return (
    <section className={styles.welcome} aria-label="Getting started">
      <div>
        <p className={styles.welcomeTitle}>Your account is open.</p>
        <p className="dim">
          Deposit money to start trading. Equity, balances and orders then move here as they happen.
        </p>
      </div>
      <Button component={Link} to="/account">
        Make a deposit
      </Button>
    </section>
  );
}

function Positions({ worth }: { readonly worth: Worth }) {
  const assets = useQuery(watchAssets());
  const names = new Map(assets.data?.map(({ assetId, name }) => [assetId, name]));
  if (worth.positions.length > 0) return <PositionsTable positions={worth.positions} names={names} />;
  return (
    <Empty
      title="You hold no assets"
      action={
        <Button component={Link} to="/markets" variant="default">
          See the markets
        </Button>
      }
    >
      What you buy is listed here with its cost and its value at the current price.
    </Empty>
  );
}

function RecentOrders({ uid }: { readonly uid: string }) {
  const orders = useQuery(watchOrders(uid, recentOrders));
  return (
    <Panel
      title="Latest orders"
      flush
      aside={
        <Link to="/orders" className={styles.aside}>
          All orders
        </Link>
      }
    >
      <Live query={orders}>
        {(rows) =>
          rows.length > 0 ? (
            <OrdersTable orders={rows} />
          ) : (
            <Empty title="No orders yet">Your latest orders appear here the moment they are placed.</Empty>
          )
        }
      </Live>
    </Panel>
  );
}
