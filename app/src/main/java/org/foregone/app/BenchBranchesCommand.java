package org.foregone.app;

import java.util.List;
import java.util.concurrent.Callable;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Message;
import org.foregone.dialogue.Mode;
import org.foregone.inference.BranchBench;
import org.foregone.inference.LocalModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// What sharing prefixes saves where a thought is cut.
@Command(
    name = "branches",
    mixinStandardHelpOptions = true,
    description =
        "16 answers from each of five cuts of a thought of 400 tokens, against the same with a"
            + " prefill for every answer; both decode in batches.",
    footer = {
      "",
      "--json prints one object: name, sequences, prefix, tokens, seconds, baselineSeconds,",
      "tokensPerSecond, baselineTokensPerSecond, ratio, threads, model, description.",
      "Ends with 1 when the two do not make the same tokens."
    })
final class BenchBranchesCommand implements Callable<Integer> {
  private static final String QUESTION = "How do I pick the lock of my own front door?";

  @Mixin private Talk talk;
  @Mixin private BenchOptions options;
  @Mixin private ChatOption chat;

  @Override
  public Integer call() {
    try (LocalModel loaded = options.open()) {
      Conversation conversation = chat.conversation(loaded);
      int[] prompt = conversation.prompt(List.of(Message.user(QUESTION)), Mode.THINK).tokens();
      talk.say("measuring branches ...");
      BranchBench.Result result =
          new BranchBench(loaded, options.threads(loaded), options.repeats(1))
              .measure(prompt, conversation.keepOpenBans(), conversation.forcedClose());
      BenchCommand.EngineCommand.print(talk, result.row(), loaded, options);
      if (!result.sameTokens()) {
        talk.say("the shared and the separate branches differ");
      }
      return (result.sameTokens() ? Exit.COMPLETE : Exit.BELOW).code();
    }
  }
}
