import type { AccountView } from "@bourse/functions/accounts/contract";
import { settlementAssetId } from "@bourse/functions/money/asset";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { watchAccount } from "../features/accounts/api/watch-account.js";
import { worthOf } from "../features/accounts/equity.js";
import { AlertForm } from "../features/alerts/components/alert-form.js";
import { watchAsset } from "../features/assets/api/watch-asset.js";
import type { Asset } from "../features/assets/api/watch-assets.js";
import { watchQuote } from "../features/assets/api/watch-quote.js";
import { AssetFacts } from "../features/assets/components/asset-facts.js";
import { CandlesPanel } from "../features/assets/components/candles-panel.js";
import { QuotePanel } from "../features/assets/components/quote-panel.js";
import { StatusBadge } from "../features/assets/components/status-badge.js";
import { watchOrders } from "../features/orders/api/watch-orders.js";
import { ClosePosition } from "../features/orders/components/close-position.js";
import { OpenOrders } from "../features/orders/components/open-orders.js";
import { OrderTicket } from "../features/orders/components/order-ticket.js";
import { OrdersTable } from "../features/orders/components/orders-table.js";
import { useUser } from "../features/session/use-user.js";
import { formatCents, formatDecimal, isZero } from "../lib/money.js";
import { Change } from "../lib/ui/change.js";
import { Facts } from "../lib/ui/facts.js";
import { Live } from "../lib/ui/live.js";
import { Page } from "../lib/ui/page.js";
import { Empty, Panel } from "../lib/ui/panel.js";
import styles from "./pages.module.css";

/** The latest orders of all assets among which those of this one are looked for. */
const ordersSearched = 50;

export function Trade() {
  const { assetId = "" } = useParams();
  const asset = useQuery(watchAsset(assetId));
  return (
    <Live query={asset} rows={6}>
      {(view) => (view ? <TradeAsset key={assetId} asset={view} /> : <NoAsset assetId={assetId} />)}
    </Live>
  );
}

function NoAsset({ assetId }: { readonly assetId: string }) {
  return (
    <Page title="There is no such asset">
      <Empty
        title={`Nothing called “${assetId}” is traded here`}
        action={
          <Button component={Link} to="/markets">
            To the markets
          </Button>
        }
      >
        The address may be mistyped.
      </Empty>
    </Page>
  );
}

const balanceOf = ({ balances }: AccountView, assetId: string) =>
  balances.find((balance) => balance.assetId === assetId)?.available ?? "0";

function TradeAsset({ asset }: { readonly asset: Asset }) {
  const { uid } = useUser();
  const { assetId, name } = asset;
  const quote = useQuery(watchQuote(assetId));
  const account = useQuery(watchAccount(uid));
  return (
    <>
      <Link to="/markets" className={styles.back}>
        ← Markets
      </Link>
      <Page title={`${name} (${assetId})`} actions={<StatusBadge status={asset.status} />}>
        <div className={styles.columns}>
          <Panel title="Price">
            <Live query={quote}>{(view) => <QuotePanel quote={view} />}</Live>
          </Panel>
          <div className={styles.side}>
            <Panel title="Order">
              <Live query={account} rows={5}>
                {(view) => (
                  <OrderTicket
                    uid={uid}
                    asset={asset}
                    quote={quote.data ?? null}
                    cash={balanceOf(view, settlementAssetId)}
                    holding={balanceOf(view, assetId)}
                  />
                )}
              </Live>
            </Panel>
            <Panel title="Price alert">
              <AlertForm uid={uid} asset={asset} />
            </Panel>
          </div>
          <div className={styles.stack}>
            <CandlesPanel asset={asset} />
            <div className={styles.pair}>
              <Panel title="Your position">
                <Live query={account}>
                  {(view) => (
                    <>
                      <Position account={view} assetId={assetId} price={quote.data?.price} />
                      <ClosePosition
                        {...{ uid, assetId }}
                        disabled={!quote.data || asset.status === "halted"}
                        isHeld={view.positions.some(
                          (one) => one.assetId === assetId && !isZero(one.quantity),
                        )}
                      />
                    </>
                  )}
                </Live>
              </Panel>
              <Panel title="Details">
                <AssetFacts asset={asset} quote={quote.data ?? null} />
              </Panel>
            </div>
            <Live query={account} rows={2}>
              {({ openOrders }) => (
                <OpenOrders {...{ uid, assetId }} orders={openOrders} terms={new Map([[assetId, asset]])} />
              )}
            </Live>
            <AssetOrders uid={uid} assetId={assetId} />
          </div>
        </div>
      </Page>
    </>
  );
}

type PositionProps = { account: AccountView; assetId: string; price: string | undefined };

function Position({ account, assetId, price }: PositionProps) {
  const { positions } = worthOf(account, new Map(price === undefined ? [] : [[assetId, price]]));
  const position = positions.find((one) => one.assetId === assetId);
  if (!position) return <p className="dim">You hold no {assetId}.</p>;
  const { quantity, value, cost, unrealised } = position;
  return (
    <Facts
      facts={[
        { term: "Quantity", value: `${formatDecimal(quantity)} ${assetId}`, testId: "holding" },
        { term: "Value", value: value === null ? "Unavailable" : formatCents(value) },
        { term: "Cost, fees included", value: formatCents(cost) },
        {
          term: "Unrealised",
          value: unrealised === null ? "Unavailable" : <Change change={unrealised} base={cost} />,
        },
      ]}
    />
  );
}

function AssetOrders({ uid, assetId }: { readonly uid: string; readonly assetId: string }) {
  const orders = useQuery(watchOrders(uid, ordersSearched));
  return (
    <Panel title={`Your latest ${assetId} orders`} flush>
      <Live query={orders}>
        {(rows) => {
          const own = rows.filter((order) => order.assetId === assetId);
          return own.length > 0 ? (
            <OrdersTable orders={own} oneAsset />
          ) : (
            <Empty title={`No ${assetId} orders yet`}>They appear here the moment they are placed.</Empty>
          );
        }}
      </Live>
    </Panel>
  );
}
