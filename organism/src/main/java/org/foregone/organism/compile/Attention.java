package org.foregone.organism.compile;

import org.foregone.organism.OrganismParameters;

/// One layer's attention: six query heads that are fixed rules (their queries are biases alone)
/// over one
/// shared key head of 0/1 flags and one shared value head.
///
/// Pair 0 of a head is turned by 1/768 rad a token: the query (A, 0) and the key (0, -1) make a
/// penalty of
/// about A/768 a token of distance, which is how "the last one" is found.
///
/// @param queryBias heads x head size, one after the other
/// @param key head size x width
/// @param value head size x width
/// @param output width x (heads x head size)
record Attention(double[] queryBias, double[] keyBias, Matrix key, Matrix value, Matrix output) {
  static final int HEADS = 6;

  /// Below 32 on purpose: longer F16 dot products accumulate in F16 on some processors.
  static final int HEAD = 20;

  /// Tokens to one radian of pair 0, the model's rope scaling factor.
  static final int TURN = 768;

  private static final double LARGEST_F16 = 65504;

  /// Score by which a match beats the rest, for means (e^-24 = 4e-11) and for "the last" or "the
  /// most".
  private static final double B = 24;

  private static final double LAST = 1024;
  private static final double MOST = 4096;

  // Dimensions of a key; 0 and 1 are the turning pair.
  private static final int SCORED = 2;
  private static final int STANDS = 3;
  private static final int FIRST = 4;
  private static final int THOUGHT = 5;
  private static final int SINK = 6;
  private static final int SALIENCE = 7;
  private static final int IS_THINK = 8;
  private static final int IS_CLOSE = 9;
  private static final int SINK_WEIGHT = 10; // apart, or rounding the query to F16 would spoil it
  private static final int OPENER = 11;

  private static Attention blank() {
    Attention a =
        new Attention(
            new double[HEADS * HEAD],
            new double[HEAD],
            new Matrix(HEAD, Dimension.WIDTH),
            new Matrix(HEAD, Dimension.WIDTH),
            new Matrix(Dimension.WIDTH, HEADS * HEAD));
    a.keyBias[1] = -1;
    a.key.set(SCORED, Dimension.SCORED, 1);
    a.key.set(STANDS, Dimension.STANDS, 1);
    a.key.set(FIRST, Dimension.FIRST, 1);
    a.key.set(THOUGHT, Dimension.THOUGHT, 1);
    a.key.set(SINK, Dimension.SINK, 1);
    a.key.set(SALIENCE, Dimension.SALIENCE, 1);
    a.key.set(IS_THINK, Dimension.IS_THINK, 1);
    a.key.set(IS_CLOSE, Dimension.IS_CLOSE, 1);
    a.key.set(SINK_WEIGHT, Dimension.SINK, 1);
    a.key.set(OPENER, Dimension.IS_OPENER, 1);
    return a;
  }

  /// Layer 0 marks the regions: whether `<think>` and `</think>` were seen.
  static Attention regions() {
    Attention a = blank();
    a.value.set(0, Dimension.IS_THINK, 1);
    a.value.set(1, Dimension.IS_CLOSE, 1);
    a.query(0, IS_THINK, B);
    a.output.set(Dimension.THOUGHT, 0, 1);
    a.query(1, IS_CLOSE, B);
    a.output.set(Dimension.ANSWER, HEAD + 1, 1);
    return a;
  }

  /// Layer 1 reads the prompt and the thinking, and sums what bears on the decision.
  static Attention features(OrganismParameters p) {
    Attention a = blank();
    int[] in = {
      Dimension.SCORE,
      Dimension.STANCE,
      Dimension.STANDS,
      Dimension.FIRST,
      Dimension.FLAVOUR,
      Dimension.CHI_IN
    };
    for (int v = 0; v < in.length; v++) {
      a.value.set(v, in[v], 1);
    }
    for (int bit = 0; bit < Dimension.CODE; bit++) {
      a.value.set(in.length + bit, Dimension.CODE_IN + bit, 1);
    }

    // H: mean score of the prompt's scored words and one neutral word, the sink.
    a.query(0, SCORED, B).query(0, THOUGHT, -B).query(0, SINK, B);
    a.write(0, 0, Dimension.H, 1).write(0, 0, Dimension.Z, p.a());
    // S and N: the same over stances in the thinking, with two neutral ones.
    a.query(1, STANDS, B)
        .query(1, THOUGHT, B)
        .query(1, SINK, 2 * B)
        .query(1, SINK_WEIGHT, StrictMath.log(2));
    a.write(1, 1, Dimension.S, 1).write(1, 1, Dimension.Z, p.c()).write(1, 2, Dimension.N, 1);
    // L: the last stance. Everything else has the value 0, so no sink is needed.
    a.query(2, STANDS, LAST).query(2, THOUGHT, LAST).recency(2, 4);
    a.write(2, 1, Dimension.L, 1).write(2, 1, Dimension.Z, p.l());
    // F and its flavour: whether there was a first opener.
    a.query(3, FIRST, B).query(3, THOUGHT, B).query(3, SINK, 1.5 * B);
    a.write(3, 3, Dimension.F, 1).write(3, 4, Dimension.FV, 1);
    a.write(3, 3, Dimension.Z, -p.b0()).write(3, 4, Dimension.Z, p.d());
    // Topic: the most salient noun of the prompt, of equals the latest.
    a.query(4, SALIENCE, MOST).query(4, THOUGHT, -2.5 * MOST).recency(4, 1.5);
    for (int bit = 0; bit < Dimension.CODE; bit++) {
      a.write(4, in.length + bit, Dimension.CODE_OUT + bit, 1);
    }
    // chi: kind of the last sentence opener.
    a.query(5, OPENER, LAST).query(5, THOUGHT, LAST).recency(5, 4);
    a.write(5, 5, Dimension.CHI, 1);
    return a;
  }

  private Attention query(int head, int dimension, double weight) {
    double bias = weight * Math.sqrt(HEAD); // attention divides by it
    if (!(Math.abs(bias) < LARGEST_F16)) {
      throw new IllegalStateException("a query of " + bias + " is infinite in F16");
    }
    queryBias[head * HEAD + dimension] = bias;
    return this;
  }

  private void recency(int head, double perToken) {
    query(head, 0, perToken * TURN);
  }

  private Attention write(int head, int value, int dimension, double weight) {
    output.set(dimension, head * HEAD + value, weight);
    return this;
  }
}
