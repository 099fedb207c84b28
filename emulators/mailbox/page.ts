import type { Mail } from "./mails.js";

// The mailbox as pages for a person. Mail is shown in a frame without scripts, as it would be in a mail program.

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (found) => escapes[found] ?? found);

const style = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.3rem; } a { color: inherit; }
  table { width: 100%; border-collapse: collapse; } td, th { padding: .5rem .75rem .5rem 0; text-align: left;
  border-bottom: 1px solid #8884; vertical-align: top; } time { white-space: nowrap; opacity: .7; }
  iframe { width: 100%; height: 42rem; border: 1px solid #8884; border-radius: 8px; background: #fff; }
  pre { white-space: pre-wrap; border: 1px solid #8884; border-radius: 8px; padding: 1rem; }`;

const page = (title: string, body: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${escapeHtml(title)}</title><style>${style}</style></head><body>${body}</body></html>`;

export function listPage(mails: readonly Mail[], to: string | undefined): string {
  const e = escapeHtml;
  const rows = mails.map(
    (mail) =>
      `<tr><td><time>${e(mail.at.slice(0, 19).replace("T", " "))}</time></td>` +
      `<td><a href="/?to=${e(encodeURIComponent(mail.to[0] ?? ""))}">${e(mail.to.join(", "))}</a></td>` +
      `<td><a href="/messages/${mail.id}">${e(mail.subject)}</a></td></tr>`,
  );
  const heading = to === undefined ? "Mailbox" : `Mail to ${to}`;
  const table =
    rows.length === 0
      ? "<p>Nothing has arrived yet.</p>"
      : `<table><thead><tr><th>Arrived (UTC)</th><th>To</th><th>Subject</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
  return page(heading, `<h1>${e(heading)}</h1>${table}`);
}

export function mailPage(mail: Mail): string {
  const e = escapeHtml;
  const html = mail.html
    ? `<h2>HTML</h2><iframe sandbox src="/messages/${mail.id}/html" title="HTML"></iframe>`
    : "";
  return page(
    mail.subject,
    `<p><a href="/">Mailbox</a></p><h1>${e(mail.subject)}</h1>` +
      `<p>From ${e(mail.from)}<br>To ${e(mail.to.join(", "))}<br><time>${e(mail.at)}</time></p>` +
      `${html}<h2>Text</h2><pre>${e(mail.text)}</pre>`,
  );
}
