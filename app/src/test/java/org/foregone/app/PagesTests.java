package org.foregone.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.foregone.fixtures.Fixtures;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/// Every path, symbol and command that a page names exists. A pointer that no test checks goes
/// stale.
class PagesTests {
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
  private static final Pattern PATH =
      Pattern.compile(
          "\\.?[\\w-][\\w.@-]*(/[\\w.@*-]+)*/?(?:\\.(java|md|xml|json|yaml|sh|svg|jte|txt))?");
  private static final Pattern SYMBOL =
      Pattern.compile("([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:[.#](\\w+)(?:\\(.*\\))?)?");
  private static final Pattern CONSTANT = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");

  private static final CommandLine COMMANDS =
      Foregone.commandLine(
          new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter()));

  private static final Map<String, List<JavaClass>> TYPES =
      new ClassFileImporter()
          .importPackages("org.foregone").stream()
              .filter(type -> !type.getSimpleName().isEmpty())
              .collect(Collectors.groupingBy(JavaClass::getSimpleName));

  @TestFactory
  Stream<DynamicTest> everyPathSymbolAndCommandExists() throws IOException {
    return pages().stream()
        .map(
            page ->
                DynamicTest.dynamicTest(
                    Fixtures.project().relativize(page).toString(),
                    () -> assertThat(staleIn(page)).isEmpty()));
  }

  private static List<Path> pages() throws IOException {
    Path project = Fixtures.project();
    List<Path> pages = new ArrayList<>();
    for (Path folder : List.of(project, project.resolve("docs"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    assertThat(pages.stream().map(page -> page.getFileName().toString()))
        .contains(
            "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "PAPER_COVERAGE.md");
    return pages;
  }

  private static Set<String> staleIn(Path page) throws IOException {
    Set<String> stale = new TreeSet<>();
    boolean inBlock = false;
    for (String line : Files.readAllLines(page)) {
      if (line.startsWith("```")) {
        inBlock = !inBlock;
      } else if (inBlock) {
        command(line.strip()).ifPresent(stale::add);
      } else {
        LINK.matcher(line)
            .results()
            .map(link -> link.group(1))
            .filter(link -> !link.contains("://"))
            .filter(link -> !Files.exists(page.resolveSibling(link)))
            .forEach(stale::add);
        CODE.matcher(line)
            .results()
            .map(code -> code.group(1))
            .forEach(code -> stale.addAll(staleCode(code)));
      }
    }
    return stale;
  }

  private static List<String> staleCode(String code) {
    if (code.startsWith("foregone ") || code.startsWith("./") || code.startsWith(".ci/")) {
      return command(code).stream().toList();
    }
    Matcher symbol = SYMBOL.matcher(code);
    if (symbol.matches()) {
      return known(symbol.group(1), symbol.group(2)) ? List.of() : List.of(code);
    }
    if (CONSTANT.matcher(code).matches()) {
      return SourceText.contains(code) ? List.of() : List.of(code);
    }
    if (code.equals("report/index.html")) {
      return List.of(); // a study's page, not a file of the module
    }
    boolean source = code.matches(".*\\.(java|md|xml|sh)");
    boolean ours = Files.exists(Fixtures.project().resolve(code.replaceFirst("/.*", "")));
    boolean path = PATH.matcher(code).matches() && (source || (code.contains("/") && ours));
    return path && !Files.exists(Fixtures.project().resolve(code)) ? List.of(code) : List.of();
  }

  private static boolean known(String type, String member) {
    return TYPES.getOrDefault(type, List.of()).stream()
        .anyMatch(
            found ->
                member == null
                    || found.getAllMembers().stream().anyMatch(m -> m.getName().equals(member))
                    || TYPES.getOrDefault(member, List.of()).stream()
                        .anyMatch(nested -> nested.getName().startsWith(found.getName() + "$")));
  }

  /// What is wrong with a shell line that starts our commands; other lines are none of our
  /// business.
  private static Optional<String> command(String line) {
    List<String> words =
        Arrays.stream(line.replaceFirst("^\\$ ", "").replaceFirst("\\s#.*", "").split("\\s+"))
            .filter(word -> !word.isEmpty())
            .toList();
    if (words.isEmpty()) {
      return Optional.empty();
    }
    return switch (words.getFirst()) {
      case "./foregone", "foregone" -> foregone(line, words.subList(1, words.size()));
      case "./dev" ->
          words.size() > 1 && !SourceText.dev().contains("\n  " + words.get(1) + ")")
              ? Optional.of(line)
              : Optional.empty();
      case ".ci/run" -> Optional.empty();
      default ->
          words.getFirst().startsWith("./")
                  && !Files.exists(Fixtures.project().resolve(words.getFirst()))
              ? Optional.of(line)
              : Optional.empty();
    };
  }

  private static Optional<String> foregone(String line, List<String> words) {
    CommandLine command = COMMANDS;
    for (String word : words) {
      if (word.startsWith("--")) {
        String name = word.replaceFirst("=.*", "").replaceFirst("[\\],.]+$", "");
        if (!command.getCommandSpec().optionsMap().containsKey(name)) {
          return Optional.of(line + " (option " + name + ")");
        }
      } else if (command.getParent() == null && word.matches("[a-z]+")) {
        CommandLine found = command.getSubcommands().get(word);
        if (found == null) {
          return Optional.of(line + " (command " + word + ")");
        }
        command = found;
      }
    }
    return Optional.empty();
  }

  /// The project's own sources, as text.
  private static final class SourceText {
    private static final String ALL = read();

    static boolean contains(String word) {
      return Pattern.compile("\\b" + Pattern.quote(word) + "\\b").matcher(ALL).find();
    }

    static String dev() {
      try {
        return Files.readString(Fixtures.project().resolve("dev"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String read() {
      try {
        StringBuilder text = new StringBuilder(dev());
        for (String script : List.of("foregone", "scripts/toolchain.sh")) {
          text.append(Files.readString(Fixtures.project().resolve(script)));
        }
        for (Path source : ArchitectureTests.sources()) {
          text.append(Files.readString(source));
        }
        return text.toString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
