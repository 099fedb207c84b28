import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { watchAccount } from "../features/accounts/api/watch-account.js";
import { watchAssets } from "../features/assets/api/watch-assets.js";
import { getPortfolio } from "../features/portfolio/api/get-portfolio.js";
import { ExplainDialog } from "../features/portfolio/components/explain-dialog.js";
import { Holdings } from "../features/portfolio/components/holdings.js";
import { Performance } from "../features/portfolio/components/performance.js";
import { Totals } from "../features/portfolio/components/totals.js";
import type { Figure } from "../features/portfolio/figure.js";
import { useUser } from "../features/session/use-user.js";
import { Live } from "../lib/ui/live.js";
import { Page } from "../lib/ui/page.js";
import { Panel } from "../lib/ui/panel.js";
import styles from "./pages.module.css";

export function Portfolio() {
  const { uid } = useUser();
  const account = useQuery(watchAccount(uid));
  return (
    <Page title="Portfolio">
      <Live query={account} rows={6}>
        {({ seq }) => <Panels uid={uid} seq={seq} />}
      </Live>
    </Page>
  );
}

function Panels({ uid, seq }: { readonly uid: string; readonly seq: number }) {
  const portfolio = useQuery(getPortfolio(uid, seq));
  const assets = useQuery(watchAssets());
  const names = new Map(assets.data?.map(({ assetId, name }) => [assetId, name]));
  const [figure, setFigure] = useState<Figure | null>(null);
  return (
    <div className={styles.columns}>
      <Performance uid={uid} seq={seq} />
      <div className={styles.side}>
        <Panel title="Totals">
          <Live query={portfolio} rows={6}>
            {(view) => <Totals portfolio={view} onExplain={setFigure} />}
          </Live>
        </Panel>
      </div>
      <Panel title="Positions" flush>
        <Live query={portfolio}>
          {(view) => <Holdings portfolio={view} names={names} onExplain={setFigure} />}
        </Live>
      </Panel>
      {figure && <ExplainDialog uid={uid} figure={figure} onClose={() => setFigure(null)} />}
    </div>
  );
}
