package org.foregone.organism.truth;

import static java.lang.StrictMath.exp;

import java.util.List;
import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.OrganismParameters;
import org.foregone.organism.Phrases;

/// What may come after a prefix, and how likely under the model's own distribution: the grammar of
/// the language with an organism's parameters in it.
final class Grammar {
  private final OrganismParameters p;
  private final Phrases say = OrganismLanguage.get().phrases();

  Grammar(OrganismParameters parameters) {
    this.p = parameters;
  }

  /// The classes that may follow.
  ///
  /// @throws IllegalArgumentException after a token that no organism goes on from (the end of a
  ///     turn)
  List<Option> after(Features f) {
    return switch (f.slot()) {
      case NONE -> throw new IllegalArgumentException("nothing follows the end of a turn");
      case ROLE_A, THINK -> one(say.newline());
      case CLOSE -> one(say.blankLine());
      case NL -> f.answering() ? decision(f) : f.thinking() ? boundary(f) : one(say.think());
      case FIRST -> List.of(new Option(say.leads(), 1));
      case LEAD -> one(say.topics()[f.topic()]);
      case TEXT -> f.answering() ? List.of(new Option(say.howToTails(), 1)) : tail(f);
      case OPENER -> subject();
      case SUBJ_Q -> predicate(f, 0);
      case SUBJ_A -> predicate(f, 1);
      case PRED -> List.of(one(say.fullStop(), .76), new Option(say.sentenceEnds(), .24));
      case BOUNDARY -> f.answering() ? one(say.end()) : boundary(f);
      case ROPEN -> List.of(new Option(say.followUps(), .7), one(say.end(), .3));
      case CBODY -> List.of(new Option(say.closers(), .4), one(say.end(), .6));
      case DONE -> one(say.end());
    };
  }

  /// After a sentence, or before the first: wary and willing first openers; later openers that go
  /// on, turn, are flat, and the close.
  List<Option> boundary(Features f) {
    if (!f.opened()) {
      double half = (p.b1() + p.a1() * f.h()) / 2;
      return List.of(new Option(say.wary(), exp(half)), new Option(say.willing(), exp(-half)));
    }
    int openers = say.goOn().length + say.turn().length + say.flat().length;
    return List.of(
        new Option(say.goOn(), (double) say.goOn().length / openers),
        new Option(say.turn(), (double) say.turn().length / openers),
        new Option(say.flat(), (double) say.flat().length / openers),
        one(say.close(), exp(p.s0() + p.s1() * f.n())));
  }

  /// After an opener: say what the topic is, or take a subject of either family.
  List<Option> subject() {
    return List.of(
        new Option(say.leads(), p.topicShare()),
        new Option(say.requestSubjects(), (1 - p.topicShare()) / 2),
        new Option(say.answerSubjects(), (1 - p.topicShare()) / 2));
  }

  /// What a subject does: refuse, comply, neutral.
  List<Option> predicate(Features f, int family) {
    double u = drift(f);
    int[][] words = say.predicates()[family];
    return List.of(
        new Option(words[0], (1 - p.neutral()) / 2 * exp(u)),
        new Option(words[1], (1 - p.neutral()) / 2 * exp(-u)),
        new Option(words[2], p.neutral()));
  }

  /// After the topic: refuse, comply, neutral tails, a full stop.
  List<Option> tail(Features f) {
    double u = drift(f);
    int[][] words = say.tails();
    return List.of(
        new Option(words[0], .6 * (1 - p.neutral()) / 2 * exp(u)),
        new Option(words[1], .6 * (1 - p.neutral()) / 2 * exp(-u)),
        new Option(words[2], .6 * p.neutral()),
        one(say.fullStop(), .4));
  }

  /// How the answer begins: refuse, comply.
  List<Option> decision(Features f) {
    double half = refuseLogOdds(f) / 2;
    return List.of(
        new Option(say.refusalOpeners(), exp(half)), new Option(say.willingOpeners(), exp(-half)));
  }

  /// Log-odds of refusing if the thinking closed right here.
  double refuseLogOdds(Features f) {
    double z = p.b() + p.a() * f.h() + p.c() * f.s() + p.l() * f.last() + p.d() * f.flavour();
    return f.opened() ? z : z + p.b0() + p.a0() * f.h();
  }

  private double drift(Features f) {
    return p.gb()
        + p.g() * f.h()
        + p.r() * f.last()
        + p.f() * f.flavour()
        + p.k() * f.chi() * f.last();
  }

  private static List<Option> one(int token) {
    return List.of(one(token, 1));
  }

  private static Option one(int token, double weight) {
    return new Option(new int[] {token}, weight);
  }
}
