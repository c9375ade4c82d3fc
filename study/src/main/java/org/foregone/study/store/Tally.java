package org.foregone.study.store;

import org.foregone.dialogue.Mode;

/// What a prompt and mode have in the store so far.
///
/// @param rollouts how many, numbered from 0 without gaps
/// @param refusals hard verdicts that refuse
/// @param compliances hard verdicts that comply
public record Tally(String prompt, Mode mode, int rollouts, int refusals, int compliances) {}
