import assert from "node:assert/strict";
import {
  deleteObject,
  getBytes,
  getMetadata,
  list,
  ref,
  updateMetadata,
  uploadBytes,
  type FirebaseStorage,
  type UploadMetadata,
} from "firebase/storage";
import {
  closeStorages,
  loadRules,
  restoreProjectRules,
  storageOf,
  writeDocument,
} from "./storage-clients.js";

const burst = 50;
const burstDeadlineMs = 20_000;
const mostBytes = 1024;

const rules = `rules_version = '2';
service firebase.storage {
  match /b/{bucket}/o {
    match /own/{uid}/{file=**} {
      allow read, write: if request.auth != null && request.auth.uid == uid;
    }
    match /public/{file} { allow get; }
    match /sized/{file} { allow create: if request.resource.size <= ${mostBytes}; }
    match /typed/{file} { allow create: if request.resource.contentType.matches('image/.*'); }
    match /tagged/{file} {
      allow create, get: if true;
      allow update: if request.resource.metadata.state == 'open' && resource.metadata.state != 'locked';
      allow delete: if resource.metadata.state == 'open';
    }
    match /staff/{file} { allow create: if request.auth.token.role == 'operator'; }
    match /timed/{file} {
      allow create;
      allow get: if resource.timeCreated <= request.time && request.path[3] == 'timed';
    }
    match /asked/{uid}/{file} {
      allow create: if firestore.get(/databases/(default)/documents/rulesTests/$(uid)).data.plan == 'gold';
    }
    match /known/{uid}/{file} {
      allow create: if firestore.exists(/databases/(default)/documents/rulesTests/$(uid));
    }
    match /both/{uid}/{other}/{file} {
      allow create: if plan(uid) == plan(other) && plan(uid) == 'gold';
    }
    match /either/{uid}/{file} {
      allow create: if plan('nobody') == 'gold' || plan(uid) == 'gold';
    }
    match /deep/{file} {
      allow create: if firestore.get(/databases/(default)/documents/rulesTests/kinds).data.map.list[1] > 1.5
        && firestore.get(/databases/(default)/documents/rulesTests/kinds).data.when < request.time;
    }
    function plan(uid) {
      return firestore.get(/databases/(default)/documents/rulesTests/$(uid)).data.plan;
    }
  }
}`;

