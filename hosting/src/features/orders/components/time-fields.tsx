import { NativeSelect, TextInput } from "@mantine/core";
import { timeOf, timesFor, type TimeInForce } from "../draft.js";
import { timeWords } from "../order-words.js";
import type { TicketPart } from "./ticket-part.js";

/** How long what waits for a price may wait. */
export function TimeFields({ draft, problems, onChange }: TicketPart) {
  return (
    <>
      <NativeSelect
        label="Time in force"
        data={timesFor(draft).map((value) => ({ value, label: timeWords[value] }))}
        value={timeOf(draft)}
        onChange={(event) => onChange({ timeInForce: event.currentTarget.value as TimeInForce })}
      />
      {timeOf(draft) === "gtd" && (
        <TextInput
          type="datetime-local"
          name="expiresAt"
          label="Until"
          description="In your own time zone, within 90 days"
          value={draft.expiresAt}
          onChange={(event) => onChange({ expiresAt: event.currentTarget.value })}
          error={problems.expiresAt}
        />
      )}
    </>
  );
}
