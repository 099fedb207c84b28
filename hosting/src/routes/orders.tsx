import { Button } from "@mantine/core";
import { Link } from "react-router";
import { useQuery } from "@tanstack/react-query";
import { watchAccount } from "../features/accounts/api/watch-account.js";
import { watchAssets } from "../features/assets/api/watch-assets.js";
import { watchOrders } from "../features/orders/api/watch-orders.js";
import { OpenOrders } from "../features/orders/components/open-orders.js";
import { OrdersTable } from "../features/orders/components/orders-table.js";
import { useUser } from "../features/session/use-user.js";
import { Live } from "../lib/ui/live.js";
import { Page } from "../lib/ui/page.js";
import { Paged } from "../lib/ui/paged.js";
import { Empty, Panel } from "../lib/ui/panel.js";
import styles from "./pages.module.css";

export function Orders() {
  const { uid } = useUser();
  const account = useQuery(watchAccount(uid));
  const assets = useQuery(watchAssets());
  const terms = new Map(assets.data?.map((asset) => [asset.assetId, asset]));
  return (
    <Page title="Orders">
      <div className={styles.stack}>
        <Live query={account} rows={2}>
          {({ openOrders }) => <OpenOrders uid={uid} orders={openOrders} terms={terms} />}
        </Live>
        <Panel title="All orders, newest first" flush>
          <Paged
            watch={(limit) => watchOrders(uid, limit)}
            empty={
              <Empty
                title="No orders yet"
                action={
                  <Button component={Link} to="/markets">
                    See the markets
                  </Button>
                }
              >
                Choose an asset and place your first order; it appears here at once.
              </Empty>
            }
          >
            {(rows) => <OrdersTable orders={rows} />}
          </Paged>
        </Panel>
      </div>
    </Page>
  );
}
