// What firebase-tools runs as its "script": it runs only when every emulator is ready, so its line is the signal,
// and it ends when the launcher closes the pipe or dies, upon which firebase-tools exports and stops by itself.
console.log("bourse-emulators-ready");
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
process.stdin.on("error", () => process.exit(0));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
