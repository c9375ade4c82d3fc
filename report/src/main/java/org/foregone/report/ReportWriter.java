package org.foregone.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Writes a study's page: `DIR/report/index.html`, one file that works from disk without a network.
///
/// Texts travel packed ([Packed]) in blocks of whole prompts, which the page unpacks when a prompt
/// is opened; one block and the packed list of prompts are all that is held here, however many
/// rollouts there are.
public final class ReportWriter {
  /// A block is closed when it has this much JSON: a few milliseconds to unpack.
  private static final long BLOCK_CHARACTERS = 400_000;

  private static final JsonMapper JSON = JsonMapper.shared();

  private ReportWriter() {}

  /// What the page knows besides prompts and rollouts.
  private record PageData(
      JsonNode findings,
      Map<String, String> meta,
      List<StudySnapshot.Judge> judges,
      List<StudySnapshot.Failure> failures) {}

  /// Writes the page of the study in a folder, replacing an older one only when the new one is
  /// whole. The study may be incomplete or still running: the page then says so.
  ///
  /// @return the page's file
  /// @throws IOException when the folder is not a study's, or the page cannot be written
  public static Path write(Path studyFolder) throws IOException {
    Path folder = studyFolder.resolve("report");
    Path page = folder.resolve("index.html");
    Skeleton skeleton = new Skeleton();
    try (StudySnapshot study = new StudySnapshot(studyFolder)) {
      Files.createDirectories(folder);
      Path unfinished = folder.resolve("index.html.part");
      try {
        try (Writer out = Files.newBufferedWriter(unfinished, StandardCharsets.UTF_8)) {
          out.write(skeleton.head());
          data(study, out);
          out.write(skeleton.tail());
        }
        Files.move(
            unfinished, page, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    }
    return page;
  }

  private static void data(StudySnapshot study, Writer out) throws IOException {
    PageData data = new PageData(study.findings(), study.meta(), study.judges(), study.failures());
    element(out, "application/json", "data", embeddable(JSON.writeValueAsString(data)));
    BlockWriter blocks = new BlockWriter(out);
    study.forEachPrompt(blocks::add);
    blocks.finish();
  }

  /// JSON that no reading of HTML can take for markup, and no reading of JavaScript for a line end.
  static String embeddable(String json) {
    return json.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  private static void element(Writer out, String type, String id, String content)
      throws IOException {
    out.write("<script type=\"" + type + "\" id=\"" + id + "\">" + content + "</script>\n");
  }

  /// Rollouts to blocks as they come; the list of prompts, packed, at the end.
  private static final class BlockWriter {
    private record Texts(String id, List<PromptPage.Rollout> rollouts) {}

    private final Writer out;
    private final Packed index = new Packed();
    private Packed block = new Packed();
    private int number;

    BlockWriter(Writer out) throws IOException {
      this.out = out;
    }

    void add(PromptPage prompt) throws IOException {
      index.add(prompt.summary(number));
      block.add(new Texts(prompt.id(), prompt.rollouts()));
      if (block.characters() >= BLOCK_CHARACTERS) {
        flush();
      }
    }

    void finish() throws IOException {
      flush();
      element(out, "application/gzip", "index", index.base64());
    }

    private void flush() throws IOException {
      element(out, "application/gzip", "block-" + number, block.base64());
      block = new Packed();
      number++;
    }
  }
}
