import type { Verdict } from "@bourse/functions/verifier";
import { Button, FileButton } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Failure } from "../../../lib/failure.js";
import { formatDecimal } from "../../../lib/money.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { Facts } from "../../../lib/ui/facts.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { exportAccount } from "../api/export-account.js";
import { verifyFile } from "../api/verify-file.js";
import { verdictSentence } from "../verdict-sentence.js";
import styles from "./verify-form.module.css";

/** `exported`: where the file came from the server just now and can be kept. */
type Outcome = { readonly verdict: Verdict; readonly exported: Blob | null };

/** Exports the user's account, or takes a file, and verifies it here in the browser. */
export function VerifyForm() {
  const [progress, setProgress] = useState("");
  const verify = useMutation<Outcome, Error, File | null>({
    mutationFn: async (chosen) => {
      const count = (doing: string) => (lines: number) =>
        setProgress(`${doing}: ${formatDecimal(String(lines))} lines`);
      const file = chosen ?? (await exportAccount(count("Exporting")));
      return { verdict: await verifyFile(file, count("Verifying")), exported: chosen ? null : file };
    },
    networkMode: "always",
    onSettled: () => setProgress(""),
  });
  const { isPending, variables, data, error } = verify;
  return (
    <div className={styles.form}>
      <div className={styles.buttons}>
        <Button
          onClick={() => verify.mutate(null)}
          loading={isPending && variables === null}
          disabled={isPending}
        >
          Export and verify my account
        </Button>
        <FileButton onChange={(file) => file && verify.mutate(file)} accept=".ndjson,application/x-ndjson">
          {(props) => (
            <Button
              {...props}
              variant="default"
              loading={isPending && variables !== null}
              disabled={isPending}
            >
              Verify a file
            </Button>
          )}
        </FileButton>
      </div>
      {isPending && <p className="dim">{progress}</p>}
      <Announce>
        {error && <Notice tone="bad">{failureSentence(error)}</Notice>}
        {data && <Notice tone={data.verdict.ok ? "good" : "bad"}>{verdictSentence(data.verdict)}</Notice>}
      </Announce>
      {data?.verdict.ok && <VerdictFacts verdict={data.verdict} />}
      {data?.exported && <Download file={data.exported} />}
    </div>
  );
}

const failureSentence = (error: Error) =>
  error instanceof Failure ? sentenceFor(error) : "The file could not be read. Choose it again.";

function VerdictFacts({ verdict }: { readonly verdict: Verdict & { ok: true } }) {
  return (
    <Facts
      facts={[
        { term: "Account", value: verdict.uid },
        { term: "As of", value: new Date(verdict.exportedAt).toLocaleString() },
        { term: "Last entry", value: `number ${formatDecimal(String(verdict.seq))}`, testId: "verified-seq" },
        { term: "Hash of the last entry", value: <code className={styles.hash}>{verdict.headHash}</code> },
      ]}
    />
  );
}

function Download({ file }: { readonly file: Blob }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return (
    <Button component="a" href={address} download="bourse-account.ndjson" variant="default">
      Download the export
    </Button>
  );
}
