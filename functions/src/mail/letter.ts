/** A letter is what a mail says, written once; text and HTML are both set from it. Only here is HTML made. */

/** The content of a mail as the Trigger Email extension takes it. */
export type MailContent = { readonly subject: string; readonly text: string; readonly html: string };

export type Letter = {
  readonly subject: string;
  /** Empty: a greeting without a name. */
  readonly name: string;
  /** BCP 47; of numbers and dates. The words are English. */
  readonly locale: string;
  readonly paragraphs: readonly string[];
  /** What it is about, row by row. */
  readonly facts?: readonly (readonly [label: string, value: string])[];
  /** Where to go next: an absolute address. */
  readonly action: { readonly label: string; readonly url: string };
  /** Why it was sent, and where to change that. */
  readonly footer: { readonly text: string; readonly label: string; readonly url: string };
};

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (found) => escapes[found] ?? found);

const subjectLengthMax = 200;

/** Text that people wrote may stand in a subject: it is one line there, whatever they wrote. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, subjectLengthMax);

export function renderLetter(letter: Letter): MailContent {
  return { subject: oneLine(letter.subject), text: textOf(letter), html: htmlOf(letter) };
}

const greetingOf = ({ name }: Letter) => (name === "" ? "Hello," : `Hello ${oneLine(name)},`);

function textOf(letter: Letter): string {
  const { paragraphs, facts = [], action, footer } = letter;
  const width = Math.max(0, ...facts.map(([label]) => label.length));
  const rows = facts.map(([label, value]) => `${`${label}:`.padEnd(width + 2)}${oneLine(value)}`);
  return [
    greetingOf(letter),
    ...paragraphs.map(oneLine),
    ...(rows.length > 0 ? [rows.join("\n")] : []),
    `${action.label}: ${action.url}`,
    `-- \nBourse\n${footer.text}\n${footer.label}: ${footer.url}\n`,
  ].join("\n\n");
}

const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const ink = "#16202e";
const faint = "#5b6776";
const line = "#dfe4ea";

function htmlOf(letter: Letter): string {
  const { paragraphs, facts = [], action, footer } = letter;
  const e = escapeHtml;
  const paragraph = (text: string) => `<p style="margin:0 0 16px;line-height:1.5">${e(oneLine(text))}</p>`;
  const row = ([label, value]: readonly [string, string]) =>
    `<tr><th scope="row" style="padding:8px 16px 8px 0;border-bottom:1px solid ${line};text-align:left;` +
    `font-weight:400;color:${faint}">${e(label)}</th><td style="padding:8px 0;border-bottom:1px solid ${line};` +
    `text-align:right;font-variant-numeric:tabular-nums">${e(oneLine(value))}</td></tr>`;
  const table =
    facts.length > 0
      ? `<table role="table" style="width:100%;border-collapse:collapse;margin:0 0 24px;font-size:15px">${facts.map(row).join("")}</table>`
      : "";
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width"><title>${e(oneLine(letter.subject))}</title></head>`,
    `<body style="margin:0;padding:24px 12px;background:#f3f5f8;color:${ink};${font};font-size:16px">`,
    `<main style="max-width:560px;margin:0 auto;padding:32px;background:#fff;border-radius:12px">`,
    `<div style="margin:0 0 24px;font-weight:700;font-size:18px;letter-spacing:.02em">Bourse</div>`,
    `<h1 style="margin:0 0 20px;font-size:22px;line-height:1.3">${e(oneLine(letter.subject))}</h1>`,
    paragraph(greetingOf(letter)),
    ...paragraphs.map(paragraph),
    table,
    `<p style="margin:0 0 8px"><a href="${e(action.url)}" style="display:inline-block;padding:12px 20px;`,
    `background:#1f5eff;color:#fff;border-radius:8px;text-decoration:none;font-weight:600">${e(action.label)}</a></p>`,
    `</main><footer style="max-width:560px;margin:16px auto 0;padding:0 32px;color:${faint};font-size:13px;`,
    `line-height:1.5">${e(footer.text)} <a href="${e(footer.url)}" style="color:${faint}">${e(footer.label)}</a></footer>`,
    `</body></html>`,
  ].join("");
}
