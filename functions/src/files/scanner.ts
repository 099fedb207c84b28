/**
 * The port to a malware scanner. A scan is fed the content as it comes, in chunks of any size, and judges at its
 * end: that is what a scanner that listens on a socket (ClamAV's INSTREAM) or behind HTTP wants as well. The one
 * built in knows nothing but the test string of EICAR, so that the path of an infected file is a tested one.
 */
export type Scan = {
  readonly feed: (chunk: Uint8Array) => void | Promise<void>;
  /** Called once, after the last chunk. */
  readonly verdict: () => "clean" | "infected" | Promise<"clean" | "infected">;
};
export type Scanner = () => Scan;

/** In two halves, because scanners of source code know it too. https://www.eicar.org/download-anti-malware-testfile/ */
const halves = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"];
const testString = Buffer.from(halves.join(""), "latin1");

/** Finds the test string wherever it stands, also across chunks. */
export function createTestStringScanner(): Scanner {
  return () => {
    let tail: Uint8Array = new Uint8Array();
    let found = false;
    return {
      feed: (chunk) => {
        if (found) return;
        const joined = Buffer.concat([tail, chunk]);
        found = joined.includes(testString);
        tail = joined.subarray(Math.max(0, joined.length - testString.length + 1));
      },
      verdict: () => (found ? "infected" : "clean"),
    };
  };
}
