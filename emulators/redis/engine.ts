import { RedisError, type Reply } from "./reply.js";

/**
 * Whatever holds the data behind the REST server. Arguments are Unicode text; a rejection means no answer
 * came.
 */
export interface Engine {
  execute(args: string[]): Promise<Reply>;
  /** All commands in one MULTI … EXEC: an array of replies, or the error that stopped the whole of it. */
  multi(commands: string[][]): Promise<Reply>;
  close(): Promise<void>;
}

// One connection carries every caller, so what changes a connection's state, blocks it or ends the server is
// refused, as Upstash does.
const refused = new Set(
  `AUTH HELLO SELECT CLIENT QUIT RESET READONLY READWRITE ASKING MULTI EXEC DISCARD WATCH UNWATCH
   SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE MONITOR SYNC PSYNC
   BLPOP BRPOP BRPOPLPUSH BLMOVE BLMPOP BZPOPMIN BZPOPMAX BZMPOP WAIT WAITAOF SHUTDOWN CONFIG DEBUG
   REPLICAOF SLAVEOF REPLCONF FAILOVER CLUSTER MIGRATE MODULE ACL SAVE BGSAVE BGREWRITEAOF`.split(/\s+/),
);

export function refusal(args: string[]): RedisError | undefined {
  const name = args[0] ?? "";
  return refused.has(name.toUpperCase())
    ? new RedisError(`ERR Command is not available: '${name}'`)
    : undefined;
}
