// The benchmarks start the emulator that they need themselves; this only makes them reachable for the bootstrap.
import "../../bench/run.js";
