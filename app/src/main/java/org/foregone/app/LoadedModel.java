package org.foregone.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.foregone.dialogue.Vocabulary;
import org.foregone.inference.Adapter;
import org.foregone.inference.Engine;
import org.foregone.inference.LlamaOptions;
import org.foregone.inference.LocalModel;
import org.foregone.inference.ModelCard;
import org.foregone.study.config.StudyConfig.EngineChoice;
import org.foregone.study.run.StudyModel;
import org.foregone.tensors.LoraFile;

/// A study's model in this process, with the engine that its configuration chose.
///
/// @param stop what makes the engine take no more work, then drop what it has
record LoadedModel(LocalModel model, EngineChoice choice, Interruption stop) implements StudyModel {
  @Override
  public ModelCard card() {
    return model.card();
  }

  @Override
  public Vocabulary vocabulary() {
    return model.vocabulary();
  }

  @Override
  public Map<String, String> provenance() {
    Map<String, String> facts = new TreeMap<>();
    facts.put("model.file", model.file().toString());
    facts.put("model.sha256", sha256(model.file()));
    for (int i = 0; i < model.adapters().size(); i++) {
      Adapter adapter = model.adapters().get(i);
      LoraFile file = LoraFile.read(adapter.file());
      facts.put("lora." + i + ".file", adapter.file().toString());
      facts.put("lora." + i + ".sha256", sha256(file.weights()));
      facts.put("lora." + i + ".scale", Double.toString(adapter.scale()));
      if (file.config() != null) {
        facts.put("lora." + i + ".config.sha256", sha256(file.config()));
      }
    }
    return facts;
  }

  @Override
  public Engine engine(int contextLength, OptionalInt made) {
    int threads = made.orElseGet(() -> choice.threads().orElseGet(model::threads));
    LlamaOptions options =
        LlamaOptions.defaults(contextLength, threads)
            .withWidth(choice.width())
            .withCache(choice.kvType(), choice.flashAttention());
    return new StoppableEngine(model.engine(options), stop);
  }

  static String sha256(Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has SHA-256
    }
  }
}
