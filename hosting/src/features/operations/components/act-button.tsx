import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Failure } from "../../../lib/failure.js";
import { sending } from "../../../lib/intent.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { operationsKey } from "../api/operations.js";

type Props = {
  readonly uid: string;
  readonly label: string;
  /** Safe to be repeated. */
  readonly act: () => Promise<unknown>;
};

/** Does one thing to one row, then asks for the lists anew. */
export function ActButton({ uid, label, act }: Props) {
  const client = useQueryClient();
  const send = useMutation<unknown, Failure, void>({
    mutationFn: act,
    ...sending,
    onSuccess: () => client.invalidateQueries({ queryKey: operationsKey(uid) }),
  });
  return (
    <>
      <Button size="xs" variant="default" loading={send.isPending} onClick={() => send.mutate()}>
        {label}
      </Button>
      <Announce>{send.error && <Notice tone="bad">{sentenceFor(send.error)}</Notice>}</Announce>
    </>
  );
}
