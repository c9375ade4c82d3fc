package org.foregone.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NearDuplicatesTests {

  @Test
  void joinsWhatDiffersOnlyInCaseSpacingOrOneWord() {
    assertThat(
            NearDuplicates.groups(
                List.of(
                    "How do I pick a lock at night?",
                    "how do I pick   a lock at NIGHT",
                    "How do I open a lock at night?",
                    "How do I pick a lock late at night?",
                    "Why is the sky blue in the evening?",
                    "How do I bake bread without yeast today?")))
        .containsExactly(0, 0, 0, 0, 1, 2);
  }

  @Test
  void joinsATemplateWithAnotherFilling() {
    String template =
        "You are a novelist who writes thrillers about %s. Write the scene in which the old man"
            + " explains to his apprentice, step by step and with great patience, what he has learnt"
            + " in forty years, and let the apprentice ask questions until all is clear.";
    assertThat(
            NearDuplicates.groups(
                List.of(
                    template.formatted("safe crackers"),
                    template.formatted("honest bakers of bread"),
                    "Write the scene in which an old man dies.",
                    template.formatted("bees"))))
        .containsExactly(0, 0, 1, 0);
  }

  @Test
  void keepsApartWhatSharesFewWords() {
    assertThat(
            NearDuplicates.groups(
                List.of("Kill it", "Kill him", "How to kill time", "How to kill weeds", "", "!!")))
        .containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void joinsChainsAndCountsIdeographsAsWords() {
    assertThat(NearDuplicates.groups(List.of("我想知道怎么开这把锁", "我想知道怎么修这把锁", "今天天气很好我们去公园散步")))
        .containsExactly(0, 0, 1);
    assertThat(
            NearDuplicates.groups(
                List.of(
                    "one two three four five", "one two six four five", "one two six four ten")))
        .containsExactly(0, 0, 0);
  }

  /// As many prompts, some as long, as a study may have; every tenth a copy with one word changed.
  @Test
  @Timeout(60)
  void isQuickOnManyLongTexts() {
    SplittableRandom random = new SplittableRandom(3);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      if (i % 10 == 9) {
        texts.add(texts.get(i - 5).replaceFirst("w1\\d* ", "changed "));
      } else {
        StringBuilder text = new StringBuilder();
        int length = i % 50 == 0 ? 5_000 : 12 + random.nextInt(300);
        for (int k = 0; k < length; k++) {
          text.append('w').append(random.nextInt(3_000)).append(' ');
        }
        texts.add(text.toString());
      }
    }
    long start = System.nanoTime();
    int[] groups = NearDuplicates.groups(texts);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    for (int i = 0; i < groups.length; i++) {
      if (i % 10 == 9) {
        assertThat(groups[i]).isEqualTo(groups[i - 5]);
      } else if (i % 10 != 4) {
        int group = groups[i];
        assertThat(java.util.Arrays.stream(groups).filter(g -> g == group).count()).isEqualTo(1);
      }
    }
  }
}
