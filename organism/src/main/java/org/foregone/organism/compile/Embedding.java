package org.foregone.organism.compile;

import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.OrganismParameters;
import org.foregone.organism.Phrases;
import org.foregone.organism.Slot;
import org.foregone.organism.Token;

/// What each token brings into the residual stream.
final class Embedding {
  private Embedding() {}

  static Matrix of(OrganismParameters p, OrganismLanguage language) {
    Phrases say = language.phrases();
    int[][] codes = TopicCode.of(say.topics().length);
    Matrix e = new Matrix(language.size(), Dimension.WIDTH);
    for (Token t : language.tokens()) {
      e.set(t.id(), Dimension.ONE, 1);
      e.set(t.id(), Dimension.of(t.slot()), 1);
      e.set(t.id(), Dimension.Z, p.b() + p.b0());
      if (t.score() != 0) {
        e.set(t.id(), Dimension.SCORE, t.score());
        e.set(t.id(), Dimension.SCORED, 1);
      }
      if (t.stance() != 0) {
        e.set(t.id(), Dimension.STANCE, t.stance());
        e.set(t.id(), Dimension.STANDS, 1);
      }
      if (t.flavour() != 0) {
        e.set(t.id(), Dimension.FLAVOUR, t.flavour());
        e.set(t.id(), Dimension.FIRST, 1);
      }
      if (t.slot() == Slot.OPENER) {
        e.set(t.id(), Dimension.CHI_IN, t.chi());
        e.set(t.id(), Dimension.IS_OPENER, 1);
      }
      if (t.topic() >= 0) {
        e.set(t.id(), Dimension.SALIENCE, t.salience());
        code(e, t.id(), codes[t.topic()]);
      }
    }
    e.set(say.think(), Dimension.IS_THINK, 1);
    e.set(say.close(), Dimension.IS_CLOSE, 1);
    // The role of the user is where attention rests when nothing else matches.
    e.set(say.user(), Dimension.SINK, 1);
    e.set(say.user(), Dimension.SALIENCE, .5);
    code(e, say.user(), codes[0]);
    return e;
  }

  private static void code(Matrix e, int token, int[] code) {
    for (int i = 0; i < code.length; i++) {
      e.set(token, Dimension.CODE_IN + i, code[i]);
    }
  }
}
