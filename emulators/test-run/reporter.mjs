// A short reporter: one line for each outermost suite, skipped tests by name, failures in full at the end. Writes
// the counts to the file that BOURSE_TEST_COUNTS names, because a process that dies leaves none and is noticed.
import { writeFileSync } from "node:fs";
import mocha from "mocha";

const { reporters, Runner } = mocha;

const { EVENT_RUN_END, EVENT_SUITE_BEGIN, EVENT_SUITE_END } = Runner.constants;
const { EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_PENDING } = Runner.constants;

export default class CountingReporter extends reporters.Base {
  constructor(runner, options) {
    super(runner, options);
    const isOutermost = (suite) => suite.parent?.root;
    let suite = freshCounts();
    const count = (name) => (suite[name] += 1);
    runner.on(EVENT_SUITE_BEGIN, (begun) => {
      if (isOutermost(begun)) suite = freshCounts();
    });
    runner.on(EVENT_TEST_PASS, () => count("passed"));
    runner.on(EVENT_TEST_PENDING, (test) => {
      count("skipped");
      console.log(`  not run: ${test.fullTitle()}`);
    });
    runner.on(EVENT_TEST_FAIL, (test) => {
      count("failed");
      console.log(`  FAILED: ${test.fullTitle()}`);
    });
    runner.on(EVENT_SUITE_END, (ended) => {
      if (isOutermost(ended))
        console.log(`  ${suite.failed ? "✘" : "✔"} ${ended.title}: ${described(suite)}`);
    });
    runner.once(EVENT_RUN_END, () => {
      if (this.failures.length > 0) reporters.Base.list(this.failures);
      this.writeCounts();
    });
  }

  writeCounts() {
    const file = process.env.BOURSE_TEST_COUNTS;
    const { passes: passed, failures: failed, pending: skipped } = this.stats;
    if (file) writeFileSync(file, JSON.stringify({ passed, failed, skipped }));
  }
}

function freshCounts() {
  return { passed: 0, failed: 0, skipped: 0, startedAt: Date.now() };
}

function described({ passed, failed, skipped, startedAt }) {
  const counts = [`${passed} passed`];
  if (failed) counts.push(`${failed} failed`);
  if (skipped) counts.push(`${skipped} not run`);
  return `${counts.join(", ")} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`;
}
