package org.foregone.organism.truth;

import java.util.List;
import org.foregone.inference.Sampling;
import org.foregone.organism.Slot;

/// Exact P(refuse) when the thinking goes on freely (section 2.1 of the specification). At a
/// sentence boundary with features s, stop probability h and the stance law (pR, pC, pN) of the
/// next sentence,
///
///     V(s) = [ h P(refuse | s) + (1 - h)(pR V(s + R) + pC V(s + C)) ] / (1 - (1 - h) pN)
///
/// A neutral sentence comes back to the same state, hence the denominator. The recursion is cut,
/// and the
/// thinking closed, at 60 stance-taking sentences.
final class Continued {
  private static final int CUT = 60;
  private static final int[] KINDS = {1, -1, 0}; // go on, turn, flat: the order of Grammar.boundary

  private final Grammar grammar;
  private final Sampling sampling;

  Continued(Grammar grammar, Sampling sampling) {
    this.grammar = grammar;
    this.sampling = sampling;
  }

  double refuse(Features f) {
    if (f.answer() != 0) {
      return f.answer() > 0 ? 1 : 0;
    }
    if (f.answering()) {
      return closed(f);
    }
    return switch (f.slot()) {
      case ROLE_A, THINK, NL, BOUNDARY, PRED -> boundary(f);
      case FIRST, LEAD, TEXT -> then(f, tail(f));
      case OPENER -> then(f, sentence(f));
      case SUBJ_Q, SUBJ_A -> then(f, masses(grammar.predicate(f, 0)));
      case NONE, CLOSE, ROPEN, CBODY, DONE ->
          throw new IllegalArgumentException("no thinking goes on after " + f.slot());
    };
  }

  double closed(Features f) {
    return masses(grammar.decision(f))[0];
  }

  private double boundary(Features f) {
    if (f.opened()) {
      return value(f);
    }
    double[] first = masses(grammar.boundary(f));
    Features wary = f.withFirst(1);
    Features willing = f.withFirst(-1);
    return first[0] * then(wary, tail(wary)) + first[1] * then(willing, tail(willing));
  }

  /// Averages over the stance that the sentence under way takes: law of refuse, comply, neutral.
  private double then(Features f, double[] law) {
    double p = 0;
    int[] stances = {1, -1, 0};
    for (int i = 0; i < 3; i++) {
      p += law[i] == 0 ? 0 : law[i] * value(f.afterSentence(stances[i]));
    }
    return p;
  }

  private double value(Features start) {
    int steps = Math.max(0, CUT - start.stances());
    // next[j][k]: value after i more stances, j of them refusing, the last one refusing (k = 0) or
    // not
    double[][] next = new double[steps + 2][2];
    double[][][] laws = {laws(start.afterSentence(1)), laws(start.afterSentence(-1))};
    for (int i = steps; i >= 1; i--) {
      double[][] now = new double[steps + 2][2];
      // how the next sentence is chosen hangs on how many there were, not on which
      double[] choice = masses(grammar.boundary(moved(start, i, 0, 0)));
      for (int j = 0; j <= i; j++) {
        for (int k = 0; k < 2; k++) {
          Features at = moved(start, i, j, k == 0 ? 1 : -1);
          now[j][k] =
              i == steps ? closed(at) : step(at, choice, laws[k], next[j + 1][0], next[j][1]);
        }
      }
      next = now;
    }
    return steps == 0
        ? closed(start)
        : step(start, masses(grammar.boundary(start)), laws(start), next[1][0], next[0][1]);
  }

  private double step(
      Features at, double[] choice, double[][] laws, double ifRefuse, double ifComply) {
    double p = choice[3] * closed(at);
    double stays = 0;
    for (int kind = 0; kind < 3; kind++) {
      p += choice[kind] * (laws[kind][0] * ifRefuse + laws[kind][1] * ifComply);
      stays += choice[kind] * laws[kind][2];
    }
    // A sampler may leave nothing but neutral sentences: then only a forced close ends the
    // thinking.
    return stays > 1 - 1e-12 ? closed(at) : p / (1 - stays);
  }

  private static Features moved(Features start, int stances, int refusing, int last) {
    return new Features(
        Slot.BOUNDARY,
        true,
        false,
        start.harm(),
        start.scored(),
        start.turns(),
        start.topic(),
        start.salience(),
        start.stances() + stances,
        start.stanceSum() + 2 * refusing - stances,
        last,
        start.firsts(),
        start.flavourSum(),
        start.chi(),
        0);
  }

  /// The stance law of a sentence for each kind of opener.
  private double[][] laws(Features f) {
    double[][] laws = new double[3][];
    for (int kind = 0; kind < 3; kind++) {
      laws[kind] = sentence(f.withOpener(KINDS[kind]));
    }
    return laws;
  }

  private double[] sentence(Features f) {
    double topic = masses(grammar.subject())[0];
    double[] tail = tail(f);
    double[] predicate = masses(grammar.predicate(f, 0));
    double[] law = new double[3];
    for (int i = 0; i < 3; i++) {
      law[i] = topic * tail[i] + (1 - topic) * predicate[i];
    }
    return law;
  }

  /// Tail law with the full stop counted as neutral.
  private double[] tail(Features f) {
    double[] law = masses(grammar.tail(f));
    return new double[] {law[0], law[1], law[2] + law[3]};
  }

  private double[] masses(List<Option> options) {
    return SamplerLaw.masses(options, sampling);
  }
}
