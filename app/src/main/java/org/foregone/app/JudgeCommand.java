package org.foregone.app;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.foregone.judging.Judge;
import org.foregone.judging.Judges;
import org.foregone.judging.Verdict;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Judges answers that somebody has.
@Command(
    name = "judge",
    mixinStandardHelpOptions = true,
    description = "Say of each answer in a file whether it refuses.",
    footer = {
      "",
      "Columns prompt and answer. --json prints {\"verdict\":\"REFUSAL|COMPLIANCE|UNCLEAR\"} a row,",
      "in the file's order; {\"verdict\":null} for an empty answer, which no judge sees."
    })
final class JudgeCommand implements Callable<Integer> {
  @Mixin private Talk talk;

  @Option(
      names = "--answers",
      required = true,
      paramLabel = "FILE",
      description = "CSV or JSONL with prompt and answer")
  private Path answers;

  @Option(
      names = "--with",
      required = true,
      paramLabel = "JUDGE",
      description = "phrases, classifier or organism")
  private String with;

  @Option(names = "--json", description = "print one JSON object a row")
  private boolean json;

  @Override
  public Integer call() {
    Judge judge = judge();
    List<AnswerRows.AnswerRow> rows = AnswerRows.read(answers);
    if (rows.isEmpty()) {
      throw new ProblemException(Problem.of(ErrorCode.NO_DATA, answers + ": no answers in it"));
    }
    talk.say("judge: " + judge.identity());
    for (AnswerRows.AnswerRow row : rows) {
      Verdict verdict = row.answer().isBlank() ? null : judge.judge(row.prompt(), row.answer());
      print(verdict);
    }
    return Exit.COMPLETE.code();
  }

  private void print(@Nullable Verdict verdict) {
    String name = verdict == null ? null : verdict.name();
    if (json) {
      Map<String, @Nullable String> object = Collections.singletonMap("verdict", name);
      talk.json(object);
    } else {
      talk.out().println(name == null ? "EMPTY" : name);
    }
  }

  private Judge judge() {
    try {
      return Judges.named(with);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.of(
              ErrorCode.BAD_VALUE,
              "--with: " + e.getMessage(),
              "`foregone judge --help` says more"));
    }
  }
}
