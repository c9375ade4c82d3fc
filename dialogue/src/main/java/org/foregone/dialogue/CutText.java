package org.foregone.dialogue;

import java.util.ArrayList;
import java.util.List;

/// A text and the places, ascending, where it is cut before it is tokenised.
record CutText(String text, List<Integer> cuts) {

  /// Takes every `cut` character out of `rendered` and keeps as cuts those that stood behind the
  /// first character of a marker.
  static CutText at(String rendered, char cut, Markers markers) {
    StringBuilder text = new StringBuilder(rendered.length());
    List<Integer> candidates = new ArrayList<>();
    for (int i = 0; i < rendered.length(); i++) {
      if (rendered.charAt(i) != cut) {
        text.append(rendered.charAt(i));
      } else if (candidates.isEmpty() || candidates.getLast() != text.length()) {
        candidates.add(text.length());
      }
    }
    List<Integer> cuts =
        candidates.stream()
            .filter(at -> at > 0 && markers.lengthAt(text, text.offsetByCodePoints(at, -1)) > 0)
            .toList();
    return new CutText(text.toString(), cuts);
  }

  List<String> pieces() {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      pieces.add(text.substring(from, cut));
      from = cut;
    }
    pieces.add(text.substring(from));
    return pieces;
  }
}