describe("Storage rules", () => {
  const owner = storageOf("owner");
  const stranger = storageOf("stranger");
  const anonymous = storageOf(undefined);

  before(async () => {
    assert.ok(await loadRules(rules));
    await writeDocument("rulesTests/owner", { plan: { stringValue: "gold" } });
    await writeDocument("rulesTests/partner", { plan: { stringValue: "gold" } });
    await writeDocument("rulesTests/stranger", { plan: { stringValue: "free" } });
    await writeDocument("rulesTests/kinds", {
      map: {
        mapValue: {
          fields: { list: { arrayValue: { values: [{ nullValue: null }, { doubleValue: 1.75 }] } } },
        },
      },
      when: { timestampValue: "2020-01-01T00:00:00.123456Z" },
    });
  });

  after(async () => {
    await restoreProjectRules();
    await closeStorages();
  });

  it("let an owner write and read, and refuse a stranger and a visitor", async () => {
    await put(owner, "own/owner/a.txt");
    assert.equal(new TextDecoder().decode(await getBytes(ref(owner, "own/owner/a.txt"))), "text");
    for (const other of [stranger, anonymous]) {
      await refuses(put(other, "own/owner/a.txt"));
      await refuses(getBytes(ref(other, "own/owner/a.txt")));
      await refuses(getMetadata(ref(other, "own/owner/a.txt")));
    }
  });

  it("let a visitor get what is public, and refuse writing it", async () => {
    await refuses(put(anonymous, "public/nothing"));
    // Allowed to look, and there is nothing: another answer than a refusal.
    await assert.rejects(getMetadata(ref(anonymous, "public/nothing")), { code: "storage/object-not-found" });
  });

  it("compare the size of what is written", async () => {
    await put(anonymous, "sized/fits", { bytes: mostBytes });
    await refuses(put(anonymous, "sized/too-big", { bytes: mostBytes + 1 }));
  });

  it("compare the content type", async () => {
    await put(anonymous, "typed/a", { metadata: { contentType: "image/png" } });
    await refuses(put(anonymous, "typed/b", { metadata: { contentType: "text/html" } }));
  });

  it("see the metadata before and after a change", async () => {
    await put(anonymous, "tagged/a", { metadata: { customMetadata: { state: "new" } } });
    const object = ref(anonymous, "tagged/a");
    await refuses(deleteObject(object));
    await refuses(updateMetadata(object, { customMetadata: { state: "locked" } }));
    await updateMetadata(object, { customMetadata: { state: "open" } });
    assert.equal((await getMetadata(object)).customMetadata?.["state"], "open");
    await deleteObject(object);
    await assert.rejects(getMetadata(object), { code: "storage/object-not-found" });
  });

  it("see custom claims", async () => {
    await put(storageOf("worker", { role: "operator" }), "staff/a");
    await refuses(put(storageOf("worker", { role: "trader" }), "staff/b"));
    await refuses(put(storageOf("worker"), "staff/c"));
  });

  it("see times and the path", async () => {
    await put(anonymous, "timed/a");
    await getBytes(ref(anonymous, "timed/a"));
  });

  it("decide lists by folder", async () => {
    await put(owner, "own/owner/folder/one");
    const { items } = await list(ref(owner, "own/owner/folder"));
    assert.deepEqual(
      items.map(({ fullPath }) => fullPath),
      ["own/owner/folder/one"],
    );
    await refuses(list(ref(stranger, "own/owner/folder")));
    await refuses(list(ref(owner, "public"))); // `get` alone is no leave to list.
  });

  it("decide deletions", async () => {
    await put(owner, "own/owner/to-delete");
    await refuses(deleteObject(ref(stranger, "own/owner/to-delete")));
    await deleteObject(ref(owner, "own/owner/to-delete"));
  });

  it("ask Firestore for a document's fields", async () => {
    await put(owner, "asked/owner/a");
    await refuses(put(owner, "asked/stranger/a"));
    await refuses(put(owner, "asked/nobody/a"));
  });

  it("ask Firestore whether a document exists", async () => {
    await put(owner, "known/stranger/a");
    await refuses(put(owner, "known/nobody/a"));
  });

  it("ask Firestore for several documents in one decision, once for each", async () => {
    await put(owner, "both/owner/partner/a");
    await refuses(put(owner, "both/owner/stranger/a"));
    await refuses(put(owner, "both/nobody/owner/a"));
  });

  it("go on with the other side of an `or` when a document is missing", async () => {
    await put(owner, "either/owner/a");
    await refuses(put(owner, "either/stranger/a"));
  });

  it("see numbers, lists, maps and times of a document", () => put(owner, "deep/a"));

  it("refuse what no rule mentions", () => refuses(put(owner, "elsewhere/a")));

  it(`answer ${burst} requests at once, half of them refused, each with its own decision`, async () => {
    const started = Date.now();
    const outcomes = await Promise.all(
      Array.from({ length: burst }, async (_, index) => {
        const plan = index % 2 === 0 ? "owner" : "stranger";
        return put(owner, `asked/${plan}/burst-${index}`).then(
          () => "allowed",
          (error: unknown) => (isRefusal(error) ? "refused" : String(error)),
        );
      }),
    );
    assert.ok(Date.now() - started < burstDeadlineMs, "took too long");
    outcomes.forEach((outcome, index) => assert.equal(outcome, index % 2 === 0 ? "allowed" : "refused"));
  });

  describe("that cannot be used as they are", () => {
    after(() => loadRules(rules));

    it("are reported when they do not compile, and allow nothing", async () => {
      assert.equal(
        await loadRules("service firebase.storage { match /b/{bucket}/o { allow read: if ; } }"),
        false,
      );
      await refuses(put(owner, "own/owner/a.txt"));
      assert.ok(await loadRules(rules));
      await put(owner, "own/owner/a.txt");
    });

    it("allow nothing through a function that is not there", async () => {
      const call = (name: string) =>
        `rules_version = '2';\nservice firebase.storage { match /b/{b}/o/{f=**} {
          function known() { return true; }
          allow create: if ${name}();
        } }`;
      assert.ok(await loadRules(call("unknown")));
      await refuses(put(owner, "functions/a"));
      assert.ok(await loadRules(call("known")));
      await put(owner, "functions/a");
    });

    it("know no lists in version 1, and know them in version 2", async () => {
      const open = "service firebase.storage { match /b/{b}/o { match /{f=**} { allow read, write; } } }";
      assert.ok(await loadRules(open));
      await put(owner, "versions/a");
      await refuses(list(ref(owner, "versions")));
      assert.ok(await loadRules(`rules_version = '2';\n${open}`));
      assert.equal((await list(ref(owner, "versions"))).items.length, 1);
    });
  });
});

interface Upload {
  bytes?: number;
  metadata?: UploadMetadata;
}

async function put(storage: FirebaseStorage, path: string, { bytes, metadata }: Upload = {}): Promise<void> {
  const body = bytes === undefined ? new TextEncoder().encode("text") : new Uint8Array(bytes);
  await uploadBytes(ref(storage, path), body, metadata);
}

function refuses(operation: Promise<unknown>): Promise<void> {
  return assert.rejects(operation, isRefusal);
}

function isRefusal(error: unknown): boolean {
  return (error as { code?: string }).code === "storage/unauthorized";
}
