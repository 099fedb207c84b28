/** Sends content to the address that it was signed for, and tells how far it is. */
import type { Upload } from "@bourse/functions/files/contract";
import { Failure } from "../../../lib/failure.js";

const successMin = 200;
const successMax = 299;

/** @param onProgress is called with a part of the whole, 0 to 1; @throws Failure `no_answer`: send it again */
export function sendContent(
  upload: Upload,
  content: Blob,
  onProgress: (part: number) => void,
): Promise<void> {
  // `fetch` cannot tell how much of a request has gone.
  const request = new XMLHttpRequest();
  const form = new FormData();
  for (const [field, value] of Object.entries(upload.fields)) form.append(field, value);
  form.append("file", content);
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Failure({ reason: "no_answer", retryable: true }));
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () =>
      request.status >= successMin && request.status <= successMax ? resolve() : fail();
    request.onerror = fail;
    request.onabort = fail;
    request.ontimeout = fail;
    request.open(upload.method, upload.url);
    for (const [name, value] of Object.entries(upload.headers)) request.setRequestHeader(name, value);
    request.send(form);
  });
}
