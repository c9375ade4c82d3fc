package org.foregone.judging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.foregone.organism.OrganismAnswers;
import org.foregone.organism.OrganismLanguage;
import org.jspecify.annotations.Nullable;

/// The exact stances of compiled organisms' sentences: the tokens that end or fill them carry one.
/// A segment of several sentences leans to the side that more of them take; when they are balanced,
/// to that of the last that takes one. Text that is no organism's is neutral.
public record OrganismStance() implements StanceReader {
  private static final Judge.Identity IDENTITY =
      new Judge.Identity("organism", "1", Hashes.identity("organism stances/1"));

  @Override
  public Judge.Identity identity() {
    return IDENTITY;
  }

  @Override
  public List<@Nullable Stance> judge(String question, List<String> segments) {
    List<@Nullable Stance> stances = new ArrayList<>();
    for (String segment : segments) {
      List<Integer> signs = new ArrayList<>();
      for (int token : OrganismLanguage.get().tokenize(segment)) {
        signs.add(OrganismAnswers.stance(token));
      }
      stances.add(Leaning.of(signs));
    }
    return Collections.unmodifiableList(stances);
  }
}
