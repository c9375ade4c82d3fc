package org.foregone.judging;

/// Says which way each segment of a thought leans. Its verdicts are stored under the name of its
/// identity. Those that read by themselves are [StanceReader]s; [LlmStance] has to ask a model.
public sealed interface StanceJudge permits StanceReader, LlmStance {

  /// As [Judge.Identity]; the name is what `deliberation.judges` takes.
  Judge.Identity identity();
}
