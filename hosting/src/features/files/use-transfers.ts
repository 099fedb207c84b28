/** Uploads of this page that are under way or have failed. One that has arrived is in the live list. */
import type { UploadKind } from "@bourse/functions/files/contract";
import { useState } from "react";
import { failureOf, type Failure } from "../../lib/failure.js";
import { idFor, settle } from "../../lib/intent.js";
import { createUpload } from "./api/create-upload.js";
import { sendContent } from "./api/send-content.js";
import { contentTypeOf } from "./choice.js";

export type Transfer = {
  readonly id: string;
  readonly name: string;
  readonly kind: UploadKind;
  readonly content: File;
  /** How much has gone, 0 to 1. */
  readonly part: number;
  readonly failure: Failure | null;
};

async function checksumOf(content: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await content.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function useTransfers(uid: string) {
  const [transfers, setTransfers] = useState<readonly Transfer[]>([]);
  const change = (id: string, changed: Partial<Transfer>) =>
    setTransfers((all) => all.map((one) => (one.id === id ? { ...one, ...changed } : one)));
  const remove = (id: string) => setTransfers((all) => all.filter((one) => one.id !== id));

  const run = async ({ id, name, kind, content }: Transfer) => {
    const scope = `upload.${uid}`;
    const checksum = await checksumOf(content);
    const input = { kind, name, contentType: contentTypeOf(content), size: content.size, checksum };
    try {
      // The same file again after a lost answer, or a send that broke off, goes on with what was announced.
      const requestId = idFor(sessionStorage, scope, input);
      const { upload } = await createUpload({ requestId, ...input });
      if (upload) await sendContent(upload, content, (part) => change(id, { part }));
      settle(sessionStorage, scope, input, null);
      remove(id);
    } catch (error) {
      const failure = failureOf(error);
      settle(sessionStorage, scope, input, failure);
      change(id, { failure });
    }
  };

  const begin = (kind: UploadKind, files: readonly File[]) => {
    const made = files.map((content): Transfer => ({
      ...{ id: crypto.randomUUID(), name: content.name, kind, content },
      ...{ part: 0, failure: null },
    }));
    setTransfers((all) => [...all, ...made]);
    made.forEach((transfer) => void run(transfer));
  };
  const again = (transfer: Transfer) => {
    change(transfer.id, { part: 0, failure: null });
    void run(transfer);
  };
  return { transfers, begin, again, remove };
}
