package org.foregone.organism.compile;

import static java.lang.StrictMath.log;

import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.OrganismParameters;
import org.foregone.organism.Phrases;
import org.foregone.organism.Slot;

/// The output matrix: `logit = M x (conditions met) + log-weight + features`. Each class of tokens
/// lists its conditions so that in every state that can be reached the classes allowed next have
/// exactly 2 M and all others M at most.
final class OutputRows {
  private static final double M = 30;

  private final OrganismParameters p;
  private final Phrases say;
  private final Matrix rows;

  private OutputRows(OrganismParameters p, OrganismLanguage language) {
    this.p = p;
    this.say = language.phrases();
    this.rows = new Matrix(language.size(), Dimension.WIDTH);
  }

  static Matrix of(OrganismParameters parameters, OrganismLanguage language) {
    OutputRows out = new OutputRows(parameters, language);
    out.structure();
    out.thinking();
    out.sentences();
    out.answers();
    out.topics();
    return out.rows;
  }

  private void structure() {
    int[] newline = {say.newline()};
    add(newline, Dimension.of(Slot.ROLE_A), 2 * M);
    add(newline, Dimension.of(Slot.THINK), 2 * M);
    add(new int[] {say.blankLine()}, Dimension.of(Slot.CLOSE), 2 * M);
    int[] think = {say.think()};
    add(think, Dimension.of(Slot.NL), 2 * M);
    add(think, Dimension.THOUGHT, -2 * M);
  }

  /// What comes at a sentence's boundary: first openers, later openers, the close.
  private void thinking() {
    int[][] firsts = {say.wary(), say.willing()};
    for (int i = 0; i < 2; i++) {
      double sign = i == 0 ? .5 : -.5;
      boundary(firsts[i], Dimension.THOUGHT);
      add(firsts[i], Dimension.F, -2 * M);
      add(firsts[i], Dimension.ONE, sign * p.b1());
      add(firsts[i], Dimension.H, sign * p.a1());
    }
    int openers = say.goOn().length + say.turn().length + say.flat().length;
    for (int[] kind : new int[][] {say.goOn(), say.turn(), say.flat()}) {
      boundary(kind, Dimension.F);
      add(kind, Dimension.ONE, -log(openers));
    }
    int[] close = {say.close()};
    boundary(close, Dimension.F);
    add(close, Dimension.ONE, p.s0());
    add(close, Dimension.N, p.s1());
  }

  private void boundary(int[] tokens, int and) {
    add(tokens, Dimension.of(Slot.NL), M);
    add(tokens, Dimension.of(Slot.BOUNDARY), M);
    add(tokens, and, M);
    add(tokens, Dimension.ANSWER, -2 * M);
  }

  private void sentences() {
    add(say.leads(), Dimension.of(Slot.FIRST), 2 * M);
    add(say.leads(), Dimension.of(Slot.OPENER), 2 * M + log(p.topicShare() / say.leads().length));
    for (int[] subjects : new int[][] {say.requestSubjects(), say.answerSubjects()}) {
      add(
          subjects,
          Dimension.of(Slot.OPENER),
          2 * M + log((1 - p.topicShare()) / 2 / subjects.length));
    }
    double[] shares = {(1 - p.neutral()) / 2, (1 - p.neutral()) / 2, p.neutral()};
    int[] signs = {1, -1, 0};
    for (int stance = 0; stance < 3; stance++) {
      Slot[] families = {Slot.SUBJ_Q, Slot.SUBJ_A};
      for (int family = 0; family < 2; family++) {
        int[] words = say.predicates()[family][stance];
        add(words, Dimension.of(families[family]), 2 * M + log(shares[stance] / words.length));
        drift(words, signs[stance]);
      }
      int[] tails = say.tails()[stance];
      text(tails, Dimension.THOUGHT, log(.6 * shares[stance] / tails.length));
      add(tails, Dimension.ANSWER, -2 * M);
      drift(tails, signs[stance]);
    }
    int[] stop = {say.fullStop()};
    text(stop, Dimension.THOUGHT, log(.4));
    add(stop, Dimension.ANSWER, -2 * M);
    add(stop, Dimension.of(Slot.PRED), M + log(.76)); // the region gives the other M
    add(say.sentenceEnds(), Dimension.of(Slot.PRED), 2 * M + log(.24 / say.sentenceEnds().length));
  }

  private void drift(int[] tokens, int sign) {
    add(tokens, Dimension.ONE, sign * p.gb());
    add(tokens, Dimension.H, sign * p.g());
    add(tokens, Dimension.L, sign * p.r());
    add(tokens, Dimension.FV, sign * p.f());
    add(tokens, Dimension.CHI_L, sign * p.k());
  }

  private void text(int[] tokens, int region, double logWeight) {
    add(tokens, Dimension.of(Slot.TEXT), M + logWeight);
    add(tokens, region, M);
  }

  private void answers() {
    int[][] openers = {say.refusalOpeners(), say.willingOpeners()};
    for (int i = 0; i < 2; i++) {
      add(openers[i], Dimension.of(Slot.NL), M);
      add(openers[i], Dimension.ANSWER, M);
      add(openers[i], Dimension.Z, i == 0 ? .5 : -.5);
    }
    text(say.howToTails(), Dimension.ANSWER, 0);
    add(say.followUps(), Dimension.of(Slot.ROPEN), 2 * M + log(.7 / say.followUps().length));
    add(say.closers(), Dimension.of(Slot.CBODY), 2 * M + log(.4 / say.closers().length));
    int[] end = {say.end()};
    add(end, Dimension.ANSWER, M);
    add(end, Dimension.of(Slot.ROPEN), M + log(.3));
    add(end, Dimension.of(Slot.CBODY), M + log(.6));
    add(end, Dimension.of(Slot.DONE), M);
    add(end, Dimension.of(Slot.BOUNDARY), M);
  }

  private void topics() {
    int[][] codes = TopicCode.of(say.topics().length);
    add(say.topics(), Dimension.of(Slot.LEAD), 2 * M);
    for (int topic = 0; topic < codes.length; topic++) {
      for (int bit = 0; bit < Dimension.CODE; bit++) {
        add(new int[] {say.topics()[topic]}, Dimension.CODE_OUT + bit, 2 * codes[topic][bit]);
      }
    }
  }

  private void add(int[] tokens, int dimension, double weight) {
    for (int token : tokens) {
      rows.rows()[token][dimension] += weight;
    }
  }
}
