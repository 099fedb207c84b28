/** `npm run sample-dump`: a dump of a made-up shop, to try a migration with. */
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { shopOf } from "./shop.js";
import { writeDump, type DumpFormat } from "./write-dump.js";

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= 10_000_000) return value;
  throw new InvalidArgumentError("must be a whole number from 1 to 10,000,000");
}

const options = new Command("npm run sample-dump --")
  .description("Writes the MongoDB dump of a made-up app, some of its documents bad on purpose.")
  .requiredOption("--out <folder>", "where the folder of the database is made")
  .option("--users <count>", "users, each with cash and two holdings", count, 5_000)
  .option("--orders <count>", "orders, 500 of which hold one bad one", count, 100_000)
  .option("--seed <text>", "another seed is another shop", "open-outcry")
  .option("--gzip", "as mongodump --gzip does", false)
  .addOption(
    new Option("--format <format>", "mongodump's, or mongoexport's")
      .choices(["bson", "ndjson", "relaxed-ndjson", "array"])
      .default("bson"),
  )
  .parse()
  .opts<{ out: string; users: number; orders: number; seed: string; gzip: boolean; format: DumpFormat }>();

const { out, users, orders, seed, gzip, format } = options;
const folder = join(resolve(process.env["INIT_CWD"] ?? process.cwd(), out), "shop");
await writeDump(shopOf({ users, orders, seed }), { folder, format, gzip });
console.log(`${users} users and ${orders} orders in ${folder}`);
