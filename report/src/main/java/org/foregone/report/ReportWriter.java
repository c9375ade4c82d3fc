package org.foregone.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.foregone.study.store.Rollout;
import org.foregone.study.store.StoredPrompt;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Unit;
import tools.jackson.core.JacksonException;
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
      List<Judge> judges,
      List<Failure> failures,
      Traces.Limits limits) {}

  private record Judge(String judge, String version, String hash) {}

  /// A prompt's step that failed, and why.
  private record Failure(String prompt, String step, String error) {}

  /// Harmful first, then by benchmark and place in it.
  private static final Comparator<StoredPrompt> ORDER =
      Comparator.comparing((StoredPrompt p) -> p.prompt().intent())
          .thenComparing(p -> p.prompt().benchmark())
          .thenComparingInt(p -> p.prompt().line())
          .thenComparing(p -> p.prompt().id());

  /// Writes the page of the study in a folder, replacing an older one only when the new one is
  /// whole. The study may be incomplete or still running: the page then says so.
  ///
  /// @return the page's file
  /// @throws org.foregone.study.StudyException when the folder holds no study
  /// @throws IOException when its findings are damaged, or the page cannot be written
  public static Path write(Path study) throws IOException {
    StudyFolder folder = new StudyFolder(study);
    Path page = folder.page();
    Path unfinished = page.resolveSibling(page.getFileName() + ".part");
    Skeleton skeleton = Skeleton.ofStudy();
    try (StudyStore store = folder.read()) {
      Files.createDirectories(Objects.requireNonNull(page.getParent()));
      try {
        try (Writer out = Files.newBufferedWriter(unfinished, StandardCharsets.UTF_8)) {
          out.write(skeleton.head());
          data(folder, store, out);
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

  private static void data(StudyFolder folder, StudyStore store, Writer out) throws IOException {
    PageData data =
        new PageData(
            findings(folder.findings()),
            store.meta(),
            judges(store),
            failures(store),
            Traces.LIMITS);
    element(out, "application/json", "data", embeddable(JSON.writeValueAsString(data)));
    BlockWriter blocks = new BlockWriter(out);
    List<StoredPrompt> prompts = store.prompts().stream().sorted(ORDER).toList();
    Traces traces = new Traces(store, prompts.size());
    for (StoredPrompt prompt : prompts) {
      String id = prompt.prompt().id();
      List<Rollout> rollouts = store.rollouts(id);
      blocks.add(PromptPage.of(prompt, rollouts, traces.of(id, rollouts)));
    }
    blocks.finish();
  }

  private static List<Judge> judges(StudyStore store) {
    return store.judges().stream().map(j -> new Judge(j.name(), j.version(), j.hash())).toList();
  }

  private static List<Failure> failures(StudyStore store) {
    return store.units().stream()
        .filter(Unit::failed)
        .map(u -> new Failure(u.prompt(), u.step(), Objects.requireNonNullElse(u.error(), "")))
        .toList();
  }

  /// The findings, or an empty object while the study has not come so far.
  private static JsonNode findings(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return JSON.createObjectNode();
    }
    try {
      return JSON.readTree(Files.readString(file));
    } catch (JacksonException e) {
      throw new IOException(
          file + " is not JSON: " + e.getOriginalMessage() + "; run the study again to write it",
          e);
    }
  }

  /// JSON that no reading of HTML can take for markup, and no reading of JavaScript for a line end.
  static String embeddable(String json) {
    return json.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  static void element(Writer out, String type, String id, String content) throws IOException {
    out.write("<script type=\"" + type + "\" id=\"" + id + "\">" + content + "</script>\n");
  }

  /// Rollouts to blocks as they come; the list of prompts, packed, at the end.
  private static final class BlockWriter {
    private record Texts(
        String id, List<PromptPage.Rollout> rollouts, List<TracePage.Sampled> opened) {}

    private final Writer out;
    private final Packed index = new Packed();
    private Packed block = new Packed();
    private int number;

    BlockWriter(Writer out) throws IOException {
      this.out = out;
    }

    void add(PromptPage prompt) throws IOException {
      index.add(prompt.summary(number));
      block.add(new Texts(prompt.id(), prompt.rollouts(), prompt.traces().opened()));
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
