package org.foregone.study.config;

import java.util.List;

/// The names of the experiments, in the order in which they are made.
public final class Experiments {
  public static final String OUTCOME = "outcome";
  public static final String FORESIGHT = "foresight";
  public static final String SEPARABILITY = "separability";
  public static final String STEERING = "steering";
  public static final String LOCKIN = "lockin";
  public static final String DELIBERATION = "deliberation";
  public static final String CAUSALITY = "causality";

  public static final List<String> NAMES =
      List.of(OUTCOME, FORESIGHT, SEPARABILITY, STEERING, LOCKIN, DELIBERATION, CAUSALITY);

  private Experiments() {}
}
