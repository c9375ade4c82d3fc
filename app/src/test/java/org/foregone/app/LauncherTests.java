package org.foregone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.foregone.fixtures.Fixtures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The real launcher script in a project folder that looks built, with JDKs that only say what they
/// were asked.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
class LauncherTests {
  @TempDir private Path folder;
  private Path project;

  @BeforeEach
  void aProjectThatIsBuilt() throws IOException {
    project = folder.resolve("a project");
    Files.createDirectories(project.resolve("scripts"));
    Files.createDirectories(project.resolve("app/target"));
    Files.createDirectories(project.resolve("app/src/main"));
    Files.createDirectories(project.resolve("node_modules"));
    for (String script : List.of("foregone", "scripts/toolchain.sh")) {
      Files.copy(Fixtures.project().resolve(script), project.resolve(script));
    }
    for (String source : List.of("pom.xml", "app/pom.xml", "package-lock.json")) {
      Files.createFile(project.resolve(source));
    }
    Files.createFile(project.resolve("app/target/app.jar"));
    Files.createFile(project.resolve("app/target/foregone.built"));
  }

  @Test
  void passesArgumentsAndTheExitCodeOn() throws IOException {
    Path jdk = jdk("jdk-25", "25.0.3", 7);

    Run run = launch(project, Map.of("JAVA_HOME", jdk.toString()), "render", "two words", "");

    assertThat(run.code()).isEqualTo(7);
    assertThat(run.out())
        .contains("[-Dforegone.home=" + project.toRealPath() + "]")
        .contains("[org.foregone.app.Foregone][render][two words][]")
        .contains("[--enable-native-access=ALL-UNNAMED]");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void worksThroughASymbolicLinkFromAnyFolder() throws IOException {
    Path jdk = jdk("jdk-25", "25", 0);
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path link = Files.createSymbolicLink(bin.resolve("fg"), Path.of("../a project/foregone"));

    Run run =
        Run.process(bin, Map.of("JAVA_HOME", jdk.toString()), List.of(link.toString(), "--help"));

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("[-Dforegone.home=" + project.toRealPath() + "]");
  }

  @Test
  void quickCommandsSkipTheOptimisingCompiler() throws IOException {
    Map<String, String> jdk = Map.of("JAVA_HOME", jdk("jdk-25", "25", 0).toString());

    assertThat(launch(project, jdk, "--help").out()).contains("[-XX:TieredStopAtLevel=1]");
    assertThat(launch(project, jdk, "run", "x.yaml").out()).doesNotContain("TieredStopAtLevel");
  }

  @Test
  void takesTheFirstJdkThatIsNewEnough() throws IOException {
    Path old = jdk("old/jdk-17", "17.0.9", 1);
    jdk("folder/b-jdk-24", "24", 1);
    jdk("folder/c-jdk-26", "26-ea", 0);

    Run run =
        launch(
            project,
            Map.of(
                "JAVA_HOME", old.toString(),
                "FOREGONE_JDK_FOLDERS", folder.resolve("folder").toString()),
            "--version");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("jdk 26-ea");
  }

  @Test
  void saysWhichJdksItSawAndWhatToInstall() throws IOException {
    Path old = jdk("jdk-17", "17.0.9", 1);

    Run run =
        launch(project, Map.of("JAVA_HOME", old.toString(), "FOREGONE_JDK_FOLDERS", ""), "demo");

    assertThat(run.code()).isEqualTo(4);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("error[E401]: no JDK 25 or later found; seen: " + old + " (17)")
        .contains("hint: ")
        .contains("JAVA_HOME=/path/to/jdk-25 ./foregone");
  }

  @Test
  void buildsOnceWhenASourceIsNewerAndTellsTheLogOnFailure() throws IOException {
    Path jdk = jdk("jdk-25", "25", 0);
    Files.createFile(jdk.resolve("bin/javac"));
    assertThat(jdk.resolve("bin/javac").toFile().setExecutable(true)).isTrue();
    tool("npm", "exit 0");
    tool("mvn", "echo \"built with $*\"; touch app/target/app.jar");
    Map<String, String> environment = Map.of("JAVA_HOME", jdk.toString());
    Files.delete(project.resolve("app/target/foregone.built"));

    Run first = launch(project, environment, "--version");
    Run second = launch(project, environment, "--version");

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.err()).contains("foregone: building once").contains("foregone: built in");
    assertThat(first.out()).doesNotContain("built with");
    assertThat(second.err()).isEmpty();

    tool("mvn", "echo \"[ERROR] the reason\"; exit 1");
    Files.delete(project.resolve("app/target/foregone.built"));
    Run failed = launch(project, environment, "--version");

    assertThat(failed.code()).isEqualTo(4);
    assertThat(failed.err())
        .contains("[ERROR] the reason")
        .contains("error[E403]: the build failed; its whole log is in");
    assertThat(project.resolve(".foregone/build.lock")).doesNotExist();
  }

  @Test
  void twoThatStartAtOnceBuildOnce() throws Exception {
    Path jdk = jdk("jdk-25", "25", 0);
    Files.createFile(jdk.resolve("bin/javac"));
    assertThat(jdk.resolve("bin/javac").toFile().setExecutable(true)).isTrue();
    tool("npm", "exit 0");
    tool("mvn", "sleep 1; echo build >> ../builds; touch app/target/app.jar");
    Files.delete(project.resolve("app/target/foregone.built"));
    Map<String, String> environment = environment(Map.of("JAVA_HOME", jdk.toString()));

    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ProcessBuilder builder =
          new ProcessBuilder(project.resolve("foregone").toString(), "--version")
              .directory(project.toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().putAll(environment);
      processes.add(builder.start());
    }
    for (Process process : processes) {
      assertThat(process.waitFor()).isZero();
    }

    assertThat(folder.resolve("builds")).hasContent("build");
  }

  private Run launch(Path from, Map<String, String> environment, String... words) {
    List<String> command = new ArrayList<>(List.of(project.resolve("foregone").toString()));
    command.addAll(List.of(words));
    return Run.process(from, environment(environment), command);
  }

  /// Only these JDKs and tools, and the system's own commands, are on the path.
  private Map<String, String> environment(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("PATH", folder.resolve("tools") + ":" + systemCommands());
    return all;
  }

  /// A folder of links to the few commands the script uses, so that no real java is found.
  private String systemCommands() {
    try {
      Path commands = Files.createDirectories(folder.resolve("system"));
      for (String name :
          List.of(
              "bash",
              "env",
              "dirname",
              "readlink",
              "find",
              "head",
              "tail",
              "touch",
              "mkdir",
              "rm",
              "cat",
              "sleep",
              "uname",
              "kill")) {
        for (String root : List.of("/usr/bin", "/bin")) {
          Path command = Path.of(root, name);
          if (Files.exists(command) && !Files.exists(commands.resolve(name))) {
            Files.createSymbolicLink(commands.resolve(name), command);
          }
        }
      }
      return commands.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tool(String name, String body) throws IOException {
    executable(folder.resolve("tools").resolve(name), body);
  }

  /// A Java home whose `java` prints its arguments in brackets and ends with this code.
  private Path jdk(String name, String version, int code) throws IOException {
    Path home = folder.resolve(name);
    executable(
        home.resolve("bin/java"),
        "printf 'jdk " + version + "\\n'; printf '[%s]' \"$@\"; exit " + code);
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private static void executable(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
