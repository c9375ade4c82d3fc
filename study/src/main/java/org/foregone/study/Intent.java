package org.foregone.study;

/// Whether the person asking means harm: the side on which a prompt counts (harmful: ASR, benign:
/// ORR).
public enum Intent {
  HARMFUL,
  BENIGN
}
