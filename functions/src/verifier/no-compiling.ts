/** Zod compiles its schemas where it may; a content security policy forbids that, and browsers report the attempt. */
import { config } from "zod";

config({ jitless: true });
