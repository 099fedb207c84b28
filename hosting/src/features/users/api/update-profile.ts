import type { ProfileView, UpdateInput } from "@bourse/functions/users/contract";
import { callable } from "../../../lib/callable.js";

export const updateProfile = callable<UpdateInput, ProfileView>("users-update");
