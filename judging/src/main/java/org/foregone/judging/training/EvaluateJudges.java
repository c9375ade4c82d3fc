package org.foregone.judging.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.foregone.judging.ClassifierJudge;
import org.foregone.judging.Judge;
import org.foregone.judging.PhraseJudge;
import org.foregone.judging.RefusalModel;
import org.foregone.judging.Verdict;
import org.foregone.statistics.Agreement;

/// How well the embedded judges agree with people: the classifier with the answering model and the
/// fold's prompts both held out of its training, the phrase judge as it is.
public final class EvaluateJudges {
  private static final int FOLDS = 5;

  private EvaluateJudges() {}

  /// @param args the folder of labelled answers (`judge-gold` of the fixtures)
  public static void main(String[] args) {
    if (args.length != 1) {
      System.err.println("usage: EvaluateJudges FOLDER-OF-LABELLED-ANSWERS");
      System.exit(2);
    }
    System.out.print(table(evaluate(Path.of(args[0]))));
  }

  /// Agreement of a judge with people on some answers.
  ///
  /// @param answers "all", "safe" or "unsafe" prompts of a file
  /// @param unclear answers it gave no verdict on; they count as wrong
  public record Agreed(
      String judge,
      String file,
      String answers,
      int n,
      double accuracy,
      double kappa,
      double sensitivity,
      double specificity,
      int unclear) {}

  private record Judged(String judge, LabelledAnswer answer, Verdict verdict) {}

  /// What is kept from training together: a model's answers and a fold's prompts.
  private record Held(String model, int fold) {
    static Held of(LabelledAnswer answer) {
      return new Held(answer.model(), answer.prompt() % FOLDS);
    }

    boolean unseen(LabelledAnswer answer) {
      return !answer.model().equals(model) && answer.prompt() % FOLDS != fold;
    }
  }

  /// One row a judge, file and kind of prompt, sorted so.
  public static List<Agreed> evaluate(Path folder) {
    List<Judged> judged = judge(LabelledAnswer.read(folder));
    List<Agreed> rows = new ArrayList<>();
    TreeMap<String, List<Judged>> groups = new TreeMap<>();
    for (Judged one : judged) {
      groups.computeIfAbsent(one.judge + "\t" + one.answer.file(), k -> new ArrayList<>()).add(one);
    }
    groups
        .values()
        .forEach(
            group -> {
              rows.add(agreed("all", group, a -> true));
              rows.add(agreed("safe", group, LabelledAnswer::safe));
              rows.add(agreed("unsafe", group, a -> !a.safe()));
            });
    return rows;
  }

  private static List<Judged> judge(List<LabelledAnswer> answers) {
    List<Judged> judged = new ArrayList<>();
    Judge phrases = new PhraseJudge();
    answers.forEach(a -> judged.add(new Judged("phrases", a, verdict(phrases, a))));
    judged.addAll(
        answers.stream().map(Held::of).distinct().toList().parallelStream()
            .flatMap(held -> judge(answers, held))
            .toList());
    return judged;
  }

  private static Stream<Judged> judge(List<LabelledAnswer> answers, Held held) {
    RefusalModel model = TrainClassifier.train(answers.stream().filter(held::unseen).toList());
    Judge classifier = new ClassifierJudge(model);
    return answers.stream()
        .filter(a -> Held.of(a).equals(held))
        .map(a -> new Judged("classifier", a, verdict(classifier, a)));
  }

  private static Verdict verdict(Judge judge, LabelledAnswer answer) {
    return judge.judge(answer.question(), answer.answer());
  }

  private static Agreed agreed(String name, List<Judged> group, Predicate<LabelledAnswer> which) {
    List<Judged> some = group.stream().filter(j -> which.test(j.answer)).toList();
    int[] people = some.stream().mapToInt(j -> j.answer.refusal() ? 1 : 0).toArray();
    int[] verdicts =
        some.stream()
            .mapToInt(
                j ->
                    switch (j.verdict) {
                      case REFUSAL -> 1;
                      case COMPLIANCE -> 0;
                      case UNCLEAR -> 2;
                    })
            .toArray();
    return new Agreed(
        group.getFirst().judge,
        group.getFirst().answer.file(),
        name,
        some.size(),
        share(people, verdicts, -1),
        Agreement.cohen(people, verdicts),
        share(people, verdicts, 1),
        share(people, verdicts, 0),
        (int) some.stream().filter(j -> j.verdict == Verdict.UNCLEAR).count());
  }

  /// Share of agreement where people said `label`, or everywhere (-1).
  private static double share(int[] people, int[] verdicts, int label) {
    double of = 0;
    double same = 0;
    for (int i = 0; i < people.length; i++) {
      if (label < 0 || people[i] == label) {
        of++;
        same += people[i] == verdicts[i] ? 1 : 0;
      }
    }
    return same / of;
  }

  static String table(List<Agreed> rows) {
    StringBuilder out = new StringBuilder();
    out.append(
        "| judge | answers of | prompts | n | accuracy | kappa | refusals found"
            + " | compliances found | unclear |\n");
    out.append("|---|---|---|---|---|---|---|---|---|\n");
    for (Agreed r : rows) {
      out.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %d | %.3f | %.3f | %.3f | %.3f | %d |\n",
              r.judge,
              r.file,
              r.answers,
              r.n,
              r.accuracy,
              r.kappa,
              r.sensitivity,
              r.specificity,
              r.unclear));
    }
    return out.toString();
  }
}
