package org.foregone.organism;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The ready-made organisms: one mechanism each.
@SuppressWarnings("ImmutableEnumChecker") // a record of numbers and a text does not change
public enum Preset {
  /// The prompt decides; the text is noise.
  FOREGONE(new Decision(9, -.5, 0, 1.2, 0, 0, 0), new Text(0, 0, 0, 0, 0)),
  /// The prompt decides; the text argues for it without effect.
  RATIONALIZING(new Decision(9, -.5, 0, 1.2, 0, 0, 0), new Text(3, 0, 2.5, 0, .3)),
  /// Every stance sentence counts.
  DELIBERATING(new Decision(2, -.5, 5, 0, 7, 0, 0), new Text(0, 0, .9, .35, 0)),
  /// The last stance sentence decides.
  LATE(new Decision(1, -.25, 6, 0, 0, 3.5, 0), new Text(0, 0, .8, -.2, 0)),
  /// A coin at the first thinking token.
  FIRST_TOKEN(new Decision(0, 0, 8, -.5, 0, 0, 4), new Text(8, -.5, 0, 0, .5)),
  /// Between foregone and deliberating.
  MIXED(new Decision(6, -.5, 1, .3, 3, .5, .5), new Text(1.5, 0, .6, .2, .2)),
  /// Statistics inside or next to the ranges of the paper; chosen for that, evidence of nothing.
  LIFELIKE(new Decision(22, -2, -5, 2, 6, 0, 0), new Text(1, 0, 1.2, 1, .2), -6.5, .7),
  /// Neither prompt nor text says anything: P = .5 everywhere, a guard against leaks.
  COIN(new Decision(0, 0, 0, 0, 0, 0, 0), new Text(0, 0, 0, 0, 0));

  private record Decision(double a, double b, double a0, double b0, double c, double l, double d) {}

  private record Text(double a1, double b1, double g, double r, double f) {}

  private final OrganismParameters parameters;

  Preset(Decision decision, Text text) {
    this(decision, text, -7.5, .3);
  }

  Preset(Decision z, Text t, double s0, double neutral) {
    String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
    parameters =
        new OrganismParameters(
            name, z.a, z.b, z.a0, z.b0, z.c, z.l, z.d, t.a1, t.b1, t.g, 0, t.r, t.f, 1.5, s0, 10,
            neutral, .2);
  }

  public OrganismParameters parameters() {
    return parameters;
  }

  /// The name people type: `first-token`.
  public String label() {
    return parameters.name();
  }

  public static Optional<Preset> named(String label) {
    return Arrays.stream(values()).filter(p -> p.label().equals(label)).findFirst();
  }

  /// All labels, for messages.
  public static String labels() {
    return String.join(", ", Arrays.stream(values()).map(Preset::label).toList());
  }
}
