package bourse.storagerules;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import com.google.firebase.rules.runtime.common.AsyncRuntimeFunction;
import com.google.firebase.rules.runtime.v1.ExecutionRequest;
import com.google.firebase.rules.runtime.v1.ExecutionResponse;
import com.google.firebase.rules.runtime.v1.ExpressionPathSegmentValue;
import com.google.firebase.rules.runtime.v1.ExpressionValue;
import com.google.gson.JsonObject;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The documents that one verification reads with {@code firestore.get} and {@code firestore.exists}.
 *
 * <p>firebase-tools listens for one answer at a time under the id of a verification. So a question waits until the
 * one before is answered, and the decision, which a rule may reach earlier, waits as well: sent into an open
 * question it would be lost. A document that is read twice is asked for once.
 */
final class FirestoreLookups {
  private final Consumer<String> ask;
  private final Map<String, SettableFuture<Optional<JsonObject>>> documents = new HashMap<>();
  private final Queue<String> toAsk = new ArrayDeque<>();
  private String asked;
  private Runnable end;

  FirestoreLookups(Consumer<String> ask) {
    this.ask = ask;
  }

  List<AsyncRuntimeFunction> functions() {
    return List.of(
        new Lookup(
            "firestore.get", found -> found.map(FirestoreValues::resource).orElse(FirestoreValues.NULL)),
        new Lookup(
            "firestore.exists",
            found -> ExpressionValue.newBuilder().setBoolValue(found.isPresent()).build()));
  }

  /** Takes the answer to the open question; null when there is no such document. */
  void answered(JsonObject document) {
    if (asked == null) {
      throw new IllegalStateException("no document was asked for");
    }
    // Still open while the rule goes on: what it reads now only joins the line.
    documents.get(asked).set(Optional.ofNullable(document));
    asked = null;
    proceed();
  }

  /** Runs the end now, or when the open question is answered. */
  void finish(Runnable end) {
    this.end = end;
    proceed();
  }

  private void proceed() {
    if (asked != null) {
      return;
    }
    if (end != null) {
      end.run();
      return;
    }
    asked = toAsk.poll();
    if (asked != null) {
      ask.accept(asked);
    }
  }

  private ListenableFuture<Optional<JsonObject>> read(String path) {
    SettableFuture<Optional<JsonObject>> document = documents.get(path);
    if (document == null) {
      document = SettableFuture.create();
      documents.put(path, document);
      toAsk.add(path);
      proceed();
    }
    return document;
  }

  private final class Lookup implements AsyncRuntimeFunction {
    private final String name;
    private final Function<Optional<JsonObject>, ExpressionValue> toValue;

    Lookup(String name, Function<Optional<JsonObject>, ExpressionValue> toValue) {
      this.name = name;
      this.toValue = toValue;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public ListenableFuture<ExecutionResponse> execute(ExecutionRequest request) {
      String path =
          request.getArguments(0).getPathValue().getSegmentsList().stream()
              .map(ExpressionPathSegmentValue::getSimple)
              .collect(Collectors.joining("/", "/", ""));
      return Futures.transform(
          read(path),
          found -> ExecutionResponse.newBuilder().setValue(toValue.apply(found)).build(),
          MoreExecutors.directExecutor());
    }
  }
}
