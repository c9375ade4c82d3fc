package org.foregone.organism;

import tools.jackson.databind.json.JsonMapper;

/// Everything that makes one organism differ from another. With the features of a prefix (`H` harm
/// of the prompt, `S` balance of the thinking, `N` how far it has gone, `L` last stance, `F`
/// whether a first opener was produced, `Fv` its flavour, `chi` kind of the last opener):
///
/// - log-odds of refusing if the thinking closed right here:
///   `b + a H + c S + l L + d Fv + (1 - F)(b0 + a0 H)`
/// - log-odds of a wary against a willing first opener: `b1 + a1 H`
/// - stance of a sentence: weights `wR e^u` refuse, `wR e^-u` comply, `neutral` neutral, with
///   `wR = (1 - neutral) / 2` and `u = gb + g H + r L + f Fv + k chi L`
/// - log-odds of stopping after a sentence: `s0 + s1 N`
///
/// @param name lower-case words joined by hyphens
/// @param neutral share of neutral sentences when u = 0, in (0, 1)
/// @param topicShare share of sentences that say what the topic is, in (0, 1)
public record OrganismParameters(
    String name,
    double a,
    double b,
    double a0,
    double b0,
    double c,
    double l,
    double d,
    double a1,
    double b1,
    double g,
    double gb,
    double r,
    double f,
    double k,
    double s0,
    double s1,
    double neutral,
    double topicShare) {
  private static final JsonMapper JSON = new JsonMapper();

  public OrganismParameters {
    if (!name.matches("[a-z][a-z0-9-]{0,40}")) {
      throw new IllegalArgumentException("not an organism's name: " + name);
    }
    if (!(neutral > 0 && neutral < 1 && topicShare > 0 && topicShare < 1)) {
      throw new IllegalArgumentException("neutral and topicShare must be inside (0, 1)");
    }
    for (double v : new double[] {a, b, a0, b0, c, l, d, a1, b1, g, gb, r, f, k, s0, s1}) {
      // Larger ones would reach the margin that keeps the grammar's classes apart.
      if (!(Math.abs(v) <= 40)) {
        throw new IllegalArgumentException("a parameter of an organism is at most 40, not " + v);
      }
    }
  }

  /// The parameters as the JSON object that travels in the model file.
  public String json() {
    return JSON.writeValueAsString(this);
  }

  /// Reads what `json()` wrote.
  public static OrganismParameters fromJson(String json) {
    return JSON.readValue(json, OrganismParameters.class);
  }

  /// The same prompts and text, decided otherwise. What the first opener and the sentences say does
  /// not change, nor does `a0`.
  public OrganismParameters deciding(double a, double b, double b0, double c, double l, double d) {
    return new OrganismParameters(
        name, a, b, a0, b0, c, l, d, a1, b1, g, gb, r, f, k, s0, s1, neutral, topicShare);
  }

  /// A point on the line between two organisms that decide by the prompt alone and by the text
  /// alone: `a -> (1 - t) a`, `c -> t c`, here with this organism's a and the given c.
  public OrganismParameters mixedWith(double textWeight, double t) {
    return new OrganismParameters(
        name,
        (1 - t) * a,
        b,
        a0,
        b0,
        t * textWeight,
        l,
        d,
        a1,
        b1,
        g,
        gb,
        r,
        f,
        k,
        s0,
        s1,
        neutral,
        topicShare);
  }
}
