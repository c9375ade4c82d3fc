package org.foregone.study.config;

import static org.foregone.study.config.Key.Change.FREE;
import static org.foregone.study.config.Key.Change.REFUSED;

import java.util.List;
import java.util.Map;
import org.foregone.dialogue.ReasoningFormats;

/// Every key of a study, its default and its limits; the presets.
public final class Keys {
  private Keys() {}

  /// In the order in which they are shown and written.
  public static final List<Key> ALL =
      List.of(
          new Key(
              "preset",
              new Key.Type.Choice(List.of("laptop", "paper")),
              "laptop",
              FREE,
              "a set of defaults: laptop, or the study's own sizes"),
          // the file may move; its hash is what is compared
          new Key("model", new Key.Type.InputFile(), "", FREE, "the model, a GGUF file"),
          // the files may move; their hashes and scales are what is compared
          new Key(
              "lora",
              new Key.Type.Adapters(),
              "",
              FREE,
              "LoRA adapters put on the model, FILE[:scale]: a PEFT folder or a GGUF file"),
          new Key("harmful", new Key.Type.InputFiles(), "", FREE, "files of harmful prompts"),
          new Key("benign", new Key.Type.InputFiles(), "", FREE, "files of benign prompts"),
          new Key(
              "prompts",
              new Key.Type.InputFiles(),
              "",
              FREE,
              "files of prompts whose rows say their intent"),
          new Key(
              "benchmarks",
              new Key.Type.Texts(),
              "",
              FREE,
              "take only prompts of these benchmarks"),
          new Key(
              "limit",
              new Key.Type.Whole(1, Integer.MAX_VALUE),
              "",
              FREE,
              "take at most so many prompts of each file"),
          new Key(
              "prompt-id", new Key.Type.Texts(), "", FREE, "take only the prompts with these ids"),
          new Key(
              "experiments",
              new Key.Type.Choices(Experiments.NAMES),
              "outcome,foresight,separability,lockin,deliberation,causality",
              FREE,
              "what to measure; all need the rollouts of outcome"),
          new Key(
              "rollouts",
              new Key.Type.Whole(1, 100_000),
              "8",
              FREE,
              "rollouts of each prompt in each mode"),
          new Key(
              "stopping",
              new Key.Type.Choice(List.of("fixed", "majority")),
              "fixed",
              REFUSED,
              "majority: stop a prompt when a 95% Jeffreys interval of its refusal rate leaves 1/2"),
          new Key(
              "seed",
              new Key.Type.Whole(0, Long.MAX_VALUE),
              "1",
              REFUSED,
              "same seed, same rollouts"),
          new Key(
              "caps.thinking",
              new Key.Type.Whole(1, 1_000_000),
              "2048",
              REFUSED,
              "tokens a thought may take before it is closed by force"),
          new Key(
              "caps.answer",
              new Key.Type.Whole(1, 1_000_000),
              "512",
              REFUSED,
              "tokens an answer may take"),
          new Key(
              "sampling.temperature",
              new Key.Type.Real(0, false, 100),
              "",
              REFUSED,
              "0 takes the most likely token; unset: as the model's family is published"),
          new Key("sampling.top-p", new Key.Type.Real(0, true, 1), "", REFUSED, "1 is off"),
          new Key(
              "sampling.top-k", new Key.Type.Whole(0, Integer.MAX_VALUE), "", REFUSED, "0 is off"),
          new Key("sampling.min-p", new Key.Type.Real(0, false, .999), "", REFUSED, "0 is off"),
          new Key(
              "judges",
              new Key.Type.Texts(),
              "classifier",
              REFUSED,
              "who judges the answers; several make a panel"),
          new Key(
              "intervention",
              new Key.Type.Text(),
              "",
              FREE, // the store knows what it was, whatever words chose it
              "what is done to the model while it talks: NAME[:key=value,...]"),
          new Key("system-prompt", new Key.Type.Text(), "", REFUSED, "put before every prompt"),
          new Key(
              "template",
              new Key.Type.InputFile(),
              "",
              REFUSED,
              "a chat template instead of the model's own"),
          new Key(
              "template-kwargs",
              new Key.Type.Open(),
              "",
              REFUSED,
              "keyword arguments for the template, such as reasoning_effort"),
          new Key(
              "reasoning-format",
              new Key.Type.Choice(ReasoningFormats.NAMES),
              "",
              REFUSED,
              "unset: seen from template and vocabulary"),
          new Key(
              "date",
              new Key.Type.DateTime(),
              "2026-01-01 12:00:00",
              REFUSED,
              "the date that templates may print"),
          new Key(
              "text-as-content",
              new Key.Type.Truth(),
              "true",
              REFUSED,
              "false lets markers spelled out in a prompt become control tokens"),
          new Key(
              "foresight.layers",
              new Key.Type.Numbers(true, 0, 100_000),
              "",
              REFUSED,
              "0: embeddings, k: after k blocks, the last: after the final norm; unset: five, evenly"),
          new Key(
              "foresight.anchors",
              new Key.Type.Whole(2, 1_000),
              "20",
              REFUSED,
              "positions from the user's text to the prompt's end, the last token among them"),
          new Key("foresight.folds", new Key.Type.Whole(2, 100), "5", FREE, "folds of the probe"),
          new Key(
              "foresight.components",
              new Key.Type.Whole(0, 100_000),
              "100",
              FREE,
              "principal components the probe sees; 0: all dimensions"),
          new Key(
              "foresight.c",
              new Key.Type.Real(0, true, 1e9),
              "0.03",
              FREE,
              "the probe's C: smaller is more regularised"),
          new Key(
              "foresight.permutations",
              new Key.Type.Whole(0, 10_000),
              "20",
              FREE,
              "fits to permuted labels, for the control"),
          new Key(
              "separability.layers",
              new Key.Type.Numbers(true, 0, 100_000),
              "",
              REFUSED,
              "layers along the trace; unset: the last"),
          new Key(
              "separability.rollouts",
              new Key.Type.Whole(1, 100_000),
              "4",
              FREE,
              "traces of each prompt"),
          new Key(
              "separability.permutations",
              new Key.Type.Whole(20, 100_000),
              "200",
              FREE,
              "permutations behind the band of no difference"),
          new Key(
              "steering.layer",
              new Key.Type.Whole(1, 100_000),
              "",
              REFUSED,
              "after how many blocks the direction is added; unset: half of them"),
          new Key(
              "steering.doses",
              new Key.Type.Numbers(false, -1_000, 1_000),
              "-6,-3,0,3,6",
              REFUSED,
              "in standard deviations along the probe's direction, positive refuses (--steering.doses=-6,0,6)"),
          new Key(
              "steering.random-directions",
              new Key.Type.Whole(1, 1_000),
              "2",
              REFUSED,
              "directions of the same length to compare with"),
          new Key(
              "steering.rollouts",
              new Key.Type.Whole(1, 100_000),
              "2",
              REFUSED,
              "rollouts of each prompt, direction and dose"),
          new Key(
              "steering.limit",
              new Key.Type.Whole(1, Integer.MAX_VALUE),
              "20",
              FREE,
              "steer at most so many prompts of each intent, drawn by the seed"),
          new Key(
              "lockin.cuts",
              new Key.Type.Numbers(true, 0, 200),
              "0,20,40,60,80,100,150,200",
              FREE,
              "where thoughts are cut, in percent of their tokens; beyond 100 the model has to think on"),
          new Key(
              "lockin.ways",
              new Key.Type.Choices(List.of("close", "go_on")),
              "close,go_on",
              FREE,
              "what follows a cut: the thought is closed, or the model thinks on"),
          new Key(
              "lockin.traces",
              new Key.Type.Whole(1, 100_000),
              "4",
              FREE,
              "thoughts of each prompt that are cut, at most its rollouts"),
          new Key(
              "lockin.branches",
              new Key.Type.Whole(2, 100_000),
              "8",
              FREE,
              "answers from each cut"),
          new Key(
              "deliberation.traces",
              new Key.Type.Whole(1, 100_000),
              "4",
              FREE,
              "thoughts of each prompt that are split into segments"),
          new Key(
              "deliberation.pack",
              new Key.Type.Whole(0, 1_000_000),
              "200",
              REFUSED,
              "sentences are packed up to so many characters; 0: each alone"),
          new Key(
              "deliberation.judges",
              new Key.Type.Texts(),
              "cues",
              REFUSED,
              "who judges the stance of a segment; several make a panel"),
          new Key(
              "deliberation.llm",
              new Key.Type.InputFile(),
              "",
              FREE,
              "the model behind the stance judge llm, a GGUF file; unset: the one under study"),
          new Key(
              "causality.cuts",
              new Key.Type.Choices(List.of("changes", "random", "sentences")),
              "changes",
              FREE,
              "what is tested: changes of stance; random places, a control; segments left out"),
          new Key(
              "causality.traces",
              new Key.Type.Whole(1, 100_000),
              "4",
              FREE,
              "thoughts of each prompt that are tested, at most those of deliberation"),
          new Key(
              "causality.most",
              new Key.Type.Whole(1, 100_000),
              "8",
              REFUSED,
              "at most so many cuts of a kind in a thought, drawn by the seed"),
          new Key(
              "causality.way",
              new Key.Type.Choice(List.of("close", "go_on")),
              "close",
              REFUSED,
              "what follows a cut: the thought is closed, or the model thinks on"),
          new Key(
              "causality.rule",
              new Key.Type.Choice(List.of("sequential", "fixed")),
              "sequential",
              REFUSED,
              "sequential: sample until the decision at 100 answers is clear; fixed: causality.k answers"),
          new Key(
              "causality.k",
              new Key.Type.Whole(8, 100_000),
              "100",
              REFUSED,
              "answers from each side of a cut; 100 under the sequential rule"),
          new Key(
              "states.dtype",
              new Key.Type.Choice(List.of("f32", "bf16")),
              "f32",
              FREE,
              "how hidden states are stored"),
          new Key(
              "engine.llama-lib",
              new Key.Type.InputFile(),
              "",
              FREE,
              "folder of another llama.cpp build"),
          new Key(
              "engine.cpu-variant",
              new Key.Type.Text(),
              "",
              REFUSED,
              "llama.cpp's CPU build to load"),
          new Key(
              "engine.gpu-layers",
              new Key.Type.Whole(-1, 10_000),
              "-1",
              REFUSED,
              "layers on the GPU, -1 for all that fit"),
          new Key(
              "engine.threads",
              new Key.Type.Whole(1, 1_024),
              "",
              REFUSED,
              "unset: one fewer than cores; 1 for a tiny model"),
          new Key(
              "engine.width",
              new Key.Type.Whole(8, 255),
              "32",
              REFUSED,
              "sequences decoded together"),
          new Key(
              "engine.context",
              new Key.Type.Whole(2, Integer.MAX_VALUE),
              "",
              FREE,
              "longest sequence in tokens; unset: what the prompts and caps need"),
          new Key(
              "engine.kv-type",
              new Key.Type.Choice(List.of("f16", "f32")),
              "f16",
              REFUSED,
              "type of the KV cache"),
          new Key(
              "engine.flash-attention",
              new Key.Type.Choice(List.of("auto", "on", "off")),
              "auto",
              REFUSED,
              "flash attention"));

  /// What a preset changes.
  static Map<String, String> preset(String name) {
    return name.equals("paper")
        ? Map.of(
            "rollouts", "32",
            "caps.thinking", "16384",
            "caps.answer", "1024",
            "lockin.cuts", "0,20,40,60,80,100,120,140,160,180,200",
            "lockin.traces", "8",
            "causality.rule", "fixed",
            "causality.most", "100000")
        : Map.of();
  }
}
