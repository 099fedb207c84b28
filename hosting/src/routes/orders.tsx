import { Button } from "@mantine/core";
import { Link } from "react-router";
import { watchOrders } from "../features/orders/api/watch-orders.js";
import { OrdersTable } from "../features/orders/components/orders-table.js";
import { useUser } from "../features/session/use-user.js";
import { Page } from "../lib/ui/page.js";
import { Paged } from "../lib/ui/paged.js";
import { Empty, Panel } from "../lib/ui/panel.js";

export function Orders() {
  const { uid } = useUser();
  return (
    <Page title="Orders">
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
    </Page>
  );
}
