import { createBrowserRouter, Outlet, ScrollRestoration, useNavigation } from "react-router";
import styles from "./bare.module.css";
import { Crash } from "./crash.js";

function Root() {
  return (
    <>
      <Underway />
      <Outlet />
      <ScrollRestoration />
    </>
  );
}

/** The old page stays until the chunk of the new one is there; this says that it is coming. */
function Underway() {
  const { state } = useNavigation();
  return state === "idle" ? null : (
    <div className={styles.underway} role="progressbar" aria-label="Loading the page" />
  );
}

/** Each page is its own chunk, fetched when it is first visited. */
export const router = createBrowserRouter([
  {
    Component: Root,
    ErrorBoundary: Crash,
    // Nothing is drawn before the first page's chunk is there: it is small, and a flash would be worse.
    HydrateFallback: () => null,
    children: [
      { index: true, lazy: { Component: async () => (await import("../routes/landing.js")).Landing } },
      {
        lazy: { Component: async () => (await import("./guest-layout.js")).GuestLayout },
        children: [
          { path: "sign-in", lazy: { Component: async () => (await import("../routes/sign-in.js")).SignIn } },
          {
            path: "register",
            lazy: { Component: async () => (await import("../routes/register.js")).Register },
          },
          {
            path: "reset-password",
            lazy: { Component: async () => (await import("../routes/reset-password.js")).ResetPassword },
          },
        ],
      },
      {
        lazy: { Component: async () => (await import("./protected-layout.js")).ProtectedLayout },
        children: [
          {
            path: "dashboard",
            lazy: { Component: async () => (await import("../routes/dashboard.js")).Dashboard },
          },
          {
            path: "markets",
            lazy: { Component: async () => (await import("../routes/markets.js")).Markets },
          },
          {
            path: "markets/:assetId",
            lazy: { Component: async () => (await import("../routes/trade.js")).Trade },
          },
          {
            path: "portfolio",
            lazy: { Component: async () => (await import("../routes/portfolio.js")).Portfolio },
          },
          { path: "orders", lazy: { Component: async () => (await import("../routes/orders.js")).Orders } },
          {
            path: "orders/:orderId",
            lazy: { Component: async () => (await import("../routes/order.js")).Order },
          },
          { path: "files", lazy: { Component: async () => (await import("../routes/files.js")).Files } },
          {
            path: "account",
            lazy: { Component: async () => (await import("../routes/account.js")).Account },
          },
          {
            path: "profile",
            lazy: { Component: async () => (await import("../routes/profile.js")).Profile },
          },
          {
            path: "notifications",
            lazy: { Component: async () => (await import("../routes/notifications.js")).Notifications },
          },
          {
            path: "operations",
            lazy: { Component: async () => (await import("../routes/operations.js")).Operations },
          },
          { path: "verify", lazy: { Component: async () => (await import("../routes/verify.js")).Verify } },
        ],
      },
      { path: "*", lazy: { Component: async () => (await import("../routes/not-found.js")).NotFound } },
    ],
  },
]);
