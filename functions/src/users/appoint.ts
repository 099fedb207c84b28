/** `npm run admin`: makes a user an admin from outside, because the first one has nobody to ask. */
import { parseArgs } from "node:util";
import { initializeApp } from "firebase-admin/app";
import { getAuth } from "firebase-admin/auth";
import { getFirestore } from "firebase-admin/firestore";
import { createContext } from "../platform/context.js";
import { setRole } from "./administering.js";

const help = `Makes a user an admin. The user must have registered before.

npm run admin -- --email ada@example.com --project my-project

  --email      address of the user
  --project    id of the Firebase project; demo-bourse is the local stack, which must be running
  --help       print this
Credentials are Google's application default ones (gcloud auth application-default login) of somebody who may
administer Firebase Authentication and Firestore. The local stack needs none.
The role counts within seconds, without signing in again.
Exit code 0: the user is an admin. 1: it could not be done, and why. 2: the command line is wrong.
`;

/** Who did it, in the security event. */
const by = "npm run admin";
const localProject = "demo-bourse";
const localHosts = {
  FIRESTORE_EMULATOR_HOST: "127.0.0.1:8080",
  FIREBASE_AUTH_EMULATOR_HOST: "127.0.0.1:9099",
};

const fail = (code: number, text: string) => {
  process.stderr.write(`admin: ${text}\n`);
  return code;
};

async function appoint(email: string, projectId: string): Promise<number> {
  // A demo project is in no cloud: its emulators are where `npm start` puts them unless the environment says.
  if (projectId === localProject) Object.assign(process.env, { ...localHosts, ...process.env });
  process.env["GCLOUD_PROJECT"] = projectId;
  const context = createContext({ db: getFirestore(initializeApp({ projectId })) });
  try {
    const { uid } = await getAuth().getUserByEmail(email);
    const replayed = await setRole(context, by, uid, "admin");
    process.stdout.write(`${email} (${uid}) ${replayed ? "was an admin already" : "is an admin now"}\n`);
    return 0;
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (code === "auth/user-not-found") return fail(1, `${projectId} has no user ${email}: register first`);
    return fail(1, `${message ?? String(error)}`);
  }
}

async function main(): Promise<number> {
  const given = {
    email: { type: "string" },
    project: { type: "string" },
    help: { type: "boolean" },
  } as const;
  let values: { email?: string; project?: string; help?: boolean };
  try {
    ({ values } = parseArgs({ options: given }));
  } catch (error) {
    return fail(2, `${(error as Error).message}; --help tells more`);
  }
  const { email, project, help: asked } = values;
  if (asked) {
    process.stdout.write(help);
    return 0;
  }
  if (!email || !project) return fail(2, "name the user with --email and the project with --project");
  return appoint(email, project);
}

process.exit(await main());
