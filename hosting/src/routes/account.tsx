import type { AccountView } from "@bourse/functions/accounts/contract";
import { settlementAssetId } from "@bourse/functions/money/asset";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { watchAccount } from "../features/accounts/api/watch-account.js";
import { watchEntries } from "../features/accounts/api/watch-entries.js";
import { EntriesTable } from "../features/accounts/components/entries-table.js";
import { MoveForm } from "../features/accounts/components/move-form.js";
import { useUser } from "../features/session/use-user.js";
import { formatUsd } from "../lib/money.js";
import { Facts } from "../lib/ui/facts.js";
import { Live } from "../lib/ui/live.js";
import { Notice } from "../lib/ui/notice.js";
import { Page } from "../lib/ui/page.js";
import { Paged } from "../lib/ui/paged.js";
import { Empty, Panel } from "../lib/ui/panel.js";
import styles from "./pages.module.css";

const cashOf = ({ balances }: AccountView) =>
  balances.find(({ assetId }) => assetId === settlementAssetId) ?? { available: "0", held: "0" };

export function Account() {
  const { uid, email } = useUser();
  const account = useQuery(watchAccount(uid));
  return (
    <Page
      title="Account"
      actions={
        <Button component={Link} to="/verify" variant="default">
          Export and verify
        </Button>
      }
    >
      <div className={styles.columns}>
        <Panel title="Cash">
          <Live query={account}>{(view) => <Cash account={view} email={email} />}</Live>
        </Panel>
        <div className={styles.side}>
          <Panel title="Move money">
            <Live query={account} rows={4}>
              {(view) => <MoveForm uid={uid} available={cashOf(view).available} />}
            </Live>
          </Panel>
        </div>
        <Panel title="Journal" flush>
          <Paged
            watch={(limit) => watchEntries(uid, limit)}
            empty={
              <Empty title="Nothing has happened yet">
                Every deposit, withdrawal and trade becomes a numbered entry that is never changed.
              </Empty>
            }
          >
            {(rows) => <EntriesTable uid={uid} entries={rows} />}
          </Paged>
        </Panel>
      </div>
    </Page>
  );
}

function Cash({ account, email }: { readonly account: AccountView; readonly email: string }) {
  const { available, held } = cashOf(account);
  return (
    <div className={styles.stack}>
      {account.status === "frozen" && (
        <Notice tone="bad">This account is frozen while we look into it. Please contact support.</Notice>
      )}
      <Facts
        facts={[
          { term: "Available", value: formatUsd(available), testId: "cash" },
          { term: "Held for orders", value: formatUsd(held) },
          { term: "Signed in as", value: email },
        ]}
      />
    </div>
  );
}
