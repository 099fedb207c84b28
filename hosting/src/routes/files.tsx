import { quotaMax } from "@bourse/functions/files/contract";
import { useQuery } from "@tanstack/react-query";
import { watchFiles } from "../features/files/api/watch-files.js";
import { watchUsage } from "../features/files/api/watch-usage.js";
import { FilesTable } from "../features/files/components/files-table.js";
import { UploadForm } from "../features/files/components/upload-form.js";
import { formatBytes } from "../features/files/file-words.js";
import { JobForm } from "../features/jobs/components/job-form.js";
import { JobsList } from "../features/jobs/components/jobs-list.js";
import { useUser } from "../features/session/use-user.js";
import { Page } from "../lib/ui/page.js";
import { Paged } from "../lib/ui/paged.js";
import { Empty, Panel } from "../lib/ui/panel.js";
import styles from "./pages.module.css";

export function Files() {
  const { uid } = useUser();
  return (
    <Page title="Files">
      <div className={styles.stack}>
        <Panel title="Upload" aside={<UsageLine uid={uid} />}>
          <UploadForm key={uid} uid={uid} />
        </Panel>
        <Panel title="Statements and exports">
          <JobForm key={uid} uid={uid} />
          <JobsList uid={uid} hrefOf={(fileId) => `#file-${fileId}`} />
        </Panel>
        <Panel title="Your files, newest first" flush>
          <Paged
            watch={(limit) => watchFiles(uid, limit)}
            empty={
              <Empty title="No files yet">
                Upload a document, or wait for your first statement; it appears here at once.
              </Empty>
            }
          >
            {(rows) => <FilesTable uid={uid} files={rows} />}
          </Paged>
        </Panel>
      </div>
    </Page>
  );
}

/** Silent until it is known, and when it is not to be had: it is no more than a hint. */
function UsageLine({ uid }: { readonly uid: string }) {
  const { data } = useQuery(watchUsage(uid));
  if (!data) return null;
  return (
    <span className="num dim" data-testid="usage">
      {formatBytes(data.bytes)} of {formatBytes(quotaMax.bytes)} used
    </span>
  );
}
