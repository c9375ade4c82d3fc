package org.foregone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTests {
  @TempDir private Path folder;

  @Test
  void bashCompletesCommandsAndOptions() throws Exception {
    Run script = Run.here("completion", "bash");
    assertThat(script.code()).isZero();
    Path file = Files.writeString(folder.resolve("foregone.bash"), script.out());

    Run completed =
        Run.process(
            folder,
            Map.of(),
            List.of(
                "bash",
                "-c",
                "source '"
                    + file
                    + "'; COMP_WORDS=(foregone doc); COMP_CWORD=1; COMP_LINE='foregone doc';"
                    + " _complete_foregone; printf '%s\\n' \"${COMPREPLY[@]}\""));

    assertThat(completed.out().lines()).contains("doctor");
  }

  @Test
  void fishNamesEveryCommandAndItsOptions() {
    assertThat(Run.here("completion", "fish").out().lines())
        .anySatisfy(line -> assertThat(line).contains(" -a doctor -d "))
        .anySatisfy(
            line -> assertThat(line).contains("'__fish_seen_subcommand_from doctor' -l json -d "));
  }
}
