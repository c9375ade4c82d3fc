package org.foregone.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.foregone.fixtures.Fixtures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The small real reasoning model: it loads, says what it is, and continues a text sensibly.
@Tag("fixtures")
class SmallRealModelTests {

  @Test
  void loadsAndContinuesAText() {
    Path file = Fixtures.require("models/smolthink-135m-q5_0.gguf");
    NativeLibrary library = NativeLibrary.load(NativeLibrary.Options.DEFAULT);
    assertThat(library.version()).isNotEmpty();
    assertThat(library.devices()).isNotEmpty();
    try (LlamaModel model = LlamaModel.open(library, file, ModelOptions.DEFAULT);
        LlamaContext context = model.context(ContextOptions.of(256).withThreads(1, 1));
        SamplerChain greedy = SamplerChain.of(model, SamplerSettings.greedy());
        Batch batch = new Batch(64)) {
      assertThat(model.metadata()).containsEntry("general.architecture", "llama");
      assertThat(model.chatTemplate()).isPresent();
      assertThat(model.description()).contains("Q5_0");
      int[] prompt = model.vocabulary().tokenize("The capital of France is", false, false);
      int position = 0;
      int row = 0;
      for (int token : prompt) {
        row = batch.add(token, position++, 0, position == prompt.length);
      }
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 8; i++) {
        assertThat(context.decode(batch)).isEqualTo(LlamaContext.Decoded.DONE);
        int token = greedy.sample(context, row, 0);
        text.append(new String(model.vocabulary().piece(token), StandardCharsets.UTF_8));
        batch.clear();
        row = batch.add(token, position++, 0, true);
      }
      assertThat(text.toString()).contains("Paris");
    }
  }
}
