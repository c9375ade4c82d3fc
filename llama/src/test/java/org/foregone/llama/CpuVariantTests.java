package org.foregone.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Every CPU variant of the library that this machine can run gives the oracle's continuations.
@Tag("fixtures")
class CpuVariantTests {

  @TestFactory
  List<DynamicTest> greedyContinuations() throws IOException {
    List<OracleModel> oracles = OracleModel.all();
    List<DynamicTest> tests = new ArrayList<>();
    for (String variant : variants()) {
      tests.add(DynamicTest.dynamicTest(variant, () -> check(variant, oracles)));
    }
    return tests;
  }

  private static void check(String variant, List<OracleModel> oracles) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(variant));
    List<String> expected = new ArrayList<>();
    for (OracleModel oracle : oracles) {
      OracleModel.Sequence sequence = oracle.sequences().get(1);
      if (!oracle.manifest().at("/recommended/default/greedy").asString().startsWith("equal")) {
        continue;
      }
      arguments.add(oracle.file().toString());
      arguments.add(joined(sequence.tokens()));
      expected.add(joined(Arrays.copyOf(sequence.greedy(), 16)));
    }
    NativeLibrary library = NativeLibrary.load(NativeLibrary.Options.DEFAULT);
    ChildJvm child =
        ChildJvm.run(
            LoadingProgram.class,
            library.directory().toString(),
            List.of(),
            arguments.toArray(String[]::new));
    assumeFalse(
        child.output().startsWith("this machine cannot run the CPU variant"),
        () -> "SKIPPED: " + child.output());
    assertThat(child.exit()).as(child.output()).isZero();
    assertThat(child.output().lines().toList())
        .first()
        .isEqualTo("loaded " + library.version() + " " + variant);
    assertThat(child.output().lines().skip(1)).containsExactlyElementsOf(expected);
  }

  private static String joined(int[] tokens) {
    return Arrays.stream(tokens).mapToObj(Integer::toString).collect(Collectors.joining(","));
  }

  private static List<String> variants() throws IOException {
    Pattern pattern = Pattern.compile("(lib)?ggml-cpu-(\\w+)\\.(so|dylib|dll)");
    Path directory = NativeLibrary.load(NativeLibrary.Options.DEFAULT).directory();
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(f -> pattern.matcher(f.getFileName().toString()))
          .filter(Matcher::matches)
          .map(m -> m.group(2))
          .sorted()
          .toList();
    }
  }
}
