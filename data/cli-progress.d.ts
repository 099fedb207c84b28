// As much of the library's types as is used: it brings none along.
declare module "cli-progress" {
  export type Options = {
    format?: string;
    stream?: NodeJS.WritableStream;
    hideCursor?: boolean;
    noTTYOutput?: boolean;
    notTTYSchedule?: number;
    fps?: number;
    etaBuffer?: number;
    clearOnComplete?: boolean;
    emptyOnZero?: boolean;
  };
  export class SingleBar {
    constructor(options: Options);
    start(total: number, startValue: number, payload?: object): void;
    update(value: number, payload?: object): void;
    stop(): void;
  }
}
