package org.foregone.study.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.foregone.study.Intent;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.config.StudyConfig.PromptChoice;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.prompts.PromptFile;
import org.foregone.study.prompts.PromptFiles;
import org.jspecify.annotations.Nullable;

/// Reads the prompts a configuration names and takes those it chooses.
public final class PromptChoices {
  private PromptChoices() {}

  /// @throws StudyException when a file is bad, an id is unknown or nothing is left
  public static List<Prompt> read(PromptChoice choice) {
    List<PromptFile> files = new ArrayList<>();
    add(files, choice.harmful(), Intent.HARMFUL);
    add(files, choice.benign(), Intent.BENIGN);
    add(files, choice.mixed(), null);
    return choose(PromptFiles.read(files), choice);
  }

  private static void add(List<PromptFile> files, List<Path> paths, @Nullable Intent intent) {
    paths.forEach(path -> files.add(new PromptFile(path, intent)));
  }

  private static List<Prompt> choose(List<Prompt> all, PromptChoice choice) {
    TreeSet<String> unknown = new TreeSet<>(choice.ids());
    all.forEach(p -> unknown.remove(p.id()));
    if (!unknown.isEmpty()) {
      throw new StudyException(
          Kind.PROMPTS,
          "no prompt has the id " + String.join(", ", unknown),
          "prompt-id names ids of the prompt files");
    }
    Map<String, Integer> taken = new HashMap<>();
    List<Prompt> chosen =
        all.stream()
            .filter(p -> choice.ids().isEmpty() || choice.ids().contains(p.id()))
            .filter(
                p -> choice.benchmarks().isEmpty() || choice.benchmarks().contains(p.benchmark()))
            .filter(
                p ->
                    taken.merge(p.source(), 1, Integer::sum)
                        <= choice.limit().orElse(Integer.MAX_VALUE))
            .toList();
    if (chosen.isEmpty()) {
      throw new StudyException(
          Kind.PROMPTS,
          "no prompts are left of " + all.size(),
          "benchmarks and prompt-id leave none; the files have the benchmarks "
              + String.join(", ", new TreeSet<>(all.stream().map(Prompt::benchmark).toList())));
    }
    return chosen;
  }
}
