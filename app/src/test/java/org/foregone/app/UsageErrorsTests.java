package org.foregone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The exact text people see when they mistype.
class UsageErrorsTests {
  @Test
  void anUnknownCommandNamesTheNearest() {
    Run run = Run.here("docter");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            """
            error[E101]: no such command of `foregone`: docter
            hint: did you mean `doctor`?
            hint: `foregone --help` lists what there is
            """);
  }

  @Test
  void anUnknownOptionNamesTheNearest() {
    Run run = Run.here("doctor", "--degub=1");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            """
            error[E102]: no such option of `foregone doctor`: --degub
            hint: did you mean `--debug`?
            hint: `foregone doctor --help` lists what there is
            """);
  }

  @Test
  void aChoiceThatDoesNotExistListsTheChoices() {
    assertThat(Run.here("completion", "bsh").err())
        .isEqualTo(
            """
            error[E104]: SHELL: `bsh` is not a value it takes
            hint: did you mean `bash`?
            hint: one of: bash, zsh, fish
            hint: `foregone completion --help` lists what there is
            """);
  }

  @Test
  void aMissingArgumentIsNamed() {
    assertThat(Run.here("completion").err())
        .isEqualTo(
            """
            error[E103]: `foregone completion` needs SHELL
            hint: `foregone completion --help` lists what there is
            """);
  }

  @Test
  void withoutACommandTheHelpIsTalkAndTheCodeSaysUsage() {
    Run run = Run.here();

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage: foregone").contains("Commands:");
  }

  @Test
  void theNearestNameCountsASwapAsOneEdit() {
    assertThat(Nearest.distance("rnu", "run")).isEqualTo(1);
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.distance("", "run")).isEqualTo(3);
    assertThat(Nearest.to("xyzzy", List.of("run", "report"))).isEmpty();
  }
}
