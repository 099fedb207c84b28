import assert from "node:assert/strict";
import { DomainError } from "./errors.js";
import { errorFields, log, withScope, type RequestScope } from "./log.js";
import { captureLog, type Line } from "../../test/support/log-lines.js";

const scope: RequestScope = {
  ...{ function: "orders-place", correlationId: "a-correlation-id", uid: "someone" },
  ...{ traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" },
};

async function logged(write: () => void, within?: RequestScope): Promise<Line[]> {
  const lines: Line[] = [];
  const stop = captureLog(lines);
  try {
    await (within ? withScope(within, () => Promise.resolve(write())) : Promise.resolve(write()));
  } finally {
    stop();
  }
  return lines;
}

describe("the log", () => {
  it("is one JSON object a line, whatever stands in it (R-OBS-1)", async () => {
    const [line, ...more] = await logged(() => log().info('two\nlines and "quotes"', { text: "a\r\nb" }));
    assert.deepEqual(more, []);
    assert.deepEqual([line?.["message"], line?.["text"]], ['two\nlines and "quotes"', "a\r\nb"]);
    assert.match(String(line?.["time"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it("names severities as Cloud Logging does (R-OBS-1)", async () => {
    const lines = await logged(() => {
      log().error("e");
      log().warn("w");
      log().info("i");
    });
    assert.deepEqual(
      lines.map(({ severity }) => severity),
      ["ERROR", "WARNING", "INFO"],
    );
  });

  it("carries the request's ids in the fields that Cloud Logging joins by (R-OBS-1, R-OBS-2)", async () => {
    const [line] = await logged(() => log().info("served"), scope);
    const { level: _level, time: _time, ...fields } = line ?? {};
    assert.deepEqual(fields, {
      ...{ message: "served", severity: "INFO", function: "orders-place" },
      ...{ correlationId: "a-correlation-id", uid: "someone" },
      "logging.googleapis.com/trace": "projects/demo-bourse/traces/0af7651916cd43dd8448eb211c80319c",
      "logging.googleapis.com/spanId": "b7ad6b7169203331",
    });
  });

  it("carries no id outside a request, and none that the request has not (R-OBS-2)", async () => {
    const [outside] = await logged(() => log().info("outside"));
    assert.deepEqual(Object.keys(outside ?? {}).sort(), ["level", "message", "severity", "time"]);
    const { uid: _uid, traceId: _traceId, spanId: _spanId, ...bare } = scope;
    const [line] = await logged(() => log().info("inside"), bare);
    assert.deepEqual(
      Object.keys(line ?? {}).filter((name) => /uid|trace|span/i.test(name)),
      [],
    );
  });

  it("keeps the requests of one process apart (R-OBS-2)", async () => {
    const lines: Line[] = [];
    const stop = captureLog(lines);
    await Promise.all(
      ["first-request", "second-request"].map((correlationId) =>
        withScope({ ...scope, correlationId }, async () => {
          await Promise.resolve();
          log().info(correlationId);
        }),
      ),
    );
    stop();
    assert.equal(lines.length, 2);
    for (const line of lines) assert.equal(line["correlationId"], line["message"]);
  });

  it("tells an error with its causes, and ends where they go in circles (R-OBS-1)", () => {
    const error = new DomainError("internal_error", {}, { cause: new TypeError("below") });
    const fields = errorFields(error);
    assert.deepEqual([fields["errorName"], (fields["cause"] as Line)["error"]], ["DomainError", "below"]);
    assert.deepEqual(errorFields("text"), { error: "text" });
    const circle = new Error("again");
    circle.cause = circle;
    assert.equal(errorFields(circle)["error"], "again");
  });
});
