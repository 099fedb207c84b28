package bourse.storagerules;

import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.firebase.rules.lang.CompileResult;
import com.google.firebase.rules.lang.FirebaseRulesProtoCompiler;
import com.google.firebase.rules.lang.common.FirebaseRulesLangOptions;
import com.google.firebase.rules.runtime.common.AsyncRuntimeFunction;
import com.google.firebase.rules.runtime.common.EvaluationResult;
import com.google.firebase.rules.runtime.evaluators.AuthRuleEvaluator.RuleContext;
import com.google.firebase.rules.runtime.impl.DefaultEvaluator;
import com.google.firebase.rules.runtime.v1.ExpressionPathSegmentValue;
import com.google.firebase.rules.runtime.v1.ExpressionPathValue;
import com.google.firebase.rules.runtime.v1.ExpressionValue;
import com.google.firebase.rules.runtime.v1.RulesetAst;
import com.google.firebase.rules.v1.File;
import com.google.firebase.rules.v1.Issue;
import com.google.firebase.rules.v1.Source;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.util.List;

/** One compiled source, ready to decide operations. */
final class Ruleset {
  /** What production allows in Storage rules. */
  private static final FirebaseRulesLangOptions LANGUAGE =
      FirebaseRulesLangOptions.builder().allowTernaryOperator(true).allowCrossServiceRules(true).build();

  private final RulesetAst ast;

  private Ruleset(RulesetAst ast) {
    this.ast = ast;
  }

  /** The outcome of compiling; {@code ruleset} is null when there are errors. */
  record Compilation(Ruleset ruleset, List<String> errors, List<String> warnings) {}

  /** Hears the decision; {@code problems} says which conditions could not be evaluated. */
  interface Decision {
    void made(boolean permit, List<String> problems);
  }

  static Compilation compile(JsonObject source) {
    Source.Builder files = Source.newBuilder();
    for (JsonElement element : source.getAsJsonArray("files")) {
      JsonObject file = element.getAsJsonObject();
      files.addFiles(
          File.newBuilder()
              .setName(file.get("name").getAsString())
              .setContent(file.get("content").getAsString()));
    }
    CompileResult result = FirebaseRulesProtoCompiler.createStandalone(LANGUAGE).compile(files);
    List<String> errors = issues(result, true);
    Ruleset ruleset = errors.isEmpty() ? new Ruleset(result.getRulesetAst()) : null;
    return new Compilation(ruleset, errors, issues(result, false));
  }

  /** What the source states as {@code rules_version}; a source that states none is of version 1. */
  int version() {
    return Math.max(ast.getVersionValue(), RulesetAst.Version.VERSION_1_VALUE);
  }

  /** Decides one operation: at once, or later on the thread that delivers the documents asked for. */
  void decide(JsonObject context, List<AsyncRuntimeFunction> functions, Decision decision) {
    RuleContext.Builder request =
        RuleContext.builder()
            .service(context.get("service").getAsString())
            .method(context.get("method").getAsString())
            .path(path(context.get("path").getAsString()))
            .functions(functions);
    context
        .getAsJsonObject("variables")
        .entrySet()
        .forEach(variable -> request.supplyVariable(variable.getKey(), value(variable.getValue())));
    Problems problems = new Problems();
    Futures.addCallback(
        new DefaultEvaluator(ast).evaluate(request.listeners(ImmutableList.of(() -> problems)).build()),
        new FutureCallback<EvaluationResult>() {
          @Override
          public void onSuccess(EvaluationResult result) {
            decision.made(result.permit(), problems.texts());
          }

          @Override
          public void onFailure(Throwable failure) {
            decision.made(false, List.of(failure.toString()));
          }
        },
        MoreExecutors.directExecutor());
  }

  private static ExpressionPathValue path(String path) {
    ExpressionPathValue.Builder value = ExpressionPathValue.newBuilder();
    for (String segment : path.split("/")) {
      if (!segment.isEmpty()) {
        value.addSegments(ExpressionPathSegmentValue.newBuilder().setSimple(segment));
      }
    }
    return value.build();
  }

  private static ExpressionValue value(JsonElement json) {
    try {
      ExpressionValue.Builder value = ExpressionValue.newBuilder();
      JsonFormat.parser().ignoringUnknownFields().merge(json.toString(), value);
      return value.build();
    } catch (InvalidProtocolBufferException malformed) {
      throw new IllegalArgumentException("not a value of the rules language: " + json, malformed);
    }
  }

  /** Issues in the shape in which firebase-tools looks for the description and the line. */
  private static List<String> issues(CompileResult result, boolean errors) {
    return result.getIssues().stream()
        .filter(issue -> (issue.getSeverity() == Issue.Severity.ERROR) == errors)
        .map(Ruleset::issue)
        .toList();
  }

  private static String issue(Issue issue) {
    JsonObject position = new JsonObject();
    position.addProperty("fileName_", issue.getSourcePosition().getFileName());
    position.addProperty("line_", issue.getSourcePosition().getLine());
    position.addProperty("column_", issue.getSourcePosition().getColumn());
    JsonObject text = new JsonObject();
    text.addProperty("description_", issue.getDescription());
    text.addProperty("severity_", issue.getSeverity().name());
    text.add("sourcePosition_", position);
    return text.toString();
  }
}
