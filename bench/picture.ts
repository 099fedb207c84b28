/** Draws the rates of a report as bars on one linear scale: a bar twice as long is twice as many orders. */
import type { Report } from "./report.js";

type Bar = { readonly label: string; readonly value: number; readonly colour: string };

const width = 720;
const barsFrom = 210;
const barsTo = 580;
const rowHeight = 34;
const top = 64;

function barsOf(report: Report): Bar[] {
  const { bench, perSecond, textbookPerSecond, rawPerSecond } = report;
  const grey = "#9aa4b2";
  const rows: [string, number | string | null | undefined, string][] =
    bench === "kernel"
      ? [
          ["decisions", perSecond, "#0f766e"],
          ["entries sealed (hashed)", report["sealedPerSecond"], grey],
          ["orders folded (both)", report["foldedPerSecond"], grey],
        ]
      : [
          ["Bourse", perSecond, "#0f766e"],
          [`runTransaction (${report["textbookCallers"]} callers)`, textbookPerSecond, "#b45309"],
          ["raw limit, same batches", rawPerSecond, grey],
          ["blind writes, same batches", report["blindPerSecond"], grey],
        ];
  return rows.flatMap(([label, value, colour]) =>
    typeof value === "number" ? [{ label, value, colour }] : [],
  );
}

const rate = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: value < 100 ? 1 : 0 });

export function drawPicture(report: Report): string {
  const bars = barsOf(report);
  const most = Math.max(...bars.map(({ value }) => value), 1);
  const height = top + bars.length * rowHeight + 44;
  const rows = bars.map(({ label, value, colour }, index) => {
    const y = top + index * rowHeight;
    // What is too small to see still gets a mark.
    const length = Math.max(1, ((barsTo - barsFrom) * value) / most).toFixed(1);
    return `  <text x="${barsFrom - 10}" y="${y + 17}" text-anchor="end">${label}</text>
  <rect x="${barsFrom}" y="${y}" width="${length}" height="24" fill="${colour}"/>
  <text x="${(barsFrom + Number(length) + 8).toFixed(1)}" y="${y + 17}">${rate(value)}</text>`;
  });
  const unit = report.bench === "kernel" ? "a second on one core" : "orders a second";
  const title = `${report.bench}: ${unit}, ${report.callers} ${report.callers === 1 ? "caller" : "callers"}`;
  const place = report.bench === "kernel" ? "" : "Firestore emulator on the same machine, ";
  const note = `${place}${report.cores} cores, Node ${report.node}. Linear scale.`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
  <title>${title}</title>
  <style>text { font: 14px system-ui, sans-serif; fill: #1f2937 } .title { font-weight: 600; font-size: 16px }
  .note { font-size: 12px; fill: #4b5563 }</style>
  <rect width="${width}" height="${height}" fill="#ffffff"/>
  <text class="title" x="20" y="34">${title}</text>
${rows.join("\n")}
  <text class="note" x="20" y="${height - 16}">${note}</text>
</svg>
`;
}
