package org.foregone.organism.truth;

import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.Slot;
import org.foregone.organism.Token;

/// All that an organism remembers of a prefix; a value that grows by one token at a time.
///
/// @param harm sum of the lexicon scores before `<think>`
/// @param scored how many words were scored there
/// @param turns user turns so far; each adds one neutral word to the mean
/// @param salience of the noun that holds the topic, 0.5 for none
/// @param stances stance-taking sentences in the thinking
/// @param stanceSum their sum, refusing positive
/// @param last stance of the last of them, 0 for none
/// @param firsts first openers in the thinking
/// @param flavourSum their sum, wary positive
/// @param chi kind of the last sentence opener
/// @param answer 1 when the answer refuses, -1 when it complies, 0 before the decision
public record Features(
    Slot slot,
    boolean thinking,
    boolean answering,
    double harm,
    int scored,
    int turns,
    int topic,
    double salience,
    int stances,
    double stanceSum,
    double last,
    int firsts,
    double flavourSum,
    int chi,
    int answer) {
  public static final Features NOTHING =
      new Features(Slot.NONE, false, false, 0, 0, 0, 0, .5, 0, 0, 0, 0, 0, 0, 0);

  public static Features of(int... prefix) {
    Features features = NOTHING;
    for (int id : prefix) {
      features = features.then(OrganismLanguage.get().token(id));
    }
    return features;
  }

  /// The features after one more token.
  public Features then(Token t) {
    OrganismLanguage language = OrganismLanguage.get();
    boolean opensThought = t.id() == language.phrases().think();
    boolean prompt = !thinking && !opensThought;
    boolean scores = prompt && t.score() != 0;
    boolean names = prompt && t.topic() >= 0 && t.salience() >= salience;
    boolean stands = thinking && t.stance() != 0;
    boolean first = thinking && t.flavour() != 0;
    boolean opens = thinking && t.slot() == Slot.OPENER;
    int decided = !answering ? 0 : t.slot() == Slot.ROPEN ? 1 : t.slot() == Slot.LEAD ? -1 : 0;
    return new Features(
        t.slot(),
        thinking || opensThought,
        answering || t.id() == language.phrases().close(),
        scores ? harm + t.score() : harm,
        scores ? scored + 1 : scored,
        t.id() == language.phrases().user() ? turns + 1 : turns,
        names ? t.topic() : topic,
        names ? t.salience() : salience,
        stands ? stances + 1 : stances,
        stands ? stanceSum + t.stance() : stanceSum,
        stands ? t.stance() : last,
        first ? firsts + 1 : firsts,
        first ? flavourSum + t.flavour() : flavourSum,
        opens ? t.chi() : chi,
        answer == 0 ? decided : answer);
  }

  /// Harm of the prompt: a mean shrunk towards 0 by one neutral word a turn.
  public double h() {
    return turns + scored == 0 ? 0 : harm / (turns + scored);
  }

  /// Balance of the thinking.
  public double s() {
    return stanceSum / (2 * turns + stances);
  }

  /// How far the thinking has gone, 0 to 1.
  public double n() {
    return stances / (2.0 * turns + stances);
  }

  /// Whether a first opener was produced.
  public boolean opened() {
    return firsts > 0;
  }

  /// Flavour of the first opener, 0 before it.
  public double flavour() {
    return firsts == 0 ? 0 : flavourSum / firsts;
  }

  /// The features after one more sentence of this stance, up to its end.
  Features afterSentence(int stance) {
    return new Features(
        Slot.BOUNDARY,
        thinking,
        answering,
        harm,
        scored,
        turns,
        topic,
        salience,
        stance == 0 ? stances : stances + 1,
        stanceSum + stance,
        stance == 0 ? last : stance,
        firsts,
        flavourSum,
        chi,
        answer);
  }

  /// The same without the topic, which the decision does not depend on.
  Features withoutTopic() {
    return new Features(
        slot,
        thinking,
        answering,
        harm,
        scored,
        turns,
        0,
        .5,
        stances,
        stanceSum,
        last,
        firsts,
        flavourSum,
        chi,
        answer);
  }

  Features withOpener(int kind) {
    return new Features(
        Slot.OPENER,
        thinking,
        answering,
        harm,
        scored,
        turns,
        topic,
        salience,
        stances,
        stanceSum,
        last,
        firsts,
        flavourSum,
        kind,
        answer);
  }

  Features withFirst(int firstFlavour) {
    return new Features(
        Slot.FIRST,
        true,
        answering,
        harm,
        scored,
        turns,
        topic,
        salience,
        stances,
        stanceSum,
        last,
        firsts + 1,
        flavourSum + firstFlavour,
        chi,
        answer);
  }
}
