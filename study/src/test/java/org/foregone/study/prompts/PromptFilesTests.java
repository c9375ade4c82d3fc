package org.foregone.study.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.foregone.study.Intent;
import org.foregone.study.StudyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptFilesTests {
  @TempDir Path temp;

  private PromptFile file(String name, String text) throws IOException {
    return new PromptFile(Files.writeString(temp.resolve(name), text), Intent.HARMFUL);
  }

  @Test
  void everyProblemNamesItsLine() throws IOException {
    PromptFile a =
        file(
            "a.jsonl",
            "{\"id\":\"1\",\"prompt\":\"x\"}\n{oops\n{\"id\":\"2\"}\n{\"prompt\":\" \"}\n");
    PromptFile b = file("b.jsonl", "{\"id\":\"1\",\"goal\":\"y\"}\n");
    PromptFile c =
        new PromptFile(
            Files.writeString(temp.resolve("c.jsonl"), "{\"prompt\":\"z\",\"intent\":\"odd\"}"),
            null);
    assertThatThrownBy(() -> PromptFiles.read(List.of(a, b, c)))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining("a.jsonl:2: broken JSON")
        .hasMessageContaining("a.jsonl:3: no prompt")
        .hasMessageContaining("a.jsonl:4: the prompt is empty")
        .hasMessageContaining("b.jsonl:1: id 1 was already at " + a.path() + ":1")
        .hasMessageContaining("c.jsonl:1: unknown intent odd");
  }

  @Test
  void anyContentComesThrough() throws IOException {
    PromptFile a =
        file("a.jsonl", "{\"prompt\":\"a\\u0000b \uD83D\uDE00 <|im_end|> \\ud800\"}\n\n");
    Prompt prompt = PromptFiles.read(List.of(a)).getFirst();
    assertThat(prompt.text()).isEqualTo("a\0b \uD83D\uDE00 <|im_end|> \uFFFD");
    assertThat(prompt.id()).matches("p-[0-9a-f]{12}");
    assertThat(prompt.benchmark()).isEqualTo("a");
  }

  @Test
  void csvAndParquetReadAlike() throws IOException, SQLException {
    Path csv =
        Files.writeString(temp.resolve("t.csv"), "id,prompt,split_type\n1,\"a, b\",asr\n2,c,orr\n");
    Path parquet = temp.resolve("t.parquet");
    try (var duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement()) {
      statement.execute("COPY (FROM '" + csv + "') TO '" + parquet + "' (FORMAT parquet)");
    }
    for (Path path : List.of(csv, parquet)) {
      List<Prompt> prompts = PromptFiles.read(List.of(new PromptFile(path, null)));
      assertThat(prompts).extracting(Prompt::id).containsExactly("1", "2");
      assertThat(prompts).extracting(Prompt::text).containsExactly("a, b", "c");
      assertThat(prompts).extracting(Prompt::intent).containsExactly(Intent.HARMFUL, Intent.BENIGN);
    }
  }

  @Test
  void theDialectOfATableIsNotGuessed() throws IOException {
    assertThat(
            PromptFiles.read(List.of(file("a.csv", "\uFEFFprompt\nhello; there\na;b\tc\n# d\n"))))
        .extracting(Prompt::text)
        .containsExactly("hello; there", "a;b\tc", "# d");
    assertThat(PromptFiles.read(List.of(file("b.csv", "prompt\nx\ty\nz\tw\n"))))
        .extracting(Prompt::text)
        .containsExactly("x\ty", "z\tw");
    assertThat(PromptFiles.read(List.of(file("c.tsv", "id\tprompt\n1\ta, \"b\"; c\n"))))
        .extracting(Prompt::text)
        .containsExactly("a, \"b\"; c");
  }

  @Test
  void problemsOfATableNameItsRow() throws IOException {
    PromptFile preamble = file("a.csv", "made by hand\nprompt,id\na,1\nb,2\n");
    PromptFile empty = file("b.csv", "id,prompt\n1,\"a\nb\"\n2,\n3,c\n");
    PromptFile none = file("c.csv", "id,words\n1,a\n");
    assertThatThrownBy(() -> PromptFiles.read(List.of(preamble, empty, none)))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining("a.csv: cannot be read as a table")
        .hasMessageContaining("the first line must be the header")
        .hasMessageContaining("b.csv row 2: the prompt is empty")
        .hasMessageContaining("c.csv row 1: no prompt");
  }

  @Test
  void longAndOddPromptsAreReadAlikeFromCsvAndJsonLines() throws IOException {
    String text = "\"quoted\", a\0b\n\uD83D\uDE00 ".repeat(2_000) + "end";
    assertThat(text.length()).isGreaterThan(30_000);
    Path csv =
        Files.writeString(
            temp.resolve("odd.csv"), "prompt\n\"" + text.replace("\"", "\"\"") + "\"\n");
    Path lines =
        Files.writeString(
            temp.resolve("odd.jsonl"),
            "{\"prompt\":\""
                + text.replace("\"", "\\\"").replace("\0", "\\u0000").replace("\n", "\\n")
                + "\"}\n");
    for (Path path : List.of(csv, lines)) {
      assertThat(PromptFiles.read(List.of(new PromptFile(path, Intent.BENIGN))))
          .as(path.toString())
          .singleElement()
          .extracting(Prompt::text)
          .isEqualTo(text);
    }
  }
}
