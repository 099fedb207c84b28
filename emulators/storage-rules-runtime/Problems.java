package bourse.storagerules;

import com.google.common.base.Throwables;
import com.google.firebase.rules.runtime.common.EvaluationListener;
import com.google.firebase.rules.runtime.common.Evaluator;
import com.google.firebase.rules.runtime.v1.Expression;
import java.util.ArrayList;
import java.util.List;

/** Collects why conditions could not be evaluated: a denial alone would not tell a typing slip from a rule. */
final class Problems implements EvaluationListener {
  private final List<String> texts = new ArrayList<>();

  @Override
  public void afterSinglePermissionEvaluation(
      Evaluator.Context context, Throwable problem, Expression condition) {
    texts.add(String.valueOf(Throwables.getRootCause(problem).getMessage()));
  }

  List<String> texts() {
    return List.copyOf(texts);
  }
}
