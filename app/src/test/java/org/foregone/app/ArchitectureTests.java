package org.foregone.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.foregone.fixtures.Fixtures;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What ARCHITECTURE.md says, as rules over the compiled classes and the source files.
class ArchitectureTests {
  private static final int LONGEST_FILE = 450;
  private static final String ROOT = "org.foregone.";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.foregone");

  /// The modules in the order of ARCHITECTURE.md's table: each may see those above it.
  private static List<String> modules() throws IOException {
    return Files.readAllLines(Fixtures.project().resolve("ARCHITECTURE.md")).stream()
        .map(line -> Pattern.compile("^\\| `(\\w+)` \\|").matcher(line))
        .flatMap(matcher -> matcher.results().map(found -> found.group(1)))
        .toList();
  }

  @Test
  void theTableListsTheModulesOfTheBuildInItsOrder() throws IOException {
    String pom = Files.readString(Fixtures.project().resolve("pom.xml"));
    List<String> built =
        Pattern.compile("<module>(\\w+)</module>")
            .matcher(pom)
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();

    assertThat(modules()).isEqualTo(built);
  }

  @TestFactory
  Stream<DynamicTest> aModuleSeesOnlyThoseAboveIt() throws IOException {
    List<String> modules = new ArrayList<>(modules());
    // Neither is on the command line's class path: one is for tests only, the other is never
    // shipped.
    modules.removeAll(List.of("fixtures", "benchmarks"));
    return modules.stream()
        .map(
            module ->
                DynamicTest.dynamicTest(
                    module,
                    () -> {
                      assertThat(classes.stream().anyMatch(c -> within(c, module)))
                          .as("classes of " + module + " on the class path")
                          .isTrue();
                      String[] below =
                          modules.subList(modules.indexOf(module) + 1, modules.size()).stream()
                              .map(other -> ROOT + other + "..")
                              .toArray(String[]::new);
                      if (below.length > 0) {
                        noClasses()
                            .that()
                            .resideInAPackage(ROOT + module + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(below)
                            .check(classes);
                      }
                    }));
  }

  @Test
  void theClosedFormsNeverSeeTheWeights() {
    assertThat(classes.stream().anyMatch(c -> within(c, "organism.truth"))).isTrue();
    assertThat(classes.stream().anyMatch(c -> within(c, "organism.compile"))).isTrue();

    noClasses()
        .that()
        .resideInAPackage(ROOT + "organism.truth..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "organism.compile..")
        .check(classes);
  }

  @Test
  void internalPackagesStayInTheirModule() {
    List<String> trespasses =
        classes.stream()
            .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
            .filter(d -> d.getTargetClass().getPackageName().startsWith(ROOT))
            .filter(d -> d.getTargetClass().getPackageName().contains(".internal"))
            .filter(d -> !module(d.getOriginClass()).equals(module(d.getTargetClass())))
            .map(d -> d.getOriginClass().getName() + " -> " + d.getTargetClass().getName())
            .distinct()
            .toList();

    assertThat(trespasses).isEmpty();
  }

  @Test
  void onlyTheCommandLineSpeaks() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "app..", ROOT + "judging.training..")
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(classes);
  }

  @Test
  void randomnessIsCountedNeverDrawnFromASharedStream() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(java.util.Random.class)
        .check(classes);
    noClasses().should().callMethod(Math.class, "random").check(classes);
  }

  @Test
  void everyPackageIsNullMarked() throws ClassNotFoundException {
    for (String name : new TreeSet<>(classes.stream().map(JavaClass::getPackageName).toList())) {
      assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
          .as(name + " has a package-info marked @NullMarked")
          .isTrue();
    }
  }

  @Test
  void noSourceFileIsLong() throws IOException {
    List<String> longOnes = new ArrayList<>();
    for (Path file : sources()) {
      try (Stream<String> lines = Files.lines(file)) {
        long count = lines.count();
        if (count > LONGEST_FILE) {
          longOnes.add(Fixtures.project().relativize(file) + ": " + count + " lines");
        }
      }
    }
    assertThat(longOnes).isEmpty();
  }

  static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(Fixtures.project())) {
      for (Path module :
          modules.filter(m -> Files.isDirectory(m.resolve("src"))).sorted().toList()) {
        try (Stream<Path> files = Files.walk(module.resolve("src"))) {
          files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
        }
      }
    }
    assertThat(sources).isNotEmpty();
    return sources;
  }

  private static boolean within(JavaClass type, String packages) {
    return (type.getPackageName() + ".").startsWith(ROOT + packages + ".");
  }

  private static String module(JavaClass type) {
    String name =
        type.getPackageName().substring(Math.min(ROOT.length(), type.getPackageName().length()));
    return name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
  }
}
