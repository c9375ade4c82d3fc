package org.foregone.dialogue;

/// Whether a rollout thinks before it answers.
public enum Mode {
  THINK,
  NO_THINK
}
