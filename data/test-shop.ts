/** A small shop for tests on the emulators: its dump in a folder of its own, users that no other test has. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uniqueName } from "../functions/test/support/backend.js";
import { shopOf } from "./sample/shop.js";
import { writeDump } from "./sample/write-dump.js";

export type TestShop = {
  readonly seed: string;
  readonly folder: string;
  /** A folder beside the dump. */
  readonly work: string;
  leave(): void;
};

export async function openTestShop(users: number, orders: number): Promise<TestShop> {
  const root = mkdtempSync(join(tmpdir(), "bourse-shop-"));
  const seed = uniqueName("shop");
  const folder = join(root, "shop");
  await writeDump(shopOf({ users, orders, seed }), { folder, format: "bson", gzip: true });
  return {
    seed,
    folder,
    work: join(root, "work"),
    leave: () => rmSync(root, { recursive: true, force: true }),
  };
}
