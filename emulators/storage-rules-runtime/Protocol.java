package bourse.storagerules;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The messages of firebase-tools (lib/emulator/storage/rules/runtime.js), as JSON lines.
 *
 * <ul>
 *   <li>{@code load_ruleset}: compile a source and keep it under a name.
 *   <li>{@code verify}: decide one operation. A rule that reads Firestore makes the runtime answer with {@code
 *       fetch_firestore_document} first; the document comes back as a line without action under the same id, and
 *       the decision follows when no more is needed.
 * </ul>
 *
 * <p>Every request gets an answer whose status is "ok": firebase-tools drops any other without telling the caller,
 * whose request would then wait for ever. What went wrong is in {@code errors}.
 *
 * <p>Lines are handled in order by the one thread that reads them. The engine never blocks on a document, so a
 * verification that waits for Firestore does not hold up the others.
 */
final class Protocol {
  private static final int HELLO_ID = -1;
  private static final Gson GSON = new Gson();

  private final Consumer<String> output;
  private final Map<String, Ruleset> rulesets = new HashMap<>();
  private final Map<Integer, FirestoreLookups> waiting = new HashMap<>();

  Protocol(Consumer<String> output) {
    this.output = output;
  }

  void hello() {
    send(answer(HELLO_ID));
  }

  void accept(String line) {
    int id = HELLO_ID;
    try {
      JsonObject request = JsonParser.parseString(line).getAsJsonObject();
      id = request.get("id").getAsInt();
      if (!request.has("action")) {
        document(id, request);
        return;
      }
      switch (request.get("action").getAsString()) {
        case "load_ruleset" -> loadRuleset(id, request.getAsJsonObject("context"));
        case "verify" -> verify(id, request.getAsJsonObject("context"));
        default -> fail(id, "unknown action " + request.get("action"));
      }
    } catch (Exception problem) {
      if (id == HELLO_ID) {
        System.err.println("not a request: " + line + ": " + problem);
      } else {
        fail(id, problem.toString());
      }
    }
  }

  private void loadRuleset(int id, JsonObject context) {
    Ruleset.Compilation compilation = Ruleset.compile(context.getAsJsonObject("source"));
    JsonObject answer = answer(id);
    answer.add("errors", texts(compilation.errors()));
    answer.add("warnings", texts(compilation.warnings()));
    if (compilation.errors().isEmpty()) {
      rulesets.put(context.get("rulesetName").getAsString(), compilation.ruleset());
      JsonObject result = new JsonObject();
      result.addProperty("rulesVersion", compilation.ruleset().version());
      answer.add("result", result);
    }
    send(answer);
  }

  private void verify(int id, JsonObject context) {
    Ruleset ruleset = rulesets.get(context.get("rulesetName").getAsString());
    if (ruleset == null) {
      fail(id, "no ruleset is loaded under the name " + context.get("rulesetName"));
      return;
    }
    FirestoreLookups lookups = new FirestoreLookups(path -> send(question(id, path)));
    waiting.put(id, lookups);
    ruleset.decide(
        context,
        lookups.functions(),
        (permit, problems) -> lookups.finish(() -> decided(id, permit, problems)));
  }

  private void decided(int id, boolean permit, List<String> problems) {
    waiting.remove(id);
    JsonObject result = new JsonObject();
    result.addProperty("permit", permit);
    JsonObject answer = answer(id);
    answer.add("result", result);
    if (!permit) {
      answer.add("warnings", texts(problems));
    }
    send(answer);
  }

  private void document(int id, JsonObject answer) {
    FirestoreLookups lookups = waiting.get(id);
    if (lookups == null) {
      fail(id, "no verification waits for this document");
      return;
    }
    boolean found = "ok".equals(answer.get("status").getAsString());
    lookups.answered(found ? answer.getAsJsonObject("result") : null);
  }

  private static JsonObject question(int id, String path) {
    JsonObject context = new JsonObject();
    context.addProperty("path", path);
    JsonObject question = answer(id);
    question.remove("id");
    question.addProperty("server_request_id", id);
    question.addProperty("action", "fetch_firestore_document");
    question.add("context", context);
    return question;
  }

  private void fail(int id, String problem) {
    waiting.remove(id);
    JsonObject answer = answer(id);
    answer.add("errors", texts(List.of(problem)));
    send(answer);
  }

  private static JsonObject answer(int id) {
    JsonObject answer = new JsonObject();
    answer.addProperty("id", id);
    answer.addProperty("status", "ok");
    answer.add("errors", new JsonArray());
    answer.add("warnings", new JsonArray());
    return answer;
  }

  private static JsonElement texts(List<String> lines) {
    return GSON.toJsonTree(lines);
  }

  private void send(JsonObject message) {
    output.accept(GSON.toJson(message));
  }
}
