import { Button } from "@mantine/core";
import { Link } from "react-router";
import bare from "../app/bare.module.css";
import { Logo } from "../lib/ui/logo.js";
import styles from "./landing.module.css";

/** The front page. It loads nothing of Firebase. */
export function Landing() {
  return (
    <>
      <title>Bourse: trade at live prices</title>
      <header className={`${bare.header} ${styles.width}`}>
        <Link to="/" aria-label="Bourse, home" style={{ textDecoration: "none" }}>
          <Logo />
        </Link>
        <nav aria-label="Main" className={styles.nav}>
          <Button component={Link} to="/sign-in" variant="subtle">
            Sign in
          </Button>
          <Button component={Link} to="/register" visibleFrom="xs">
            Open an account
          </Button>
        </nav>
      </header>
      <main className={styles.width}>
        <section className={styles.hero}>
          <div>
            <h1>Trade at the live price. See every cent it moved.</h1>
            <p className={styles.lead}>
              Crypto, shares, funds and metals in one account. Orders fill at the current quote, and each one
              leaves an entry in a journal that always adds up.
            </p>
            <div className={styles.actions}>
              <Button component={Link} to="/register" size="md">
                Open an account
              </Button>
              <Button component={Link} to="/sign-in" size="md" variant="default">
                Sign in
              </Button>
            </div>
          </div>
          <SampleEntry />
        </section>
        <ul className={styles.facts}>
          <Fact title="Once means once">
            A double click, a lost connection or a reload never places the same order twice.
          </Fact>
          <Fact title="Every movement balances">
            Deposits, trades and fees are numbered entries whose postings sum to zero. None is ever changed.
          </Fact>
          <Fact title="As it happens">
            Prices, balances and orders move on the screen the moment they move on the books.
          </Fact>
        </ul>
      </main>
      <footer className={`${styles.width} ${styles.footer}`}>
        Bourse runs on simulated money and a simulated market.
      </footer>
    </>
  );
}

function Fact({ title, children }: { readonly title: string; readonly children: string }) {
  return (
    <li>
      <h2>{title}</h2>
      <p className="dim">{children}</p>
    </li>
  );
}

const postings = [
  { slot: "Your cash", asset: "USD", amount: "−2,502.50" },
  { slot: "Market", asset: "USD", amount: "+2,500.00" },
  { slot: "Fees", asset: "USD", amount: "+2.50" },
  { slot: "Market", asset: "BTC", amount: "−0.05" },
  { slot: "Your holding", asset: "BTC", amount: "+0.05" },
];

/** What a trade looks like on the books: 0.05 BTC at 50,000.00 with a fee of 10 basis points. */
function SampleEntry() {
  return (
    <figure className={styles.entry}>
      <figcaption>
        <span>Entry 42</span>
        <span className={styles.kind}>Bought 0.05 BTC at $50,000.00</span>
      </figcaption>
      <table>
        <thead>
          <tr>
            <th scope="col">Posting</th>
            <th scope="col">Asset</th>
            <th scope="col">Amount</th>
          </tr>
        </thead>
        <tbody>
          {postings.map(({ slot, asset, amount }) => (
            <tr key={slot + asset}>
              <td>{slot}</td>
              <td>{asset}</td>
              <td className="num">{amount}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={2}>Sum of each asset</td>
            <td className="num">0.00</td>
          </tr>
        </tfoot>
      </table>
    </figure>
  );
}
