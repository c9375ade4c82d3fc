package org.foregone.app;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.foregone.inference.CaptureBench;
import org.foregone.inference.LocalModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// What capturing hidden states adds to prefill and decode time.
@Command(
    name = "capture",
    mixinStandardHelpOptions = true,
    description =
        "Prefill and decode time with hidden states captured, as ratios to the same work without:"
            + " the last layer and all layers at every position, and a study's usual 21 positions"
            + " at 5 layers.",
    footer = {
      "",
      "--json prints one object a row: work, capture, tokens, seconds, baselineSeconds, ratio,",
      "threads, model, description.",
      "An ordinary prefill does not finish the last block, as nothing needs it there; capturing the",
      "last layer does, so it costs most on a model of few blocks."
    })
final class BenchCaptureCommand implements Callable<Integer> {
  @Mixin private Talk talk;
  @Mixin private BenchOptions options;

  @Override
  public Integer call() {
    try (LocalModel loaded = options.open()) {
      int used = options.threads(loaded);
      CaptureBench bench = new CaptureBench(loaded, used, options.repeats(5));
      talk.say("measuring prefill ...");
      bench.prefill().forEach(row -> print(row, loaded, used));
      talk.out().flush();
      talk.say("measuring decode ...");
      bench.decode().forEach(row -> print(row, loaded, used));
    }
    return Exit.COMPLETE.code();
  }

  private void print(CaptureBench.Row row, LocalModel loaded, int used) {
    if (!options.json()) {
      talk.out()
          .printf(
              "%-7s %-5s captured, %,5d tokens: ratio %.3f%n",
              row.work(), row.capture(), row.tokens(), row.ratio());
      return;
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("work", row.work());
    object.put("capture", row.capture());
    object.put("tokens", row.tokens());
    object.put("seconds", row.seconds());
    object.put("baselineSeconds", row.baselineSeconds());
    object.put("ratio", row.ratio());
    object.put("threads", used);
    object.put("model", loaded.card().name());
    object.put("description", loaded.card().description());
    talk.json(object);
  }
}
