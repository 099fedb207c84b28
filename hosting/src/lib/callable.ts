/** A callable as a typed function that throws nothing but `Failure`. */
import { failureOf } from "./failure.js";
import { firebaseFunctions } from "./firebase.js";

/** After this long nobody knows whether the call took effect; repeating it with the same id tells. */
const timeoutMs = 30_000;

type Options = {
  /** Each call proves with a token of its own that it comes from the app: the functions that move money demand it. */
  readonly singleUseProof?: boolean;
};

export function callable<Input, Output>(
  name: string,
  { singleUseProof = false }: Options = {},
): (input: Input) => Promise<Output> {
  return async (input) => {
    try {
      const [functions, { httpsCallable }] = await Promise.all([
        firebaseFunctions(),
        import("firebase/functions"),
      ]);
      const options = { timeout: timeoutMs, limitedUseAppCheckTokens: singleUseProof };
      const { data } = await httpsCallable<Input, Output>(functions, name, options)(input);
      return data;
    } catch (error) {
      throw failureOf(error);
    }
  };
}
