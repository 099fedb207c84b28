/** Bugs of the committer and of the store. */
import { mutant, type Mutant } from "./mutant.js";

export const committerMutants: readonly Mutant[] = [
  mutant(
    "two commits of one pending amount both succeed: the guard is whatever stands there",
    "committer",
    "guard: state.version,\n",
    "guard: (await this.options.store.readAccount(uid)).version,\n",
  ),
  mutant(
    "a repeated id fills twice: documents are named by what the state was",
    "place",
    "...{ orderId, side, type, timeInForce,",
    "...{ orderId: `${orderId}-${account.seq}`, side, type, timeInForce,",
  ),
  mutant(
    "a retried deposit carries a new id each time",
    "movement",
    'const subject = { entryId: `request.${requestId}`, kind: "deposit", requestId } as const;',
    'const subject = { entryId: `request.${requestId}.${account.seq}`, kind: "deposit", requestId } as const;',
  ),
  mutant(
    "a refusal is decided on remembered state",
    "committer",
    "} else if (cached) {",
    '} else if (cached && uid === "") {',
  ),
  mutant(
    "an unknown outcome counts as failure",
    "committer",
    'if (error.kind !== "unknown" || !(await this.happened(uid, plan))) throw error;',
    'if (error.kind === "unknown") for (const { item } of accepted) item.reject(new CommitFailure("store_refused"));\n      throw error;',
  ),
  mutant(
    "an unknown outcome counts as success",
    "committer",
    "!(await this.happened(uid, plan))",
    "plan.accepted.length === 0",
  ),
  mutant(
    "any document of that name counts as the own commit",
    "committer",
    "return record?.commitId === plan.account.commitId;",
    "return record !== null;",
  ),
  mutant(
    "the own commit is called someone else's",
    "committer",
    "replayed: !isMadeBy(item.commitIds, record)",
    "replayed: true || isMadeBy(item.commitIds, record)",
  ),
  mutant(
    "someone else's commit is called the own",
    "committer",
    "replayed: !isMadeBy(item.commitIds, record)",
    "replayed: false && isMadeBy(item.commitIds, record)",
  ),
  mutant(
    "a repeat is answered before its input is compared",
    "committer",
    "const fields = differingFields(item.request, record.request ?? {});",
    "const fields = differingFields(item.request, item.request);",
  ),
  mutant(
    "a refusal does not look whether it is a repeat",
    "committer",
    "const open = new Set(await this.answerRepeats(uid, items, items));",
    "const open = new Set(await Promise.resolve(items));",
  ),
  mutant(
    "a refusal is a guess while an earlier commit may still take effect",
    "committer",
    "item.inDoubtOn !== undefined && item.inDoubtOn === version",
    'item.inDoubtOn !== undefined && uid === ""',
  ),
  mutant("a repeat freezes the account", "committer", "if (open.length === items.length) await", "await"),
  mutant(
    "giving up does not look whether it happened",
    "committer",
    "await this.answerRepeats(uid, carried, items)",
    "await Promise.resolve(items.slice(0, items.length + 0 * carried.length))",
  ),
  mutant(
    "a commit in doubt is forgotten when a later try is refused",
    "committer",
    "const inDoubt = item.inDoubtOn !== undefined || (",
    "const inDoubt = (",
  ),
  mutant(
    "an answer shows an account from before its effect",
    "committer",
    "known.account.seq >= newest",
    "newest >= 0",
  ),
  mutant(
    "a lost race is decided on the same old state",
    "committer",
    "        lastFailure = error;\n        this.states.delete(uid);\n",
    "        lastFailure = error;\n",
  ),
  mutant(
    "two of one id share a batch",
    "committer",
    "group.length < groupCommandsMax && !keys.has(item.key)",
    "group.length < groupCommandsMax",
  ),
  mutant(
    "what found no room is lost",
    "committer",
    "lane.waiting.unshift(...(await this.settle(uid, group)));",
    "await this.settle(uid, group);",
  ),
  mutant(
    "a repeat fails the commands beside it",
    "committer",
    'if (error.kind === "exists") items = await this.answerRepeats(uid, items, items);',
    "",
  ),
  mutant(
    "closing does not wait",
    "committer",
    "await Promise.all([...this.lanes.values()].map(({ done }) => done));",
    "await Promise.resolve();",
  ),
  mutant(
    "a partial write: the account first, its records after",
    "committer",
    "const version = await this.options.store.commit({\n        account,\n        guard: state.version,\n        ...{ newEntries, newOrders, changedOrders },\n      });",
    "const none = { newEntries: [], newOrders: [], changedOrders: [] };\n      const half = await this.options.store.commit({ account, guard: state.version, ...none, newEntries });\n      const version = newOrders.length + changedOrders.length === 0 ? half : await this.options.store.commit({ account, guard: half, ...none, newOrders, changedOrders });",
  ),
  mutant(
    "a command that cannot be decided fails the group",
    "fold",
    "broken.push({ item, error });\n      continue;",
    "throw error;",
  ),
  mutant(
    "each command of a group is decided on the state before the group",
    "fold",
    "decide(account, item.command,",
    "decide(start, item.command,",
  ),
  mutant(
    "a commit without entries is never found",
    "repeat",
    'if (order) return { collection: "orders", id: order.orderId };',
    'if (order) return { collection: "entries", id: order.orderId };',
  ),
  mutant(
    "an order that was filled since is called someone else's",
    "repeat",
    'commitIds.has("acceptedBy" in record ? record.acceptedBy : record.commitId)',
    "commitIds.has(record.commitId)",
  ),
  mutant(
    "an order that another process accepted is called the own",
    "repeat",
    'commitIds.has("acceptedBy" in record ? record.acceptedBy : record.commitId)',
    'commitIds.size > 0 || commitIds.has("acceptedBy" in record ? record.acceptedBy : record.commitId)',
  ),
  mutant(
    "a cancel that may have happened is called undone",
    "committer",
    "item.proof === null && item.commitIds.size > 0",
    "item.proof === null && item.commitIds.size > 1e9",
  ),
  mutant(
    "commands that nothing proves are taken for one",
    "committer",
    "`${uid}/${++this.unproven}`",
    "`${uid}/unproven`",
  ),
  mutant(
    "changes of orders are left out of the commit",
    "committer",
    "...{ newEntries, newOrders, changedOrders },",
    "...{ newEntries, newOrders, changedOrders: changedOrders.slice(0, 0) },",
  ),
  mutant(
    "an order that was created in the batch is written as a change",
    "fold",
    "if (known.has(order.orderId) && !created) return",
    "if (known.has(order.orderId)) return",
  ),
  mutant(
    "a change in the batch takes the request of its creation for its own",
    "fold",
    "request: created?.request ?? item.request",
    "request: item.request",
  ),
  mutant(
    "an order that exists is created again",
    "fold",
    "if (known.has(order.orderId) && !created) return",
    "if (known.has(order.orderId) && created) return",
  ),
  mutant(
    "of two changes in one batch the first is written",
    "fold",
    "else changedOrders.set(order.orderId, order);",
    "else if (!changedOrders.has(order.orderId)) changedOrders.set(order.orderId, order);",
  ),
];

