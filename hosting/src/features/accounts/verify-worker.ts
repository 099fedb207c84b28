/** Takes a file, tells how far it has read and answers with the verdict (`api/verify-file.ts`). */
import { verifyExport } from "@bourse/functions/verifier";
import type { VerifyMessage } from "./api/verify-file.js";

const answer = (message: VerifyMessage) => postMessage(message);

/** By its reader: not every browser can iterate over a stream. */
async function* piecesOf(file: Blob): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
}

addEventListener("message", ({ data }: MessageEvent<Blob>) => {
  verifyExport(piecesOf(data), (lines) => answer({ lines })).then(
    (verdict) => answer({ verdict }),
    () => answer({ unreadable: true }),
  );
});
