/** Files: what may be announced, and whose they are. */
import { absent, invalid, upload, wrongState, type Row } from "./row.js";

const mebibyte = 1024 * 1024;

const announced = (title: string, change: object, ...fields: string[]): Row => ({
  ...{ callable: "files-createUpload", title, input: { ...upload, ...change }, expected: invalid(...fields) },
});

const uploadRows: Row[] = [
  ...["statement", "export", "DOCUMENT", "", null, 1].map((kind) =>
    announced(`kind is ${JSON.stringify(kind)}`, { kind }, "kind"),
  ),
  ...["", "   ", "a".repeat(256), 7, null, ["a"]].map((name) =>
    announced(`name is ${JSON.stringify(name).slice(0, 20)}`, { name }, "name"),
  ),
  ...[
    "text/html",
    "application/zip",
    "image/svg+xml",
    "APPLICATION/PDF",
    "application/pdf; x=1",
    "",
    null,
  ].map((contentType) =>
    announced(`contentType is ${JSON.stringify(contentType)}`, { contentType }, "contentType"),
  ),
  announced("contentType has 60,000 characters", { contentType: "a".repeat(60_000) }, "contentType"),
  ...[0, -1, 1.5, "10", null, 10 * mebibyte + 1, 1e21].map((size) =>
    announced(`size is ${JSON.stringify(size)}`, { size }, "size"),
  ),
  ...["", "a".repeat(63), "A".repeat(64), "g".repeat(64), null, 7].map((checksum) =>
    announced(`checksum is ${JSON.stringify(checksum)}`, { checksum }, "checksum"),
  ),
  announced("is an avatar that is a document", { kind: "avatar" }, "contentType"),
  announced(
    "is an avatar over its limit",
    { kind: "avatar", contentType: "image/png", size: 2 * mebibyte + 1 },
    "size",
  ),
  announced(
    "is an avatar that is a document and over its limit",
    { kind: "avatar", size: 3 * mebibyte },
    "contentType",
    "size",
  ),
  {
    ...{ callable: "files-createUpload", title: "repeats an id with another name and size" },
    input: { ...upload, requestId: "first", name: "other.pdf", size: 11 },
    expected: { code: "already-exists", reason: "idempotency_mismatch", fields: ["name", "size"] },
  },
];

const named = { "files-update": { name: "other.pdf" } } as Record<string, object>;
const ownRows = ["files-get", "files-update", "files-delete", "files-createDownload"].flatMap(
  (callable): Row[] => [
    {
      ...{ callable, title: "fileId is unknown", expected: absent("file_not_found") },
      input: { fileId: "unknown", ...named[callable] },
    },
    {
      ...{ callable, title: "fileId is another user's", expected: absent("file_not_found") },
      made: ({ otherFileId }) => ({ fileId: otherFileId, ...named[callable] }),
    },
  ],
);

const nameRows = ["", "  ", "a".repeat(256), 7, null].map((name): Row => ({
  ...{ callable: "files-update", title: `name is ${JSON.stringify(name).slice(0, 20)}` },
  ...{ made: ({ fileId }) => ({ fileId, name }), expected: invalid("name") },
}));

export const fileRows: readonly Row[] = [
  ...[...uploadRows, ...ownRows, ...nameRows],
  {
    ...{ callable: "files-createDownload", title: "nothing has been uploaded" },
    ...{ made: ({ fileId }) => ({ fileId }), expected: wrongState("file_is_not_ready") },
  },
];
