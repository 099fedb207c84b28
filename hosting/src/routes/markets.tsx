import type { AssetView } from "@bourse/functions/assets/contract";
import { SegmentedControl, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { watchAssets, type Asset } from "../features/assets/api/watch-assets.js";
import { watchQuotes } from "../features/assets/api/watch-quotes.js";
import { MarketTable } from "../features/assets/components/market-table.js";
import { searchAssets } from "../features/assets/search.js";
import { useUser } from "../features/session/use-user.js";
import { WatchStar } from "../features/watchlists/components/watch-star.js";
import { useWatched } from "../features/watchlists/use-watched.js";
import { sentenceFor } from "../lib/sentences.js";
import { SearchIcon } from "../lib/ui/icons.js";
import { Live } from "../lib/ui/live.js";
import { Announce, Notice } from "../lib/ui/notice.js";
import { Page } from "../lib/ui/page.js";
import { Empty, Panel } from "../lib/ui/panel.js";
import styles from "./pages.module.css";

type Kind = AssetView["kind"] | "all" | "watched";
const kinds: readonly { value: Kind; label: string }[] = [
  { value: "all", label: "All" },
  { value: "watched", label: "Watched" },
  { value: "crypto", label: "Crypto" },
  { value: "share", label: "Shares" },
  { value: "etf", label: "ETFs" },
  { value: "metal", label: "Metals" },
];

export function Markets() {
  const { uid } = useUser();
  const { watched, toggle, isReady, failure } = useWatched(uid);
  const assets = useQuery(watchAssets());
  const quotes = useQuery(watchQuotes());
  const bySymbol = new Map(quotes.data?.map((quote) => [quote.assetId, quote]));
  // In the address, so that going back from an asset finds the list as it was.
  const [filters, setFilters] = useSearchParams();
  const search = filters.get("search") ?? "";
  const kind = filters.get("kind") ?? "all";
  const filter = (name: string, value: string) =>
    setFilters(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === "" || value === "all") after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true, preventScrollReset: true },
    );
  const matching = (all: readonly Asset[]) =>
    searchAssets(all, search).filter((asset) =>
      kind === "watched" ? watched.has(asset.assetId) : kind === "all" || asset.kind === kind,
    );

  return (
    <Page title="Markets">
      <div className={styles.stack}>
        <search className={styles.filters}>
          <TextInput
            className={styles.search ?? ""}
            type="search"
            aria-label="Search by name or symbol"
            placeholder="Search by name or symbol"
            leftSection={<SearchIcon />}
            value={search}
            onChange={(event) => filter("search", event.currentTarget.value)}
          />
          <SegmentedControl
            aria-label="Kind of asset"
            data={[...kinds]}
            value={kind}
            onChange={(value) => filter("kind", value)}
          />
        </search>
        <Announce>{failure && <Notice tone="bad">{sentenceFor(failure)}</Notice>}</Announce>
        <Panel title="Assets" flush aside={<Count rows={assets.data && matching(assets.data).length} />}>
          <Live query={assets} rows={10}>
            {(all) =>
              matching(all).length > 0 ? (
                <MarketTable
                  assets={matching(all)}
                  quotes={bySymbol}
                  mark={(assetId) => (
                    <WatchStar {...{ assetId, isReady }} isWatched={watched.has(assetId)} onToggle={toggle} />
                  )}
                />
              ) : kind === "watched" && search === "" ? (
                <Empty title="You watch nothing yet">The star before an asset puts it here.</Empty>
              ) : (
                <Empty title="Nothing matches">Try another name or symbol, or another kind.</Empty>
              )
            }
          </Live>
        </Panel>
      </div>
    </Page>
  );
}

function Count({ rows }: { readonly rows: number | undefined }) {
  return (
    <span className={styles.aside} role="status">
      {rows === undefined ? "" : `${rows} ${rows === 1 ? "asset" : "assets"}`}
    </span>
  );
}
