/** A callable as a typed function that throws nothing but `Failure`. */
import { failureOf } from "./failure.js";
import { firebaseFunctions } from "./firebase.js";

/** After this long nobody knows whether the call took effect; repeating it with the same id tells. */
const timeoutMs = 30_000;

export function callable<Input, Output>(name: string): (input: Input) => Promise<Output> {
  return async (input) => {
    try {
      const [functions, { httpsCallable }] = await Promise.all([
        firebaseFunctions(),
        import("firebase/functions"),
      ]);
      const { data } = await httpsCallable<Input, Output>(functions, name, { timeout: timeoutMs })(input);
      return data;
    } catch (error) {
      throw failureOf(error);
    }
  };
}
