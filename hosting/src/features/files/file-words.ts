/** Files in words. */
import type { FileKind, FileStatus } from "@bourse/functions/files/contract";

export const kindWords: Record<FileKind, string> = {
  document: "Document",
  avatar: "Picture of you",
  statement: "Statement",
  export: "Export",
};

export const statusWords: Record<FileStatus, string> = {
  uploading: "Uploading",
  checking: "Checking",
  ready: "Ready",
  rejected: "Rejected",
  deleted: "Deleted",
};

const unit = 1024;

/** In the unit that leaves the fewest digits: "734 bytes", "12.4 KB", "3.1 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < unit) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  const kilobytes = bytes / unit;
  const [value, name] = kilobytes < unit ? [kilobytes, "KB"] : [kilobytes / unit, "MB"];
  return `${value.toFixed(1).replace(/\.0$/, "")} ${name}`;
}
