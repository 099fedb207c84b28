/** Verifies an export in a worker of its own: a large one takes seconds, in which the page goes on. */
import type { Verdict } from "@bourse/functions/verifier";

/** What the worker answers: how far it is, and at last the verdict, or that the file could not be read. */
export type VerifyMessage =
  { readonly lines: number } | { readonly verdict: Verdict } | { readonly unreadable: true };

/**
 * @param progress is told how many lines were read
 * @throws Error when the file cannot be read
 */
export async function verifyFile(file: Blob, progress: (lines: number) => void): Promise<Verdict> {
  const worker = new Worker(new URL("../verify-worker.ts", import.meta.url), { type: "module" });
  try {
    return await new Promise<Verdict>((resolve, reject) => {
      worker.addEventListener("message", ({ data }: MessageEvent<VerifyMessage>) => {
        if ("lines" in data) progress(data.lines);
        else if ("verdict" in data) resolve(data.verdict);
        else reject(new Error("the file cannot be read"));
      });
      worker.addEventListener("error", () => reject(new Error("the verifier did not start")));
      worker.postMessage(file);
    });
  } finally {
    worker.terminate();
  }
}
