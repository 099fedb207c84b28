import type { DenialView, SecurityEventView } from "@bourse/functions/security/contract";
import { useQuery } from "@tanstack/react-query";
import { formatMoment } from "../../../lib/time.js";
import { Live } from "../../../lib/ui/live.js";
import { Empty } from "../../../lib/ui/panel.js";
import { securityEvents, unblock } from "../api/operations.js";
import { inWords } from "../words.js";
import { ActButton } from "./act-button.js";
import { RowsTable } from "./rows-table.js";

type Props = { readonly uid: string };

/** Who is blocked for now, and a way to end it. */
export function Denials({ uid }: Props) {
  const query = useQuery(securityEvents(uid));
  const subjectOf = ({ subject, who }: DenialView) => (subject === "user" ? { uid: who } : { address: who });
  return (
    <Live query={query}>
      {({ denials }) =>
        denials.length === 0 ? (
          <Empty title="Nobody is blocked for now">Who fails too often appears here until it is over.</Empty>
        ) : (
          <RowsTable
            label="Blocked for now"
            heads={["Who", "Why", "Until", "Action"]}
            rows={denials.map((denial) => ({
              key: `${denial.subject} ${denial.who}`,
              cells: [
                denial.who,
                denial.source === "operator" ? denial.why : inWords(denial.why),
                formatMoment(denial.until),
                <ActButton
                  key="unblock"
                  uid={uid}
                  label="Unblock"
                  act={() => unblock({ subject: subjectOf(denial) })}
                />,
              ],
            }))}
          />
        )
      }
    </Live>
  );
}

const factsOf = ({ facts }: SecurityEventView) =>
  Object.entries(facts)
    .map(([name, value]) => `${inWords(name)}: ${value}`)
    .join(", ");

/** The newest events that matter for security. */
export function SecurityEvents({ uid }: Props) {
  const query = useQuery(securityEvents(uid));
  return (
    <Live query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="Nothing happened yet">Blocks, roles and repeated failures appear here.</Empty>
        ) : (
          <RowsTable
            label="Security events"
            heads={["Event", "About", "By", "When", "Details"]}
            rows={items.map((event) => ({
              key: event.id,
              cells: [
                inWords(event.kind),
                event.address ?? event.uid ?? "–",
                event.by,
                formatMoment(event.at),
                factsOf(event),
              ],
            }))}
          />
        )
      }
    </Live>
  );
}