export const storeMutants: readonly Mutant[] = (
  [
    mutant(
      "the store forgets the guard",
      "store",
      "writes.update(reference, document, { lastUpdateTime: timeOf(guard) });",
      "writes.set(reference, document);",
    ),
    mutant(
      "the store overwrites entries",
      "store",
      "writes.create(entries.doc(entry.entryId), entryDocument(entry));",
      "writes.set(entries.doc(entry.entryId), entryDocument(entry));",
    ),
    mutant(
      "the store overwrites orders",
      "store",
      "writes.create(orders.doc(order.orderId), orderDocument(order));",
      "writes.set(orders.doc(order.orderId), orderDocument(order));",
    ),
    mutant(
      "the store overwrites an account that it took for new",
      "store",
      "writes.create(reference, document);",
      "writes.set(reference, document);",
    ),
    mutant(
      "the store splits the batch",
      "store",
      "for (const entry of newEntries) writes.create(entries",
      "const rest = db.batch();\n    for (const entry of newEntries) rest.create(entries",
      [
        {
          find: "for (const order of newOrders) writes.create(",
          replace: "for (const order of newOrders) rest.create(",
        },
        {
          find: "const [result] = await writes.commit();\n    if",
          replace: "const [result] = await writes.commit();\n    await rest.commit();\n    if",
        },
      ],
    ),
    mutant(
      "the store forgets the changes of orders",
      "store",
      "for (const order of changedOrders) writes.update(",
      "for (const order of changedOrders.slice(0, 0)) writes.update(",
    ),
    mutant(
      "the store overwrites an order with its change, request and all",
      "store",
      "for (const order of changedOrders) writes.update(",
      "for (const order of changedOrders) writes.set(",
    ),
    mutant(
      "the store rounds its versions",
      "store",
      "`${time.seconds}.${time.nanoseconds}`",
      "`${time.seconds}.0`",
    ),
    mutant(
      "a deadline counts as a failure for good",
      "store",
      'new StoreFailure("unknown", "deadline")',
      'new StoreFailure("permanent", "deadline")',
    ),
    {
      name: "an aborted call counts as a failure for good",
      file: "platform/firestore-failure.ts",
      edits: [{ find: '14: "unknown"', replace: '14: "permanent"' }],
    },
  ] as const
).map((it) => ({ ...it, needsEmulator: true }));
