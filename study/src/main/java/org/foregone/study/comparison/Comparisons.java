package org.foregone.study.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.StudyException.Problem;
import org.foregone.study.store.NumbersTree;
import org.foregone.study.store.StudyFolder;

/// Studies compared with a base each: what `comparison.json` holds.
///
/// @param studies each once, in the order they were named
/// @param comparisons one a pair
public record Comparisons(List<ComparedStudy> studies, List<Comparison> comparisons) {
  public static final String SCHEMA = "foregone.comparison/1";

  public static final String FILE = "comparison.json";

  public Comparisons {
    studies = List.copyOf(studies);
    comparisons = List.copyOf(comparisons);
  }

  /// A study and what it is to be called.
  ///
  /// @param name empty: as its folder is called
  public record Named(Path folder, String name) {}

  /// A pair to compare, by position in the list of studies.
  public record Pair(int base, int other) {}

  /// Every study against the first.
  ///
  /// @throws StudyException naming every folder that holds no study
  public static Comparisons of(Named base, List<Named> others) {
    List<Named> all = new ArrayList<>(List.of(base));
    all.addAll(others);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 1; i < all.size(); i++) {
      pairs.add(new Pair(0, i));
    }
    return of(all, pairs);
  }

  /// Any pairs; each study is read once.
  ///
  /// @throws StudyException naming every folder that holds no study
  public static Comparisons of(List<Named> studies, List<Pair> pairs) {
    List<String> names = names(studies);
    List<ComparedStudy> read = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      try {
        read.add(StudyReader.read(studies.get(i).folder(), names.get(i)));
      } catch (StudyException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new StudyException(problems);
    }
    return new Comparisons(
        read,
        pairs.stream()
            .map(
                pair ->
                    Comparison.of(
                        read.get(pair.base()), read.get(pair.other()), ClusterBootstrap.DEFAULT))
            .toList());
  }

  /// The names given, or those of the folders; one that is taken already gets a number.
  private static List<String> names(List<Named> studies) {
    Set<String> taken = new HashSet<>();
    List<String> names = new ArrayList<>();
    for (Named study : studies) {
      String wanted =
          study.name().isEmpty()
              ? Optional.ofNullable(study.folder().toAbsolutePath().normalize().getFileName())
                  .map(Path::toString)
                  .orElse("study")
              : study.name();
      String name = wanted;
      for (int i = 2; !taken.add(name); i++) {
        name = wanted + " (" + i + ")";
      }
      names.add(name);
    }
    return names;
  }

  /// Whether every pair has a verdict on discrimination.
  public boolean decided() {
    return comparisons.stream().allMatch(c -> c.discrimination() != Discriminates.NOT_MEASURED);
  }

  /// The text of `comparison.json`.
  public String json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("schema", SCHEMA);
    root.put("studies", studies.stream().map(ComparedStudy::about).toList());
    root.put("comparisons", comparisons.stream().map(Comparison::tree).toList());
    return NumbersTree.json(root);
  }

  /// Writes `comparison.json` into a folder, which is made where it is missing.
  ///
  /// @return the file
  /// @throws StudyException when it cannot be written, or the folder is that of a study
  public Path write(Path out) {
    StudyFolder folder = new StudyFolder(out);
    if (folder.holdsStudy()) {
      throw new StudyException(
          Kind.OTHER_STUDY,
          out + ": holds a study, into which comparisons do not write",
          "choose another folder with --out");
    }
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new StudyException(
          Kind.DISK, out + ": cannot be made: " + e.getMessage(), "choose another --out", e);
    }
    Path file = out.resolve(FILE);
    folder.write(file, json());
    return file;
  }
}
