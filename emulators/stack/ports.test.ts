import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { answers, isFree, requireFreePorts } from "./ports.js";

describe("ports", () => {
  for (const host of ["127.0.0.1", "0.0.0.0"]) {
    it(`name the process that listens on ${host}`, async () => {
      const server = createServer().listen(0, host);
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      try {
        assert.equal(await isFree(port), false);
        assert.equal(await answers(port), true);
        await assert.rejects(requireFreePorts({ firestore: port }), (error: Error) => {
          assert.match(
            error.message,
            new RegExp(`port ${port} \\(firestore\\) is held by process ${process.pid}: `),
          );
          assert.match(error.message, /mocha/);
          return true;
        });
      } finally {
        server.close();
        await once(server, "close");
      }
      assert.equal(await isFree(port), true);
      await requireFreePorts({ firestore: port });
    });
  }
});
