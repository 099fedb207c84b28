/** What a person has chosen to upload: whether it can be, said before anything is sent. */
import { uploadLimits, type UploadKind } from "@bourse/functions/files/contract";
import { formatBytes } from "./file-words.js";

/** Browsers leave the type of some files open, or name it after a program. */
const typesByEnding: Readonly<Record<string, string>> = {
  csv: "text/csv",
  txt: "text/plain",
  log: "text/plain",
  md: "text/plain",
};

export function contentTypeOf({ name, type }: Pick<File, "name" | "type">): string {
  const ending = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  return typesByEnding[ending] ?? type;
}

/** The sentence that says why a file cannot be uploaded as this kind, if it cannot. */
export function problemOf(file: Pick<File, "name" | "type" | "size">, kind: UploadKind): string | null {
  const { types, bytesMax } = uploadLimits[kind];
  if (file.size === 0) return `${file.name} is empty.`;
  if (!types.includes(contentTypeOf(file))) {
    return kind === "avatar"
      ? `${file.name} is no picture. PNG, JPEG and WebP will do.`
      : `${file.name} is of a type we do not take. PDF, PNG, JPEG, WebP, CSV and plain text will do.`;
  }
  if (file.size > bytesMax) {
    return `${file.name} is too large: ${formatBytes(file.size)}, and the most is ${formatBytes(bytesMax)}.`;
  }
  return null;
}
